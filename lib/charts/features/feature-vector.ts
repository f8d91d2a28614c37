import { ArgumentError } from "../../errors/argument-error.ts";
import { requireSome } from "../check.ts";
import { type Figure, makeFigure } from "../figure.ts";
import { headingOf } from "../theme/heading.ts";
import { escapePlotlyText, percent, shortenToWidth, withoutControls } from "../theme/plotly-text.ts";
import { colorOf } from "../theme/theme.ts";

export interface FeatureVectorsOptions {
  /** One row each, from above. */
  readonly vectors: ReadonlyArray<{
    /** Say the photo. */
    readonly name: string;
    /** All of one length, finite. */
    readonly values: ArrayLike<number>;
  }>;
  /** @defaultValue "Feature vectors" */
  readonly title?: string;
  readonly subtitle?: string;
}

const rowPx = 120;
const gapPx = 34;

/**
 * Draws feature vectors as bars, one a value, a row a vector, all on one scale.
 *
 * @throws {@link ArgumentError} when there is no vector, a vector is empty or of another length, or a value is not finite.
 * @example featureVectors({ vectors: [{ name: "dog.jpg", values: rowOf(features, 0) }] })
 */
export function featureVectors(options: FeatureVectorsOptions): Figure {
  const { vectors, title = "Feature vectors", subtitle } = options;
  requireSome("vectors", vectors, "vector");
  const length = vectors[0]!.values.length;
  const rows = vectors.map(({ name, values }, index) => {
    const own = Array.from(values);
    if (own.length !== length || length === 0) {
      throw new ArgumentError(
        `vectors[${index}].values`,
        `${length || "some"} values`,
        `${own.length} values`,
      );
    }
    const bad = own.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new ArgumentError(`vectors[${index}].values[${bad}]`, "a finite number", own[bad]);
    return { name, own };
  });
  const low = Math.min(0, ...rows.map(({ own }) => own.reduce((least, value) => Math.min(least, value))));
  const high = Math.max(0, ...rows.map(({ own }) => own.reduce((most, value) => Math.max(most, value))));
  const span = high - low || 1;
  const heading = headingOf(title, subtitle);
  const plotPx = rows.length * (rowPx + gapPx);
  const topOf = (row: number) => 1 - (row * (rowPx + gapPx) + gapPx) / plotPx;
  const axes = rows.flatMap((_, row) => {
    const domain = [Math.max(0, topOf(row) - rowPx / plotPx), topOf(row)];
    return [[`yaxis${numberOf(row)}`, { domain, range: [low - 0.02 * span, high + 0.02 * span], nticks: 4 }]];
  });
  return makeFigure({
    data: rows.map(({ name, own }, row) => ({
      type: "bar",
      name: escapePlotlyText(name),
      x: own.map((_, index) => index),
      y: own,
      yaxis: `y${numberOf(row)}`,
      // Thousands of bars are thinner than a pixel: an outline keeps them to be seen.
      marker: { color: colorOf(0), line: { color: colorOf(0), width: length > 400 ? 1 : 0 } },
      hovertemplate: `<b>${escapePlotlyText(name)}</b><br>value %{x}: %{y:.3f}<extra></extra>`,
    })),
    layout: {
      title: heading.title,
      height: heading.heightPx + plotPx + 48,
      margin: { t: heading.heightPx, b: 48, l: 20, r: 20 },
      showlegend: false,
      bargap: 0,
      hovermode: "closest",
      xaxis: {
        title: { text: `value of the vector, 0 to ${length - 1}` },
        range: [-1, length],
        anchor: `y${numberOf(rows.length - 1)}`,
        zeroline: false,
      },
      ...Object.fromEntries(axes),
      annotations: rows.map(({ name, own }, row) => ({
        xref: "paper",
        x: 0,
        xanchor: "left",
        yref: "paper",
        y: topOf(row),
        yanchor: "bottom",
        showarrow: false,
        text: `<b>${escapePlotlyText(shortenToWidth(name, 330))}</b>, ${zeroShare(own)}`,
      })),
    },
    title,
    summary: `${rows.length} of ${length} values each. ${rows
      .map(
        ({ name, own }) =>
          `${withoutControls(name)}: largest ${own.reduce((most, value) => Math.max(most, value)).toPrecision(3)}, ${zeroShare(own)}.`,
      )
      .join(" ")}`,
  });
}

/** Plotly calls the first axis `y`, the second `y2`. */
function numberOf(row: number): string {
  return row === 0 ? "" : String(row + 1);
}

function zeroShare(values: readonly number[]): string {
  return `${percent(values.filter((value) => value === 0).length / values.length)} zeros`;
}
