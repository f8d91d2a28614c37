import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadSamples } from "../../../../lib/datasets/load-images.ts";
import { compare } from "../../../../lib/experiments/comparison/compare.ts";
import { probeLayers } from "../../../../lib/experiments/probes/probe-layers.ts";
import { type Backbone, loadBackbone } from "../../../../lib/models/index.ts";

const samples = await loadSamples();
const few = { ...samples, items: samples.items.filter((_, index) => index % 60 < 20) };

let cache: string;
let vgg: Backbone;
beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), "transferlab-probes-"));
  vgg = await loadBackbone("vgg16", { includeTop: false });
});
afterAll(() => {
  vgg.dispose();
  rmSync(cache, { recursive: true, force: true });
});

describe("probeLayers", () => {
  it("finds more of the classes in higher layers", async () => {
    const probes = await probeLayers(vgg, few, { cache, repeats: 3 });
    expect(probes.map(({ layer }) => layer)).toEqual([1, 2, 3, 4, 5].map((block) => `block${block}_pool`));
    expect(probes.map(({ features }) => features)).toEqual([16, 32, 64, 128, 128]);
    expect(probes.at(-1)!.depth).toBe(1);
    expect(probes.at(-1)!.accuracy).toBeGreaterThan(probes[0]!.accuracy + 0.1);
    for (const { low, accuracy, high } of probes) {
      expect(low).toBeLessThan(accuracy);
      expect(high).toBeGreaterThan(accuracy);
    }
  });

  it("scores the last layer as the comparison's features", async () => {
    const [probe] = await probeLayers(vgg, few, { cache, layers: ["block5_pool"], seed: 3 });
    const { summary } = await compare(["vgg16"], few, { modes: ["features"], seed: 3, extract: { cache } });
    expect(probe).toMatchObject({ accuracy: summary[0]!.accuracy, low: summary[0]!.low });
  });

  it("takes any probe", async () => {
    const always = { predict: (X: { rows: number }) => new Array<number>(X.rows).fill(2) };
    const [probe] = await probeLayers(vgg, few, { cache, layers: ["block5_pool"], fitProbe: () => always });
    expect(probe!.accuracy).toBeCloseTo(1 / 6, 12);
  });

  it("refuses a layer that is not there", async () => {
    await expect(probeLayers(vgg, few, { cache, layers: ["block9_pool"] })).rejects.toThrow("block9_pool");
  });
});
