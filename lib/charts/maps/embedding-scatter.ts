import { ArgumentError, ShapeError } from "../../errors/argument-error.ts";
import type { Matrix } from "../../matrix/matrix.ts";
import { requireClassIndex, requireLength, requirePicture } from "../check.ts";
import { type Figure, makeFigure } from "../figure.ts";
import { headingOf } from "../theme/heading.ts";
import type { PlotlyJson } from "../theme/plotly-json.ts";
import { countOf, escapePlotlyText, shortenToWidth, withoutControls } from "../theme/plotly-text.ts";
import { colorOf, symbolOf } from "../theme/theme.ts";
import { choosePictures } from "./thumbnail-pictures.ts";

/**
 * What a point of a figure tells a viewer that can show pictures on hover: the HTML report does.
 *
 * Plain text and a data URI, nothing escaped: a viewer sets them as text and as the source of an image.
 */
export interface PointCustomData {
  /** A `data:image/…` URI. */
  readonly image?: string;
  /** Lines of plain text: class, then the image's name. */
  readonly caption: readonly string[];
}

export interface EmbeddingScatterOptions {
  /** `[n, 2]`: one row an image. */
  readonly points: Matrix;
  /** `[n]`: class of each image, an index into `classNames`. */
  readonly labels?: ArrayLike<number>;
  readonly classNames?: readonly string[];
  /** `[n]`: small pictures as `data:image/…` URIs, shown on hover; undefined where there is none. */
  readonly thumbnails?: ReadonlyArray<string | undefined>;
  /** `[n]`: names of the images, for hover. */
  readonly names?: readonly string[];
  /** @defaultValue "Features in two dimensions" */
  readonly title?: string;
  readonly subtitle?: string;
  /** @defaultValue ["dimension 1 (no unit)", "dimension 2 (no unit)"] */
  readonly axisTitles?: readonly [string, string];
}

const plotPx = 480;
const buttonsPx = 38;
/** A longer legend would not fit beside the plot; pointing at a point still names its class. */
const mostLegendEntries = 24;

/**
 * Draws images as points of a plane, a colour and a shape for each class, with thumbnails on hover.
 *
 * Plotly cannot show pictures in its own hover labels. So each point carries its thumbnail as {@link PointCustomData},
 * which the HTML report draws beside the pointer; and where a viewer knows plotly alone (JupyterLab), the button
 * "Pictures" puts thumbnails on the plane, as many as do not cover each other. The static picture shows these as well.
 *
 * @throws {@link ShapeError} when points are not `[n, 2]`; {@link ArgumentError} when there is no point, a coordinate is
 * not finite, a list is not as long as the points, or a thumbnail is not a data URI.
 * @example embeddingScatter({ points: projected, labels, classNames, thumbnails, axisTitles: ["t-SNE 1 (no unit)", "t-SNE 2 (no unit)"] })
 */
export function embeddingScatter(options: EmbeddingScatterOptions): Figure {
  const { points, thumbnails, title = "Features in two dimensions", subtitle } = options;
  const { axisTitles = ["dimension 1 (no unit)", "dimension 2 (no unit)"] } = options;
  checkPoints(points);
  const { labels, classNames } = classesOf(options);
  if (options.names) requireLength("names", options.names, points.rows, "points");
  if (thumbnails) checkThumbnails(thumbnails, points.rows);

  const groups = classNames
    .map((name, index) => ({ name, index, rows: rowsOfClass(labels, index) }))
    .filter(({ rows }) => rows.length > 0);
  const manyClasses = groups.length > mostLegendEntries;
  const note = manyClasses ? `${groups.length} classes: point at an image to see its class` : "";
  const heading = headingOf(title, [subtitle, note].filter(Boolean).join("; "));
  const pictures = thumbnails
    ? choosePictures(points, thumbnails, { plotPx, colorOfRow: (row) => colorOf(labels[row] ?? 0) })
    : undefined;
  const topPx = heading.heightPx + (pictures ? buttonsPx : 0);
  const axis = { showticklabels: false, zeroline: false, ticks: "" };
  return makeFigure({
    data: groups.map((group) => traceOf(group, options)),
    layout: {
      title: heading.title,
      height: topPx + plotPx + 56,
      margin: { t: topPx, b: 56, l: 56, r: 24 },
      hovermode: "closest",
      dragmode: "pan",
      ...(groups.length > 1 && !manyClasses
        ? { showlegend: true, legend: { itemsizing: "constant" } }
        : { showlegend: false }),
      xaxis: { ...axis, title: { text: escapePlotlyText(axisTitles[0]) } },
      // One unit is as long across as down, or distances in the plane would mislead.
      yaxis: { ...axis, title: { text: escapePlotlyText(axisTitles[1]) }, scaleanchor: "x" },
      ...(pictures
        ? {
            images: pictures.images,
            shapes: pictures.frames,
            updatemenus: [switchOf(pictures.images.length)],
          }
        : {}),
    },
    config: { scrollZoom: true },
    ...(pictures
      ? {
          staticLayout: {
            images: pictures.images.map((image) => ({ ...image, visible: true })),
            shapes: pictures.frames.map((frame) => ({ ...frame, visible: true })),
            updatemenus: [],
            margin: { t: heading.heightPx, b: 56, l: 56, r: 24 },
            height: heading.heightPx + plotPx + 56,
          },
        }
      : {}),
    title,
    summary: summaryOf(groups, thumbnails),
  });
}

interface ClassGroup {
  readonly name: string;
  readonly index: number;
  readonly rows: readonly number[];
}

function traceOf(group: ClassGroup, options: EmbeddingScatterOptions): PlotlyJson {
  const { points, thumbnails, names } = options;
  const size = points.rows <= 500 ? 9 : points.rows <= 2000 ? 7 : 5;
  return {
    type: "scatter",
    mode: "markers",
    name: escapePlotlyText(shortenToWidth(group.name, 170)),
    x: group.rows.map((row) => points.values[row * 2]),
    y: group.rows.map((row) => points.values[row * 2 + 1]),
    marker: {
      color: colorOf(group.index),
      symbol: symbolOf(group.index),
      size,
      opacity: 0.9,
      line: { width: 0.5, color: "rgba(128, 128, 128, 0.7)" },
    },
    text: group.rows.map((row) => {
      const name = names?.[row];
      const title = group.name === "" ? "" : `<b>${escapePlotlyText(group.name)}</b>`;
      return (
        [title, name === undefined ? "" : escapePlotlyText(name)].filter(Boolean).join("<br>") ||
        `image ${row + 1}`
      );
    }),
    customdata: group.rows.map((row): PointCustomData => {
      const image = thumbnails?.[row];
      const caption = [group.name, names?.[row] ?? `image ${row + 1}`].filter(Boolean).map(withoutControls);
      return image === undefined ? { caption } : { image, caption };
    }),
    hovertemplate: "%{text}<extra></extra>",
  };
}

/** Two buttons that show and hide the pictures; plain plotly, no script of ours. */
function switchOf(pictureCount: number): PlotlyJson {
  const setVisible = (visible: boolean) =>
    Object.fromEntries(
      Array.from({ length: pictureCount }, (_, index) => [
        [`images[${index}].visible`, visible],
        [`shapes[${index}].visible`, visible],
      ]).flat() as Array<[string, boolean]>,
    );
  return {
    type: "buttons",
    direction: "right",
    x: 0,
    xanchor: "left",
    y: 1,
    yanchor: "bottom",
    pad: { b: 8, t: 0, l: 0, r: 0 },
    showactive: true,
    active: 0,
    buttons: [
      { label: "Points", method: "relayout", args: [setVisible(false)] },
      { label: "Pictures", method: "relayout", args: [setVisible(true)] },
    ],
  };
}

function checkPoints(points: Matrix): void {
  if (points.columns !== 2 || points.rows === 0) {
    throw new ShapeError("points", "[n, 2] with n of 1 or more", [points.rows, points.columns]);
  }
  const bad = points.values.findIndex((value) => !Number.isFinite(value));
  if (bad !== -1) {
    throw new ArgumentError(`points[${bad >> 1}]`, "finite coordinates", points.values[bad]);
  }
}

function classesOf({ points, labels, classNames }: EmbeddingScatterOptions) {
  if (labels === undefined) return { labels: new Array<number>(points.rows).fill(0), classNames: [""] };
  requireLength("labels", labels, points.rows, "points");
  const all = Array.from(labels);
  const names = classNames ?? Array.from({ length: 1 + Math.max(...all) }, (_, index) => `class ${index}`);
  all.forEach((label, row) => {
    requireClassIndex(`labels[${row}]`, label, names.length);
  });
  return { labels: all, classNames: names };
}

function checkThumbnails(thumbnails: ReadonlyArray<string | undefined>, count: number): void {
  requireLength("thumbnails", thumbnails, count, "points");
  thumbnails.forEach((uri, row) => {
    if (uri !== undefined) requirePicture(`thumbnails[${row}]`, uri);
  });
}

function rowsOfClass(labels: readonly number[], index: number): number[] {
  return labels.flatMap((label, row) => (label === index ? [row] : []));
}

function summaryOf(
  groups: readonly ClassGroup[],
  thumbnails: ReadonlyArray<string | undefined> | undefined,
): string {
  const count = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  const sizes = groups.slice(0, 10).map(({ name, rows }) => `${withoutControls(name)} ${rows.length}`);
  const more = groups.length > 10 ? `, and ${groups.length - 10} more` : "";
  const classes = groups.length > 1 ? ` in ${groups.length} classes (${sizes.join(", ")}${more})` : "";
  const pictures = thumbnails?.some((uri) => uri !== undefined) ? " Thumbnails show on hover." : "";
  return `${countOf(count, "image")}${classes}.${pictures}`;
}
