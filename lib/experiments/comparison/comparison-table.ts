import { type ResultTable, resultTable } from "../../tables/result-table.ts";
import type { Comparison } from "./comparison.ts";

/**
 * Shows a comparison as a table: a row a backbone and mode, with accuracy, interval, what was trained, and what it cost.
 *
 * @example await comparisonTable(await compare(["vgg16", "resnet50"], photos))
 */
export async function comparisonTable(comparison: Comparison): Promise<ResultTable> {
  const rows = comparison.summary.map(
    ({ backbone, mode, accuracy, low, high, repeats, seconds, trainedParameters }) => {
      const facts = comparison.backbones.find((one) => one.backbone === backbone)!;
      return {
        model: facts.pretrained ? backbone : `${backbone} (random weights)`,
        mode,
        accuracy,
        low,
        high,
        repeats,
        trained: trainedParameters,
        parameters: facts.parameters,
        mmacs: facts.macs / 1e6,
        features: facts.featureSeconds,
        seconds,
      };
    },
  );
  return resultTable(rows, [
    { key: "model" },
    { key: "mode" },
    { key: "accuracy", format: "percent", interval: ["low", "high"] },
    { key: "repeats" },
    { key: "trained", title: "parameters trained" },
    { key: "parameters" },
    { key: "mmacs", title: "million MACs an image" },
    { key: "features", title: "features", format: "seconds" },
    { key: "seconds", title: "training", format: "seconds" },
  ]);
}
