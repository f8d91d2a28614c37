import { requirePicture, requireSome } from "../check.ts";
import { type Figure, makeFigure } from "../figure.ts";
import type { PointCustomData } from "../maps/embedding-scatter.ts";
import { headingOf } from "../theme/heading.ts";
import type { PlotlyJson } from "../theme/plotly-json.ts";
import { escapePlotlyText, shortenToWidth, withoutControls } from "../theme/plotly-text.ts";
import { fontSizes } from "../theme/theme.ts";

/** A picture with words below it. */
export interface PictureCell {
  /** A `data:image/…` URI. */
  readonly image: string;
  /** A second one, see-through, laid over the first. */
  readonly overlay?: string | undefined;
  /** Lines below the picture, plain text; the first in bold. */
  readonly lines: readonly string[];
  /** Lines for hover. @defaultValue those below the picture */
  readonly hover?: readonly string[];
  /** Colour of a frame. */
  readonly frame?: string | undefined;
  /** Sets a framed picture apart by more than colour. */
  readonly dashed?: boolean;
}

const gapPx = 14;
const linePx = 15;
const sidePx = 14;
/** What fits a report's column without a scroll bar. */
const widestPx = 744;
/** Room for frames around the outermost pictures. */
const framePx = 5;

/**
 * Draws pictures in rows and columns with words below: what the charts of pictures share.
 *
 * @param options.rows - of cells; undefined leaves a place empty.
 * @param options.columnTitles - above the columns.
 * @param options.largestPx - side of a picture, where the columns leave the room.
 * @param options.apartAfter - a wider gap follows each so many columns.
 * @param options.extra - further traces and layout, say a colour bar.
 */
export function pictureGrid(options: {
  readonly rows: ReadonlyArray<ReadonlyArray<PictureCell | undefined>>;
  readonly columnTitles?: readonly string[];
  readonly largestPx?: number;
  readonly apartAfter?: number;
  readonly rightPx?: number;
  readonly extra?: readonly PlotlyJson[];
  readonly title: string;
  readonly subtitle?: string | undefined;
  readonly summary: string;
}): Figure {
  const {
    rows,
    columnTitles,
    largestPx = 116,
    apartAfter,
    rightPx = 0,
    extra = [],
    title,
    summary,
  } = options;
  const cells = rows.flatMap((row, down) =>
    row.flatMap((cell, across) => (cell ? [{ ...cell, down, across }] : [])),
  );
  requireSome("rows", cells, "picture");
  cells.forEach(({ image }, index) => {
    requirePicture(`picture ${index}`, image);
  });
  const columns = Math.max(...rows.map(({ length }) => length));
  const apartPx = (across: number) =>
    apartAfter === undefined ? 0 : Math.floor(across / apartAfter) * 2 * gapPx;
  const roomPx = widestPx - rightPx - apartPx(columns - 1);
  const picturePx = Math.floor(Math.min(largestPx, roomPx / columns - gapPx));
  const mostLines = Math.max(...cells.map(({ lines }) => lines.length));
  const rowPx = picturePx + mostLines * linePx + gapPx + 4;
  const heading = headingOf(title, options.subtitle);
  const topPx = heading.heightPx + (columnTitles ? 24 : 4);
  const widthPx = columns * (picturePx + gapPx) + apartPx(columns - 1);
  const heightPx = rows.length * rowPx;
  // A title needs more room than one picture.
  const sparePx = Math.max(0, 560 - widthPx - rightPx);
  const xOf = (across: number) => across * (picturePx + gapPx) + apartPx(across);
  const hidden = { visible: false, fixedrange: true, automargin: false };
  return makeFigure({
    data: [
      {
        type: "scatter",
        mode: "markers",
        x: cells.map(({ across }) => xOf(across) + picturePx / 2),
        y: cells.map(({ down }) => down * rowPx + picturePx / 2),
        // Nothing to see: pointing anywhere on a picture finds its marker.
        marker: { symbol: "square", size: picturePx, opacity: 0 },
        customdata: cells.map(
          ({ image, lines, hover = lines }): PointCustomData => ({
            image,
            caption: hover.map(withoutControls),
          }),
        ),
        text: cells.map(({ lines, hover = lines }) => hover.map(escapePlotlyText).join("<br>")),
        hovertemplate: "%{text}<extra></extra>",
      },
      ...extra,
    ],
    layout: {
      title: heading.title,
      width: widthPx + 2 * framePx + 2 * sidePx + rightPx + sparePx,
      height: topPx + heightPx + framePx + 10,
      margin: { t: topPx, b: 10, l: sidePx, r: sidePx + rightPx + sparePx },
      hovermode: "closest",
      showlegend: false,
      dragmode: false,
      // Pixels as units: pictures and words keep their places.
      xaxis: { ...hidden, range: [-framePx, widthPx + framePx] },
      yaxis: { ...hidden, range: [heightPx, -framePx] },
      images: cells.flatMap(({ image, overlay, down, across }) =>
        [image, overlay].flatMap((source, layer) =>
          source === undefined
            ? []
            : [
                {
                  source,
                  xref: "x",
                  yref: "y",
                  x: xOf(across) + picturePx / 2,
                  y: down * rowPx + picturePx / 2,
                  // Plotly takes two pictures of one place and size for one: the upper is larger by nothing to be seen.
                  sizex: picturePx + layer / 1000,
                  sizey: picturePx,
                  xanchor: "center",
                  yanchor: "middle",
                  sizing: "contain",
                  layer: "below",
                },
              ],
        ),
      ),
      shapes: cells.flatMap(({ frame, dashed, down, across }) =>
        frame === undefined
          ? []
          : [
              {
                type: "rect",
                x0: xOf(across) - 3,
                x1: xOf(across) + picturePx + 3,
                y0: down * rowPx - 3,
                y1: down * rowPx + picturePx + 3,
                line: { color: frame, width: 3, dash: dashed ? "dot" : "solid" },
              },
            ],
      ),
      annotations: [
        ...cells.map(({ lines, down, across }) => ({
          x: xOf(across) + picturePx / 2,
          y: down * rowPx + picturePx + 3,
          xanchor: "center",
          yanchor: "top",
          showarrow: false,
          font: { size: fontSizes.small },
          text: lines
            .map((line, index) => {
              const shown = escapePlotlyText(
                shortenToWidth(line, picturePx + gapPx - 2, fontSizes.small * (index === 0 ? 1.08 : 1)),
              );
              return index === 0 ? `<b>${shown}</b>` : shown;
            })
            .join("<br>"),
        })),
        ...(columnTitles ?? []).map((name, across) => ({
          x: xOf(across) + picturePx / 2,
          // Beyond the axis an annotation would not be drawn.
          yref: "paper",
          y: 1,
          xanchor: "center",
          yanchor: "bottom",
          showarrow: false,
          text: `<b>${escapePlotlyText(shortenToWidth(name, picturePx + gapPx - 2, 13))}</b>`,
        })),
      ],
    },
    config: { modeBarButtonsToRemove: ["select2d", "lasso2d"] },
    title,
    summary,
  });
}
