import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadSamples } from "../../../../lib/datasets/load-images.ts";
import { preprocessingLab } from "../../../../lib/experiments/lab/preprocessing-lab.ts";
import { classify } from "../../../../lib/features/classify.ts";
import { type Backbone, loadBackbone } from "../../../../lib/models/index.ts";

const mushroom = (await loadSamples()).items.find(({ path }) => path.includes("mushroom"))!.path;
let vgg: Backbone;
beforeAll(async () => {
  vgg = await loadBackbone("vgg16");
});
afterAll(() => vgg.dispose());

describe("preprocessingLab", () => {
  it("tries every combination, and gets from the right one what classify gives", async () => {
    const trials = await preprocessingLab([vgg], mushroom, {
      filters: ["nearest", "bilinear"],
      fits: ["squash"],
    });
    expect(trials.map(({ mode, channelOrder, filter }) => `${mode} ${channelOrder} ${filter}`)).toEqual(
      ["caffe", "tf", "torch"].flatMap((mode) =>
        ["rgb", "bgr"].flatMap((order) =>
          ["nearest", "bilinear"].map((filter) => `${mode} ${order} ${filter}`),
        ),
      ),
    );
    const right = trials.find(({ asTrained, filter }) => asTrained && filter === "bilinear")!;
    const [expected] = await classify(vgg, [mushroom]);
    expect(right.predictions).toEqual(expected!.predictions);
    expect(right.truth).toEqual(expected!.predictions[0]);
    expect(trials.filter(({ asTrained }) => asTrained)).toHaveLength(2);
  });

  it("follows the class that it is told, through a wrong order that changes its probability", async () => {
    const options = { truth: "mushroom", modes: ["caffe"], filters: ["bilinear"], fits: ["squash"] } as const;
    const [rgb, bgr] = await preprocessingLab([vgg], mushroom, options);
    expect([rgb!.truth.name, bgr!.truth.name]).toEqual(["mushroom", "mushroom"]);
    expect([rgb!.asTrained, bgr!.asTrained]).toEqual([true, false]);
    expect(bgr!.predictions).not.toEqual(rgb!.predictions);
  });

  it("refuses a class that is not the network's, and networks without their top", async () => {
    await expect(preprocessingLab([vgg], mushroom, { truth: "unicorn" })).rejects.toThrow('"unicorn"');
    using headless = await loadBackbone("vgg16", { includeTop: false });
    await expect(preprocessingLab([headless], mushroom)).rejects.toThrow("with their top");
  });
});
