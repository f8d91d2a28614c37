/** How an image is cut into tiles of 2x2 outputs. */
export interface Tiling {
  readonly batch: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly outHeight: number;
  readonly outWidth: number;
  /** Rows and columns of zeros before the image. */
  readonly top: number;
  readonly left: number;
}

export function tileCount({ batch, outHeight, outWidth }: Tiling): number {
  return batch * Math.ceil(outHeight / 2) * Math.ceil(outWidth / 2);
}

/**
 * Says which pixel each value of each 4x4 input tile is: `[16, tiles]` row numbers of `[pixels + 1, channels]`, the last
 * row standing for the zeros around the image.
 */
export function inputTileRows(tiling: Tiling): Int32Array {
  const { batch, inHeight, inWidth, top, left } = tiling;
  return tileRows(tiling, 4, (image, y, x) => {
    const row = y - top;
    const column = x - left;
    const inside = row >= 0 && row < inHeight && column >= 0 && column < inWidth;
    return inside ? (image * inHeight + row) * inWidth + column : batch * inHeight * inWidth;
  });
}

/** The same for the 2x2 output tiles: `[4, tiles]` row numbers of the output's pixels, the last for what is cut off. */
export function outputTileRows(tiling: Tiling): Int32Array {
  const { batch, outHeight, outWidth } = tiling;
  return tileRows(tiling, 2, (image, y, x) =>
    y < outHeight && x < outWidth ? (image * outHeight + y) * outWidth + x : batch * outHeight * outWidth,
  );
}

/** Says where in `[4 * tiles, channels]` each output pixel is: `[batch * outHeight * outWidth]`. */
export function outputPixelRows(tiling: Tiling): Int32Array {
  const { batch, outHeight, outWidth } = tiling;
  const rows = outputTileRows(tiling);
  const pixels = new Int32Array(batch * outHeight * outWidth + 1);
  for (let row = 0; row < rows.length; row++) pixels[rows[row]!] = row;
  return pixels.subarray(0, -1);
}

function tileRows(
  tiling: Tiling,
  side: number,
  pixel: (image: number, y: number, x: number) => number,
): Int32Array {
  const { batch, outHeight, outWidth } = tiling;
  const rows = new Int32Array(side * side * tileCount(tiling));
  let at = 0;
  for (let inRow = 0; inRow < side; inRow++) {
    for (let inColumn = 0; inColumn < side; inColumn++) {
      for (let image = 0; image < batch; image++) {
        for (let y = 0; y < outHeight; y += 2) {
          for (let x = 0; x < outWidth; x += 2) rows[at++] = pixel(image, y + inRow, x + inColumn);
        }
      }
    }
  }
  return rows;
}
