import { describe, expect, it } from "vitest";
import { defocus } from "../../../../../lib/datasets/drawn/render/defocus.ts";

/** Left half near and dark, right half far, with one bright dot. */
function halves() {
  const sidePx = 20;
  const light = new Float32Array(sidePx * sidePx * 3);
  const depth = Float32Array.from({ length: sidePx * sidePx }, (_, at) => (at % sidePx < 10 ? 2 : 1000));
  light.fill(1, (10 * sidePx + 15) * 3, (10 * sidePx + 15) * 3 + 3);
  return { sidePx, light, depth };
}
const at = (light: Float32Array, row: number, column: number) => light[(row * 20 + column) * 3] ?? Number.NaN;

describe("defocus", () => {
  it("spreads a dot that is far from the focus and leaves it where the focus is", () => {
    const far = defocus(halves(), 2, 3);
    expect(at(far.light, 10, 15)).toBeLessThan(0.2);
    expect(at(far.light, 10, 17)).toBeGreaterThan(0.01);
    const sharp = defocus(halves(), 1000, 3);
    expect(at(sharp.light, 10, 15)).toBeCloseTo(1);
    expect(at(sharp.light, 10, 17)).toBe(0);
  });

  it("keeps a sharp thing free of the light of what is blurred behind it", () => {
    const source = halves();
    for (let row = 0; row < 20; row++) source.light.fill(1, (row * 20 + 10) * 3, (row * 20 + 20) * 3);
    const { light } = defocus(source, 2, 3);
    expect(at(light, 10, 8)).toBe(0);
  });

  it("neither adds nor takes light in an even picture, and leaves its source alone", () => {
    const source = halves();
    source.light.fill(0.5);
    const { light } = defocus(source, 2, 3);
    expect(Math.max(...light.map((value) => Math.abs(value - 0.5)))).toBeLessThan(1e-6);
    expect(source.light.every((value) => value === 0.5)).toBe(true);
  });
});
