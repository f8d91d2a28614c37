import type { Matrix } from "../../matrix/matrix.ts";
import { permutation, seededRandom } from "../../random/generator.ts";
import type { PlotlyJson } from "../theme/plotly-json.ts";

const picturePx = 40;
const mostPictures = 80;

/**
 * Chooses thumbnails to lie on the plane at their own points, none covering another, and frames in their class's colour.
 *
 * @param options.plotPx - the shorter side of the plot in pixels.
 * @returns plotly `layout.images` and `layout.shapes`, one of each a picture, not yet visible.
 */
export function choosePictures(
  points: Matrix,
  thumbnails: ReadonlyArray<string | undefined>,
  options: { readonly plotPx: number; readonly colorOfRow: (row: number) => string },
): { readonly images: readonly PlotlyJson[]; readonly frames: readonly PlotlyJson[] } {
  const side = (spanOf(points) / options.plotPx) * picturePx;
  const chosen: Array<{ row: number; x: number; y: number }> = [];
  // In an order without pattern, or the first classes would take all places where classes mix.
  for (const row of permutation(seededRandom(points.rows), points.rows)) {
    if (chosen.length === mostPictures) break;
    if (thumbnails[row] === undefined) continue;
    const x = points.values[row * 2] as number;
    const y = points.values[row * 2 + 1] as number;
    const clear = chosen.every(
      (other) => Math.abs(other.x - x) >= side * 1.1 || Math.abs(other.y - y) >= side * 1.1,
    );
    if (clear) chosen.push({ row, x, y });
  }
  return {
    images: chosen.map(({ row, x, y }) => ({
      source: thumbnails[row],
      xref: "x",
      yref: "y",
      x,
      y,
      sizex: side,
      sizey: side,
      xanchor: "center",
      yanchor: "middle",
      sizing: "stretch",
      layer: "above",
      visible: false,
    })),
    frames: chosen.map(({ row, x, y }) => ({
      type: "rect",
      xref: "x",
      yref: "y",
      x0: x - side / 2,
      x1: x + side / 2,
      y0: y - side / 2,
      y1: y + side / 2,
      line: { color: options.colorOfRow(row), width: 2 },
      layer: "above",
      visible: false,
    })),
  };
}

/** The longer side of the points' bounding box; 1 for a single place. */
function spanOf(points: Matrix): number {
  let longest = 0;
  for (const axis of [0, 1]) {
    let low = Infinity;
    let high = -Infinity;
    for (let row = 0; row < points.rows; row++) {
      const value = points.values[row * 2 + axis] as number;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    longest = Math.max(longest, high - low);
  }
  return longest > 0 ? longest : 1;
}
