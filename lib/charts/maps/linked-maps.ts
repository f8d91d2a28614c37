import { ArgumentError, ShapeError } from "../../errors/argument-error.ts";
import type { Matrix } from "../../matrix/matrix.ts";
import { requireClassIndex, requireLength, requirePicture } from "../check.ts";
import { type Figure, makeFigure } from "../figure.ts";
import { headingOf } from "../theme/heading.ts";
import type { PlotlyJson } from "../theme/plotly-json.ts";
import { countOf, escapePlotlyText, shortenToWidth, withoutControls } from "../theme/plotly-text.ts";
import { colorOf, legendBelow, symbolOf } from "../theme/theme.ts";
import { linkedMapsHtml } from "./linked-maps-html.ts";

/** One model's map of the images. */
export interface ModelMap {
  readonly name: string;
  /** `[n, 2]`: one row an image. */
  readonly points: Matrix;
}

export interface LinkedMapsOptions {
  readonly left: ModelMap;
  /** The same images in the same order. */
  readonly right: ModelMap;
  /** `[n]`: class of each image, an index into `classNames`. */
  readonly labels?: ArrayLike<number>;
  readonly classNames?: readonly string[];
  /** `[n]`: small pictures as `data:image/…` URIs; undefined where there is none. */
  readonly thumbnails?: ReadonlyArray<string | undefined>;
  /** `[n]`: names of the images. */
  readonly names?: readonly string[];
  /** @defaultValue "The same images under two models" */
  readonly title?: string;
  readonly subtitle?: string;
  /** @defaultValue ["dimension 1 (no unit)", "dimension 2 (no unit)"] */
  readonly axisTitles?: readonly [string, string];
}

/** An image with its place in both maps, scaled to [0, 1] with one unit as long across as down. */
export interface LinkedImage {
  readonly left: readonly [number, number];
  readonly right: readonly [number, number];
  readonly classIndex: number;
  readonly className: string;
  readonly name: string;
  readonly thumbnail: string | undefined;
}

const mostLegendEntries = 24;

/**
 * Draws two models' maps of the same images side by side, linked: an image pointed at in one is marked in both, with its
 * picture; so is every image of a class whose name is pointed at, and, dragged over with a box, any number.
 *
 * Plotly cannot link two scatter plots, so what a notebook shows is a drawing in HTML. Both places of an image are one
 * shape of it, which makes the link for single images and classes without any script, in the HTML report too; a
 * small script, which runs in JupyterLab and wherever outputs may run scripts, adds the box. The plotly figure, in `data`
 * and `layout`, is for the static picture and for other use.
 *
 * @throws {@link ShapeError} when points are not `[n, 2]` for the same n; {@link ArgumentError} when there is no point, a
 * coordinate is not finite, a list is not as long as the points, or a thumbnail is not a data URI.
 * @example linkedMaps({ left: { name: "VGG16", points: vgg.projected }, right: { name: "ResNet50", points: resnet.projected }, labels, classNames, thumbnails })
 */
export function linkedMaps(options: LinkedMapsOptions): Figure {
  const { left, right, title = "The same images under two models", subtitle } = options;
  const { axisTitles = ["dimension 1 (no unit)", "dimension 2 (no unit)"] } = options;
  const count = left.points.rows;
  for (const [argument, { points }] of [
    ["left.points", left],
    ["right.points", right],
  ] as const) {
    if (points.columns !== 2 || points.rows !== count || count === 0) {
      throw new ShapeError(argument, `[${count || "n"}, 2] with n of 1 or more`, [
        points.rows,
        points.columns,
      ]);
    }
    const bad = points.values.findIndex((value) => !Number.isFinite(value));
    if (bad !== -1)
      throw new ArgumentError(`${argument}[${bad >> 1}]`, "finite coordinates", points.values[bad]);
  }
  const { images, classNames } = imagesOf(options);
  const used = classNames
    .map((name, index) => ({
      name,
      index,
      rows: images.flatMap((image, row) => (image.classIndex === index ? [row] : [])),
    }))
    .filter(({ rows }) => rows.length > 0);
  const legend = used.length > 1 && used.length <= mostLegendEntries ? used : [];
  const sizes = legend.length > 0 ? ` in ${countOf(used.length, "class", "classes")}` : "";
  const summary =
    `${countOf(count, "image")}${sizes} under ${withoutControls(left.name)} and ${withoutControls(right.name)}, ` +
    "an image having the same colour and shape in both.";
  return makeFigure({
    ...plotlyParts({ used, images, title, subtitle, axisTitles, names: [left.name, right.name] }),
    html: linkedMapsHtml({
      images,
      legend: legend.map(({ name, index }) => ({ name, index })),
      names: [left.name, right.name],
      axisTitles,
      title,
      subtitle: subtitle ?? "",
      summary,
    }),
    title,
    summary,
  });
}

function imagesOf(options: LinkedMapsOptions): { images: LinkedImage[]; classNames: readonly string[] } {
  const { left, right, labels, thumbnails, names } = options;
  const count = left.points.rows;
  if (labels) requireLength("labels", labels, count, "points");
  if (names) requireLength("names", names, count, "points");
  if (thumbnails) requireLength("thumbnails", thumbnails, count, "points");
  const classOf = Array.from(labels ?? new Uint8Array(count));
  const classNames =
    options.classNames ??
    (labels ? Array.from({ length: 1 + Math.max(...classOf) }, (_, index) => `class ${index}`) : [""]);
  const [leftPlaces, rightPlaces] = [placesOf(left.points), placesOf(right.points)];
  const images = classOf.map((classIndex, row): LinkedImage => {
    requireClassIndex(`labels[${row}]`, classIndex, classNames.length);
    const thumbnail = thumbnails?.[row];
    if (thumbnail !== undefined) requirePicture(`thumbnails[${row}]`, thumbnail);
    return {
      left: leftPlaces[row]!,
      right: rightPlaces[row]!,
      classIndex,
      className: withoutControls(classNames[classIndex]!),
      name: withoutControls(names?.[row] ?? `image ${row + 1}`),
      thumbnail,
    };
  });
  return { images, classNames };
}

/** Centres the points in a unit square and scales both axes alike. */
function placesOf({ values, rows }: Matrix): Array<readonly [number, number]> {
  const axes = [0, 1].map((axis) => Array.from({ length: rows }, (_, row) => values[2 * row + axis]!));
  const ends = axes.map((axis) =>
    axis.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)] as const, [
      Infinity,
      -Infinity,
    ] as const),
  );
  const span = Math.max(...ends.map(([low, high]) => high - low)) || 1;
  const [x, y] = axes.map((axis, at) =>
    axis.map((value) => 0.5 + (value - (ends[at]![0] + ends[at]![1]) / 2) / span),
  );
  return x!.map((value, row) => [value, y![row]!] as const);
}

/** Two plots in one figure; a class's entry in the legend shows and hides it in both. */
function plotlyParts(options: {
  readonly used: ReadonlyArray<{
    readonly name: string;
    readonly index: number;
    readonly rows: readonly number[];
  }>;
  readonly images: readonly LinkedImage[];
  readonly title: string;
  readonly subtitle: string | undefined;
  readonly axisTitles: readonly [string, string];
  readonly names: readonly [string, string];
}): { data: PlotlyJson[]; layout: PlotlyJson } {
  const { used, images, axisTitles, names } = options;
  const heading = headingOf(options.title, options.subtitle);
  const showlegend = used.length > 1 && used.length <= mostLegendEntries;
  const topPx = heading.heightPx + 26;
  const bottomPx = 46 + (showlegend ? 12 + 20 * Math.ceil(used.length / 5) : 0);
  const axis = { range: [-0.05, 1.05], showticklabels: false, zeroline: false, ticks: "" };
  const domains = [
    [0, 0.48],
    [0.52, 1],
  ];
  const size = images.length <= 500 ? 7 : 5;
  return {
    data: (["left", "right"] as const).flatMap((side, at) =>
      used.map(({ name, index, rows }) => ({
        type: "scatter",
        mode: "markers",
        name: escapePlotlyText(shortenToWidth(name, 170)),
        legendgroup: String(index),
        showlegend: at === 0,
        xaxis: at === 0 ? "x" : "x2",
        yaxis: at === 0 ? "y" : "y2",
        x: rows.map((row) => images[row]![side][0]),
        y: rows.map((row) => images[row]![side][1]),
        marker: { color: colorOf(index), symbol: symbolOf(index), size, opacity: 0.9 },
        text: rows.map((row) => escapePlotlyText(`${images[row]!.className} ${images[row]!.name}`)),
        hovertemplate: "%{text}<extra></extra>",
      })),
    ),
    layout: {
      title: heading.title,
      height: topPx + 385 + bottomPx,
      margin: { t: topPx, b: bottomPx, l: 36, r: 16 },
      showlegend,
      ...(showlegend ? { legend: legendBelow } : {}),
      xaxis: { ...axis, domain: domains[0], title: { text: escapePlotlyText(axisTitles[0]) } },
      yaxis: { ...axis, title: { text: escapePlotlyText(axisTitles[1]) } },
      xaxis2: { ...axis, domain: domains[1], anchor: "y2", title: { text: escapePlotlyText(axisTitles[0]) } },
      yaxis2: { ...axis, anchor: "x2" },
      annotations: names.map((name, at) => ({
        xref: "paper",
        yref: "paper",
        x: (domains[at]![0]! + domains[at]![1]!) / 2,
        y: 1,
        yanchor: "bottom",
        showarrow: false,
        text: `<b>${escapePlotlyText(shortenToWidth(name, 340))}</b>`,
      })),
    },
  };
}
