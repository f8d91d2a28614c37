import type { PlotlyJson } from "./plotly-json.ts";

/**
 * Six colours that readers with any common colour blindness tell apart, on white and on near-black.
 *
 * Found by search: each has a contrast of 3:1 or more to white and to the dark page's `#1b1f25` (WCAG 2.2, 1.4.11), and
 * every two are 14 or more apart (CIEDE2000) for full, deuteranopic, protanopic and tritanopic vision as simulated by
 * Machado, Oliveira and Fernandes 2009, https://doi.org/10.1109/TVCG.2009.113.
 */
export const palette = ["#4293ff", "#9b5a1d", "#2f7d63", "#f25d8c", "#725ea7", "#b68e00"] as const;

/** For what is not a series: baselines, marks, "did not move". Readable on white and on near-black. */
export const neutralColor = "#8a8f98";

/** Marker shapes, in the order classes get them. Seven against six colours: 42 classes differ in shape and colour. */
const symbols = ["circle", "square", "diamond", "triangle-up", "cross", "x", "star"] as const;

/** The family whose widths {@link textWidthPx} knows; Liberation Sans and Helvetica have the same widths. */
export const fontFamily = 'Arial, "Liberation Sans", Helvetica, sans-serif';

/** Sizes of text, in pixels. */
export const fontSizes = { title: 18, subtitle: 13, label: 13, small: 11 } as const;

/** Returns the colour of the series or class at `index`; colours repeat after six. */
export function colorOf(index: number): string {
  return palette[index % palette.length] as string;
}

/** Returns the marker shape of the class at `index`; open shapes follow after 42 classes. */
export function symbolOf(index: number): string {
  const shape = symbols[index % symbols.length] as string;
  return Math.floor(index / (symbols.length * palette.length)) % 2 === 1 ? `${shape}-open` : shape;
}

/** Returns a palette colour with an opacity, for areas under lines. */
export function paleColorOf(index: number, opacity: number): string {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colorOf(index).slice(at, at + 2), 16));
  return `rgba(${red}, ${green}, ${blue}, ${opacity})`;
}

/** A legend in one or more lines along the lower edge. */
export const legendBelow: PlotlyJson = {
  orientation: "h",
  x: 0,
  xanchor: "left",
  y: 0,
  yref: "container",
  yanchor: "bottom",
};

const axis = {
  gridcolor: "#e3e6ea",
  zerolinecolor: "#c3c8cf",
  linecolor: "#8a8f98",
  automargin: true,
  title: { standoff: 10, font: { size: fontSizes.label } },
} as const;

/** The look of every figure. A viewer may replace it as a whole, for a dark page. */
export const themeTemplate: PlotlyJson = {
  layout: {
    font: { family: fontFamily, size: fontSizes.label, color: "#23272e" },
    paper_bgcolor: "#ffffff",
    plot_bgcolor: "#ffffff",
    colorway: palette,
    xaxis: axis,
    yaxis: axis,
    hoverlabel: { font: { family: fontFamily, size: fontSizes.label }, align: "left", namelength: -1 },
    legend: { font: { size: 12 } },
    annotationdefaults: { font: { size: 12 }, arrowcolor: "#8a8f98" },
  },
  // One hue from light to dark keeps its order in print and for every kind of colour vision.
  data: {
    heatmap: [
      {
        colorscale: [
          [0, "#f5f8fc"],
          [0.25, "#c3daee"],
          [0.5, "#7db3d8"],
          [0.75, "#3481ba"],
          [1, "#08437f"],
        ],
        colorbar: { outlinewidth: 0, thickness: 14 },
      },
    ],
  },
};
