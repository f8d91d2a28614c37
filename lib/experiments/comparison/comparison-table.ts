import type { TableColumn } from "../../tables/column.ts";
import { type ResultTable, resultTable } from "../../tables/result-table.ts";
import type { ComparedBackbone, Comparison } from "./comparison.ts";

/**
 * Shows a comparison as a table: a row a backbone and mode, with accuracy, interval, what was trained, and what it cost.
 * What a backbone is stands above it; the frame holds that too.
 *
 * @example await comparisonTable(await compare(["vgg16", "resnet50"], photos))
 */
export async function comparisonTable({ backbones, summary }: Comparison): Promise<ResultTable> {
  const rows = summary.map(({ backbone, mode, accuracy, low, high, repeats, seconds, trainedParameters }) => {
    const facts = backbones.find((one) => one.backbone === backbone)!;
    return {
      model: nameOf(facts),
      mode,
      accuracy,
      low,
      high,
      repeats,
      trained: trainedParameters,
      featureSeconds: facts.featureSeconds,
      seconds,
      parameters: facts.parameters,
      macs: facts.macs,
      cachedImages: facts.cachedImages,
    };
  });
  const columns: TableColumn[] = [
    { key: "model" },
    { key: "mode" },
    { key: "accuracy", format: "percent", interval: ["low", "high"] },
    ...(rows.some(({ repeats }) => repeats > 1) ? [{ key: "repeats" }] : []),
    { key: "trained", title: "parameters trained" },
    { key: "featureSeconds", title: "features", format: "seconds" },
    { key: "seconds", title: "training", format: "seconds" },
  ];
  return resultTable(rows, columns, { caption: backbones.map(describe).join("; ") });
}

function nameOf({ backbone, pretrained }: ComparedBackbone): string {
  return pretrained ? backbone : `${backbone} (random weights)`;
}

function describe(facts: ComparedBackbone): string {
  const { parameters, macs, cachedImages } = facts;
  const cached = cachedImages > 0 ? `, features of ${cachedImages} images from the cache` : "";
  const millions = `${(macs / 1e6).toLocaleString("en-US", { maximumFractionDigits: 1 })} million`;
  return `${nameOf(facts)}: ${parameters.toLocaleString("en-US")} parameters, ${millions} MACs an image${cached}`;
}
