import { requireLength, requireSome } from "../check.ts";
import { type Figure, makeFigure } from "../figure.ts";
import { staticWidthPx } from "../static/renderer.ts";
import { headingOf } from "../theme/heading.ts";
import type { PlotlyJson } from "../theme/plotly-json.ts";
import { escapePlotlyText, shortenToWidth } from "../theme/plotly-text.ts";
import { textWidthPx } from "../theme/text-width.ts";
import { fontSizes } from "../theme/theme.ts";

const nameWidthPx = 190;
const colorbarPx = 96;
const leastWidthPx = 480;
/** Below this width a cell has no room for its value, which then shows on hover alone. */
const leastTextPx = 34;

/** Names along one side of a heatmap. */
export interface HeatmapSide {
  readonly names: readonly string[];
  readonly title: string;
}

/**
 * Draws a table of values as colours with the values in the cells: what the heatmaps of this library share.
 *
 * @param options.values - `[rows][columns]`, null where there is none.
 * @param options.textOf - what stands in a cell.
 * @param options.hoverOf - what hover says of a cell, plain text in lines.
 */
export function valueHeatmap(options: {
  readonly values: ReadonlyArray<ReadonlyArray<number | null>>;
  readonly rows: HeatmapSide;
  readonly columns: HeatmapSide;
  readonly range: readonly [number, number];
  readonly colorbar: PlotlyJson;
  readonly textOf: (value: number) => string;
  readonly hoverOf: (row: number, column: number) => readonly string[];
  /** A cell to be framed. */
  readonly marked?: { readonly row: number; readonly column: number } | undefined;
  readonly title: string;
  readonly subtitle?: string | undefined;
  readonly summary: string;
}): Figure {
  const { values, rows, columns, range, colorbar, textOf, hoverOf, marked, title, subtitle, summary } =
    options;
  requireSome("values", values, "row");
  requireSome("values[0]", columns.names, "column");
  requireLength("values", values, rows.names.length, "the rows");
  values.forEach((row, index) => {
    requireLength(`values[${index}]`, row, columns.names.length, "the columns");
  });
  const labelPx = Math.max(rows.names.length, columns.names.length) > 40 ? 9 : fontSizes.small + 1;
  const [down, across] = [rows, columns].map(({ names }) =>
    names.map((name) => shortenToWidth(name, nameWidthPx, labelPx)),
  );
  const longest = (names: readonly string[]) => Math.max(...names.map((name) => textWidthPx(name, labelPx)));
  const leftPx = Math.ceil(longest(down!)) + 54;
  const widestPx = staticWidthPx - leftPx - colorbarPx;
  const cellPx = Math.max(8, Math.min(84, widestPx / across!.length));
  const cellHeightPx = Math.max(labelPx + 3, Math.min(52, cellPx));
  const plotPx = Math.max(150, Math.round(cellPx * across!.length));
  const longestPx = longest(across!);
  const tilt = longestPx + 8 <= plotPx / across!.length ? 0 : across!.length > 16 ? -90 : -45;
  const belowPx = 46 + Math.ceil(tilt === 0 ? 18 : tilt === -45 ? longestPx * 0.72 + 16 : longestPx + 10);
  const heading = headingOf(title, subtitle);
  const heightPx = Math.max(100, Math.round(cellHeightPx * down!.length));
  const rightPx = Math.max(colorbarPx, leastWidthPx - leftPx - plotPx);
  return makeFigure({
    data: [
      {
        type: "heatmap",
        z: values,
        zmin: range[0],
        zmax: range[1],
        xgap: 1,
        ygap: 1,
        hoverongaps: false,
        colorbar: { x: 1, xpad: 12, ypad: 0, ...colorbar },
        ...(plotPx / across!.length >= leastTextPx
          ? {
              text: values.map((row) =>
                row.map((value) => (value === null ? "" : escapePlotlyText(textOf(value)))),
              ),
              texttemplate: "%{text}",
              textfont: { size: 12 },
            }
          : {}),
        hovertext: values.map((row, from) =>
          row.map((_, to) => hoverOf(from, to).map(escapePlotlyText).join("<br>")),
        ),
        hovertemplate: "%{hovertext}<extra></extra>",
      },
    ],
    layout: {
      title: heading.title,
      width: leftPx + plotPx + rightPx,
      height: heading.heightPx + heightPx + belowPx,
      margin: { t: heading.heightPx, b: belowPx, l: leftPx, r: rightPx },
      xaxis: {
        ...sideAxis(across!, columns.title, labelPx),
        range: [-0.5, across!.length - 0.5],
        tickangle: tilt,
      },
      yaxis: { ...sideAxis(down!, rows.title, labelPx), range: [down!.length - 0.5, -0.5] },
      ...(marked ? { shapes: [frameOf(marked)] } : {}),
    },
    title,
    summary,
  });
}

function sideAxis(names: readonly string[], title: string, labelPx: number): PlotlyJson {
  return {
    tickmode: "array",
    tickvals: names.map((_, index) => index),
    ticktext: names.map(escapePlotlyText),
    tickfont: { size: labelPx },
    title: { text: escapePlotlyText(title), standoff: 8 },
    automargin: false,
    showgrid: false,
    zeroline: false,
    ticks: "",
    ticklabelstandoff: 4,
  };
}

function frameOf({ row, column }: { readonly row: number; readonly column: number }): PlotlyJson {
  return {
    type: "rect",
    x0: column - 0.5,
    x1: column + 0.5,
    y0: row - 0.5,
    y1: row + 0.5,
    line: { color: "#d55e00", width: 3 },
  };
}
