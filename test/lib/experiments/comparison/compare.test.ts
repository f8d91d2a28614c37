import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadSamples } from "../../../../lib/datasets/load-images.ts";
import { splitDataset } from "../../../../lib/datasets/split-dataset.ts";
import { compare } from "../../../../lib/experiments/comparison/compare.ts";
import { comparisonTable } from "../../../../lib/experiments/comparison/comparison-table.ts";
import { compareImagesPerClass } from "../../../../lib/experiments/comparison/images-per-class.ts";
import { jupyterDisplay } from "../../../../lib/tables/shown-value.ts";

const samples = await loadSamples();
// Ten pictures of each of three classes: bus, butterfly and fish
const classNames = samples.classNames.slice(1, 4);
const few = {
  ...samples,
  classNames,
  items: samples.items
    .filter(({ label }, index) => label > 0 && label < 4 && index % 60 < 10)
    .map(({ path, label }) => ({ path, label: label - 1 })),
};

let cache: string;
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), "transferlab-compare-"));
});
afterAll(() => rmSync(cache, { recursive: true, force: true }));

describe("compare", () => {
  it("runs every mode of every backbone on the same splits", { timeout: 120_000 }, async () => {
    const steps: string[] = [];
    const comparison = await compare(["vgg16", "resnet50"], few, {
      modes: ["scratch", "frozen", "features", "fine-tuned", "classifier"],
      repeats: 2,
      classMap: { bus: ["school_bus"], butterfly: ["monarch"], fish: ["goldfish"] },
      head: { epochs: 5 },
      fineTune: { epochs: 1 },
      scratch: { epochs: 1 },
      extract: { cache },
      onProgress: ({ backbone, step, done }) => steps.push(`${backbone} ${step} ${done}`),
    });
    expect(comparison.summary.map(({ backbone, mode }) => `${backbone} ${mode}`)).toEqual(
      ["vgg16", "resnet50"].flatMap((backbone) =>
        ["classifier", "features", "frozen", "fine-tuned", "scratch"].map((mode) => `${backbone} ${mode}`),
      ),
    );
    const [first, second] = comparison.repeats;
    expect([first!.seed, second!.seed]).toEqual([0, 1]);
    expect(first!.paths).toHaveLength(9);
    expect(first!.paths).not.toEqual(second!.paths);
    for (const run of comparison.runs) {
      const { truth } = comparison.repeats[run.repeat]!;
      const right = run.predicted.filter((label, row) => label === truth[row]).length;
      expect(run.accuracy).toBe(right / truth.length);
    }
    expect(comparison.pairs).toHaveLength(5);
    const trained = (mode: string) => comparison.runs.find((run) => run.mode === mode)!.trainedParameters;
    expect([trained("classifier"), trained("features"), trained("frozen")]).toEqual([0, 3 * 129, 3 * 129]);
    expect(trained("fine-tuned")).toBe(3 * 129 + 3 * (9 * 128 * 128 + 128));
    expect(trained("scratch")).toBe(3 * 129 + 920_784);
    expect(comparison.backbones.map(({ parameters, pretrained }) => [parameters, pretrained])).toEqual([
      [920_784, true],
      [1_500_896, true],
    ]);
    expect(steps).toContain("resnet50 fine-tuned 2");
    const shown = (await comparisonTable(comparison))[jupyterDisplay]()["text/plain"];
    expect(shown).toContain("fine-tuned");
  });

  it("gives the same again for the same seed", { timeout: 60_000 }, async () => {
    const options = {
      modes: ["features", "frozen"],
      head: { epochs: 3 },
      extract: { cache },
      seed: 4,
    } as const;
    const [one, other] = [await compare(["vgg16"], few, options), await compare(["vgg16"], few, options)];
    expect(one.runs.map(({ predicted }) => predicted)).toEqual(other.runs.map(({ predicted }) => predicted));
    expect(one.repeats).toEqual(other.repeats);
  });

  it("keeps a split that the data came with, and leaves out what cannot be read", async () => {
    const { train, test } = splitDataset(few, { testFraction: 0.4, seed: 2 });
    const broken = join(cache, "broken.jpg");
    writeFileSync(broken, "no picture");
    const items = [{ path: broken, label: 0 }, ...train.items];
    const comparison = await compare(
      ["vgg16"],
      { train: { ...train, items }, test },
      {
        modes: ["features"],
        extract: { cache },
      },
    );
    expect(comparison.repeats[0]!.paths).toEqual(test.items.map(({ path }) => path));
    expect(comparison.repeats[0]!.trainRows).toBe(train.items.length);
    expect(comparison.skipped.map(({ path }) => path)).toEqual([broken]);
  });

  it("says why a network's own classifier is left out", async () => {
    const comparison = await compare(["vgg16"], few, {
      modes: ["classifier", "features"],
      extract: { cache },
    });
    expect(comparison.runs.map(({ mode }) => mode)).toEqual(["features"]);
    expect(comparison.omitted[0]).toMatchObject({ backbone: "vgg16", mode: "classifier" });
    expect(comparison.omitted[0]!.reason).toContain("fish");
  });

  it("refuses equal labels, unknown modes, and stops when it is told", async () => {
    await expect(compare(["vgg16", { name: "vgg16", inputSize: 96 }], few)).rejects.toThrow('"vgg16" twice');
    await expect(compare(["vgg16"], few, { modes: ["magic" as "frozen"] })).rejects.toThrow("magic");
    await expect(compare([], few)).rejects.toThrow("at least one");
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(compare(["vgg16"], few, { signal, extract: { cache } })).rejects.toThrow("enough");
  });
});

describe("compareImagesPerClass", () => {
  it("trains on nested parts and tests on the same rows", { timeout: 60_000 }, async () => {
    const points = await compareImagesPerClass(["vgg16"], few, {
      counts: [1, 3, 7],
      modes: ["features"],
      repeats: 5,
      extract: { cache },
    });
    expect(points.map(({ imagesPerClass }) => imagesPerClass)).toEqual([1, 3, 7]);
    expect(points[2]!.accuracy).toBeGreaterThan(points[0]!.accuracy);
    expect(points.every(({ seconds }) => seconds > 0)).toBe(true);
    const [whole] = (await compare(["vgg16"], few, { modes: ["features"], repeats: 5, extract: { cache } }))
      .summary;
    expect(points[2]).toMatchObject({ accuracy: whole!.accuracy, low: whole!.low, high: whole!.high });
  });

  it("chooses counts up to the smallest class, and refuses more", async () => {
    const options = { modes: ["features"], extract: { cache } } as const;
    const points = await compareImagesPerClass(["vgg16"], few, options);
    expect(points.map(({ imagesPerClass }) => imagesPerClass)).toEqual([1, 2, 5, 7]);
    await expect(compareImagesPerClass(["vgg16"], few, { ...options, counts: [8] })).rejects.toThrow(
      "from 1 to 7",
    );
  });
});
