import type { Pixels } from "./encode-png.ts";

const GAP_PX = 2;

/**
 * Lays pictures of one size out in a grid, row by row, with gaps that are transparent.
 *
 * @param pictures - `data` holds `count` of them, one after the other.
 */
export function arrangeGrid(pictures: Pixels, count: number): Pixels {
  if (count === 1) return pictures;
  const { data, width, height, channels } = pictures;
  const columns = Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  const grid = { width: columns * (width + GAP_PX) - GAP_PX, height: rows * (height + GAP_PX) - GAP_PX };
  const out = new Uint8Array(grid.width * grid.height * 4);
  for (let picture = 0; picture < count; picture++) {
    const left = (picture % columns) * (width + GAP_PX);
    const top = Math.floor(picture / columns) * (height + GAP_PX);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const from = ((picture * height + y) * width + x) * channels;
        const to = ((top + y) * grid.width + left + x) * 4;
        for (let channel = 0; channel < 3; channel++) {
          out[to + channel] = data[channels === 1 ? from : from + channel] as number;
        }
        out[to + 3] = channels === 4 ? (data[from + 3] as number) : 255;
      }
    }
  }
  return { data: out, ...grid, channels: 4 };
}

/** Repeats the pixels of a small picture as often as fits into a side, so that they stay sharp. */
export function enlarge(pixels: Pixels, sidePx: number): Pixels {
  const { data, width, height, channels } = pixels;
  const factor = Math.floor(sidePx / Math.max(width, height));
  if (factor < 2) return pixels;
  const out = new Uint8Array(data.length * factor * factor);
  for (let y = 0; y < height * factor; y++) {
    for (let x = 0; x < width * factor; x++) {
      const from = (Math.floor(y / factor) * width + Math.floor(x / factor)) * channels;
      const to = (y * width * factor + x) * channels;
      for (let channel = 0; channel < channels; channel++) out[to + channel] = data[from + channel] as number;
    }
  }
  return { data: out, width: width * factor, height: height * factor, channels };
}
