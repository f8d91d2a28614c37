import { ArgumentError } from "../../errors/argument-error.ts";
import { requireShare, requireSome } from "../check.ts";
import type { Figure } from "../figure.ts";
import { percent, withoutControls } from "../theme/plotly-text.ts";
import { valueHeatmap } from "./value-heatmap.ts";

/** What a model says of one photo, prepared in one way. */
export interface PreprocessingRow {
  readonly model: string;
  /** How values are scaled, say "caffe". */
  readonly mode: string;
  /** Say "RGB". */
  readonly channelOrder: string;
  /** How the photo is brought to size, say "bilinear". */
  readonly resize: string;
  /** Of the right class, in [0, 1]. */
  readonly probability: number;
  /** The class that it takes for the best, for hover. */
  readonly best?: string;
  /** Whether the model was trained on photos prepared so: marked in the row's name. */
  readonly asTrained?: boolean;
}

export interface PreprocessingGridOptions {
  readonly rows: readonly PreprocessingRow[];
  /** The right class, for the subtitle. */
  readonly trueLabel?: string;
  /** @defaultValue "One photo, prepared in different ways" */
  readonly title?: string;
  readonly subtitle?: string;
}

/**
 * Draws what becomes of a prediction when a photo is prepared otherwise: models and modes down, channel order and
 * resizing across, colour by the probability of the right class. Ways that were not tried stay empty.
 *
 * @throws {@link ArgumentError} when there is no row, a probability is not in [0, 1], or a way comes twice.
 * @example preprocessingGrid({ rows: [{ model: "VGG16", mode: "caffe", channelOrder: "BGR", resize: "bilinear", probability: 0.93, asTrained: true }] })
 */
export function preprocessingGrid(options: PreprocessingGridOptions): Figure {
  const { rows, trueLabel, title = "One photo, prepared in different ways", subtitle } = options;
  requireSome("rows", rows, "row");
  const names = [...new Set(rows.map(rowName))];
  const columns = [...new Set(rows.map(columnName))];
  const table = names.map(() => columns.map((): PreprocessingRow | undefined => undefined));
  rows.forEach((row, index) => {
    requireShare(`rows[${index}].probability`, row.probability);
    const line = table[names.indexOf(rowName(row))]!;
    const column = columns.indexOf(columnName(row));
    if (line[column]) {
      throw new ArgumentError(
        `rows[${index}]`,
        "each way once",
        `a second ${rowName(row)}, ${columnName(row)}`,
      );
    }
    line[column] = row;
  });
  const best = rows.reduce((top, row) => (row.probability > top.probability ? row : top));
  const worst = rows.reduce((least, row) => (row.probability < least.probability ? row : least));
  const trained = table.map((line) => line.some((row) => row?.asTrained));
  const right = trueLabel === undefined ? "the right class" : withoutControls(trueLabel);
  const note = trained.some(Boolean) ? "*: scaled as in training" : "";
  return valueHeatmap({
    values: table.map((line) => line.map((row) => (row ? 100 * row.probability : null))),
    rows: {
      names: names.map((name, at) => (trained[at] ? `* ${name}` : name)),
      title: "model, scaling of values",
    },
    columns: { names: columns, title: "channel order, resizing" },
    range: [0, 100],
    colorbar: { ticksuffix: " %" },
    textOf: (value) => (value > 0 && value < 0.05 ? "<0.1" : value.toFixed(1)),
    hoverOf: (row, column) => {
      const way = table[row]![column];
      if (!way) return [`${names[row]}, ${columns[column]}`, "not tried"];
      const guess = way.best === undefined ? [] : [`takes it for: ${way.best}`];
      return [
        `${names[row]}, ${columns[column]}`,
        `probability of ${right}: ${percent(way.probability)}`,
        ...guess,
      ];
    },
    title,
    subtitle: [subtitle, `probability of ${right} (%)`, note].filter(Boolean).join("; "),
    summary: `Probability of ${right}: most ${percent(best.probability)} (${wayOf(best)}), least ${percent(worst.probability)} (${wayOf(worst)}).`,
  });
}

function rowName({ model, mode }: PreprocessingRow): string {
  return withoutControls(`${model}, ${mode}`);
}

function columnName({ channelOrder, resize }: PreprocessingRow): string {
  return withoutControls(`${channelOrder}, ${resize}`);
}

function wayOf(row: PreprocessingRow): string {
  return `${rowName(row)}, ${columnName(row)}`;
}
