import type { TableColumn, TableRow } from "../../tables/column.ts";
import { tableHtml } from "../../tables/table-html.ts";
import { tableText } from "../../tables/table-text.ts";
import type { LayerSummary, SummaryFacts } from "../summary.ts";

/** Wide enough for `batch_normalization_93 (BatchNormalization)`. */
const CELL_WIDTH = 60;

const NO_BREAK_SPACE = "\u00a0";
/** Tables beyond this scroll on a screen: InceptionV3 has 313 rows. On paper they are whole. */
const LONG_TABLE_ROWS = 40;
const SCROLLING =
  "<style>@media screen { .transferlab-layers { max-height: 36em; overflow: auto; } }</style>";

/**
 * Writes a summary as Keras's `model.summary()` does, as text for a terminal: layers, shapes, parameters and operations,
 * then the totals. A column says which layers train as soon as one is frozen.
 *
 * @example console.log(summaryText(summarize(backbone.model)));
 * @see Keras `utils/summary_utils.py`, print_summary
 */
export function summaryText(summary: SummaryFacts): string {
  const { rows, columns } = tableOf(summary);
  const table = tableText(rows, columns, { maxCellWidth: CELL_WIDTH, maxRows: rows.length });
  return [`Model: ${summary.name}`, table, ...totalsOf(summary)].join("\n");
}

/** Writes a summary as HTML: the table of {@link summaryText}. */
export function summaryHtml(summary: SummaryFacts): string {
  const { rows, columns } = tableOf(summary);
  const caption = `Model: ${summary.name}`;
  // A shape is one thing: its line is not broken.
  const whole = rows.map((row) => ({ ...row, shape: String(row.shape).replaceAll(" ", NO_BREAK_SPACE) }));
  const table = tableHtml(whole, columns, { caption, maxRows: rows.length });
  const shown =
    rows.length > LONG_TABLE_ROWS ? `${SCROLLING}\n<div class="transferlab-layers">${table}</div>` : table;
  return `${shown}\n<p>${totalsOf(summary).join("<br>\n")}</p>`;
}

function tableOf(summary: SummaryFacts): { rows: TableRow[]; columns: TableColumn[] } {
  const frozen = summary.layers.some((layer) => isFrozen(layer));
  const rows = summary.layers.map((layer) => ({
    layer: `${layer.name} (${layer.type})`,
    shape: shapeText(layer.outputShape),
    parameters: layer.parameters,
    macs: Number.isNaN(layer.macs) ? null : layer.macs,
    inputs: layer.inputs.join(", "),
    ...(frozen && { trainable: layer.parameters === 0 ? null : isFrozen(layer) ? "no" : "yes" }),
  }));
  const columns: TableColumn[] = [
    { key: "layer", title: "layer (type)" },
    { key: "shape", title: "output shape" },
    { key: "parameters", format: "integer" },
    { key: "macs", title: "MACs an image", format: "integer" },
    { key: "inputs", title: "connected to", format: "text" },
    ...(frozen ? [{ key: "trainable", title: "trains" }] : []),
  ];
  return { rows, columns };
}

function isFrozen({ trainable, parameters }: LayerSummary): boolean {
  return parameters > 0 && !trainable;
}

function shapeText(shape: readonly (number | null)[]): string {
  return `(${shape.map((side) => side ?? "None").join(", ")})`;
}

function totalsOf(summary: SummaryFacts): string[] {
  const { macs } = summary;
  const operations = macs < 1e9 ? `${(macs / 1e6).toFixed(1)} million` : `${(macs / 1e9).toFixed(3)} billion`;
  return [
    `Parameters: ${countText(summary.parameters)}`,
    `Trainable: ${countText(summary.trainableParameters)}`,
    `Not trainable: ${countText(summary.nonTrainableParameters)}`,
    `Multiply-accumulate operations (MACs) an image: ${Number.isNaN(macs) ? "not known" : operations}`,
  ];
}

/** A number of parameters and the memory that they take as float32. */
function countText(parameters: number): string {
  const count = new Intl.NumberFormat("en-US").format(parameters);
  return `${count} (${((parameters * 4) / 2 ** 20).toFixed(2)} MiB)`;
}
