import { describe, expect, it } from "vitest";
import { loadSamples } from "../../../lib/datasets/load-images.ts";
import { extractFeatures } from "../../../lib/features/extract.ts";
import type { FeatureSet } from "../../../lib/features/feature-set.ts";
import { pixelFeatures } from "../../../lib/features/pixel-features.ts";
import { loadBackbone } from "../../../lib/models/index.ts";
import { crossValidate } from "../../../lib/selection/cross-validate.ts";
import { fitSvc } from "../../../lib/svm/fit-svc.ts";

/** Mean accuracy of a linear SVM over five folds, the same for any kind of rows. */
function crossValidatedAccuracy({ features, labels }: FeatureSet): number {
  const train = (rows: typeof features, classes: ArrayLike<number>) =>
    fitSvc(rows, classes, { kernel: "linear", C: 0.01 });
  return crossValidate(features, labels, train, { folds: 5, shuffle: true, seed: 0 }).mean;
}

describe("the drawn samples", () => {
  it("are told apart by features of the bundled networks where pixels fail", {
    timeout: 120_000,
  }, async () => {
    const samples = await loadSamples();
    const onPixels = crossValidatedAccuracy(await pixelFeatures(samples, { side: 32 }));
    expect(onPixels).toBeGreaterThan(1 / 6);
    for (const name of ["vgg16", "resnet50"]) {
      const backbone = await loadBackbone(name, { includeTop: false, pooling: "avg" });
      const accuracy = crossValidatedAccuracy(await extractFeatures(backbone, samples, { cache: false }));
      backbone.dispose();
      expect(accuracy, name).toBeGreaterThan(0.8);
      expect(accuracy - onPixels, name).toBeGreaterThan(0.2);
    }
  });
});
