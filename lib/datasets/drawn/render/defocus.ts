/** How far from the focus, as a share of its distance, all still looks sharp. */
const SHARP = 0.1;

/** Rendered light with how far away each pixel is. */
export interface Rendering {
  readonly sidePx: number;
  /** `[sidePx, sidePx, 3]`, linear. */
  readonly light: Float32Array;
  /** `[sidePx, sidePx]`, distance from the viewer. */
  readonly depth: Float32Array;
}

/**
 * Blurs what is nearer or farther than the focus, as a lens does.
 *
 * A pixel gathers from neighbours whose blur discs reach it; one that lies behind it spreads no wider than its own
 * disc, so that a sharp thing keeps its edge before a blurred background.
 *
 * @param focus - distance at which all is sharp.
 * @param blurPx - radius of the disc that a point infinitely far away becomes.
 */
export function defocus(rendering: Rendering, focus: number, blurPx: number): Rendering {
  const { sidePx, light, depth } = rendering;
  const discs = depth.map((distance) =>
    Math.min(blurPx * 1.5, blurPx * Math.max(0, Math.abs(1 - focus / distance) - SHARP)),
  );
  const reach = Math.ceil(blurPx * 1.5);
  const result = new Float32Array(light.length);
  for (let row = 0; row < sidePx; row++) {
    for (let column = 0; column < sidePx; column++) {
      const here = row * sidePx + column;
      let [total, red, green, blue] = [0, 0, 0, 0];
      const [top, bottom] = [Math.max(0, row - reach), Math.min(sidePx - 1, row + reach)];
      const [left, right] = [Math.max(0, column - reach), Math.min(sidePx - 1, column + reach)];
      for (let y = top; y <= bottom; y++) {
        for (let x = left; x <= right; x++) {
          const there = y * sidePx + x;
          const isBehind = depth[there]! > depth[here]!;
          const disc = isBehind ? Math.min(discs[there]!, discs[here]!) : discs[there]!;
          const cover = disc + 0.5 - Math.hypot(x - column, y - row);
          if (cover <= 0) continue;
          const weight = Math.min(1, cover) / (disc * disc + 0.3);
          total += weight;
          red += weight * light[there * 3]!;
          green += weight * light[there * 3 + 1]!;
          blue += weight * light[there * 3 + 2]!;
        }
      }
      result[here * 3] = red / total;
      result[here * 3 + 1] = green / total;
      result[here * 3 + 2] = blue / total;
    }
  }
  return { sidePx, light: result, depth };
}
