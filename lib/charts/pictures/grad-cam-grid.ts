import type { Matrix } from "../../matrix/matrix.ts";
import { requireLength, requireShare, requireSome } from "../check.ts";
import type { Figure } from "../figure.ts";
import type { PlotlyJson } from "../theme/plotly-json.ts";
import { countOf, percent, withoutControls } from "../theme/plotly-text.ts";
import { colorOf } from "../theme/theme.ts";
import { heatPicture, heatStops } from "./heat-picture.ts";
import { type PictureCell, pictureGrid } from "./picture-grid.ts";

/** What one model looked at. */
export interface HeatMap {
  /** `[height, width]` in [0, 1], over the whole picture, a matrix or rows: 1 spoke most for `label`. */
  readonly heat: Matrix | ReadonlyArray<ArrayLike<number>>;
  /** The class that the map is for. */
  readonly label: string;
  /** Of that class, in [0, 1]. */
  readonly probability: number;
}

export interface GradCamGridOptions {
  /** Names of the models, a column each. */
  readonly models: readonly string[];
  readonly images: ReadonlyArray<{
    /** The picture as the models saw it, cropped and all, as a `data:image/…` URI. */
    readonly image: string;
    /** Its right class. */
    readonly label?: string;
    readonly name?: string;
    /** One for each model, in order; undefined where there is none. */
    readonly maps: ReadonlyArray<HeatMap | undefined>;
  }>;
  /** @defaultValue "Where the models look" */
  readonly title?: string;
  readonly subtitle?: string;
}

/**
 * Draws pictures beside themselves with heat maps laid over, a column for each model, with class and probability.
 *
 * A class that is not the right one has a dotted frame.
 *
 * @throws {@link ArgumentError} when there is no image, a picture is no data URI, a number is not in [0, 1], or an image
 * has not one map for each model; {@link ShapeError} when the rows of a map differ in length.
 * @example gradCamGrid({ models: ["VGG16"], images: [{ image, label: "cat", maps: [{ heat, label: "cat", probability: 0.93 }] }] })
 * @see Selvaraju et al. 2017, "Grad-CAM", https://arxiv.org/abs/1610.02391
 */
export function gradCamGrid(options: GradCamGridOptions): Figure {
  const { models, images, title = "Where the models look", subtitle } = options;
  requireSome("models", models, "model");
  requireSome("images", images, "image");
  const rows = images.map(({ image, label, name, maps }, row) => {
    requireLength(`images[${row}].maps`, maps, models.length, "models");
    const original: PictureCell = {
      image,
      lines: [label ?? name ?? "picture", label === undefined ? "" : (name ?? "")],
      hover: [label, name].filter((line) => line !== undefined),
    };
    return [
      original,
      ...maps.map(
        (map, at) => map && cellOf(map, `images[${row}].maps[${at}]`, { image, label, model: models[at]! }),
      ),
    ];
  });
  const wrong = rows.flat().some((cell) => cell?.dashed);
  return pictureGrid({
    rows,
    columnTitles: ["picture", ...models],
    largestPx: 150,
    rightPx: 84,
    extra: [heatScale],
    title,
    subtitle: [
      subtitle,
      "below each: the class that the map is for, its probability (%)",
      wrong ? "dotted frame: not the right class" : "",
    ]
      .filter(Boolean)
      .join("; "),
    summary: `${countOf(images.length, "picture")} under ${countOf(models.length, "model")}. ${images.map((one, row) => sentence(one, row, models)).join(" ")}`,
  });
}

function cellOf(
  { heat, label, probability }: HeatMap,
  argument: string,
  of: { readonly image: string; readonly label: string | undefined; readonly model: string },
): PictureCell {
  requireShare(`${argument}.probability`, probability);
  const wrong = of.label !== undefined && of.label !== label;
  return {
    image: of.image,
    overlay: heatPicture(`${argument}.heat`, heat),
    lines: [label, percent(probability)],
    hover: [of.model, `${label}: ${percent(probability)}`],
    frame: wrong ? colorOf(1) : undefined,
    dashed: wrong,
  };
}

/** A colour bar needs a trace to belong to: one without points. */
const heatScale: PlotlyJson = {
  type: "scatter",
  mode: "markers",
  x: [null],
  y: [null],
  hoverinfo: "skip",
  marker: {
    color: [0],
    cmin: 0,
    cmax: 1,
    colorscale: heatStops.map(({ at, color }) => [at, `rgb(${color.join(", ")})`]),
    showscale: true,
    colorbar: {
      title: { text: "weight for<br>the class", side: "top", font: { size: 12 } },
      tickmode: "array",
      tickvals: [0, 1],
      ticktext: ["none", "most"],
      outlinewidth: 0,
      thickness: 14,
      len: 150,
      lenmode: "pixels",
      y: 1,
      yanchor: "top",
      x: 1,
      xpad: 10,
    },
  },
};

function sentence(
  { label, name, maps }: GradCamGridOptions["images"][number],
  row: number,
  models: readonly string[],
): string {
  const views = maps.flatMap((map, at) =>
    map ? [`${withoutControls(models[at]!)} ${withoutControls(map.label)} ${percent(map.probability)}`] : [],
  );
  return `${withoutControls(label ?? name ?? `picture ${row + 1}`)}: ${views.join(", ")}.`;
}
