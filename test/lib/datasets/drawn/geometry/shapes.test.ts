import { describe, expect, it } from "vitest";
import {
  blend,
  disc,
  ellipsoid,
  plate,
  ring,
  rod,
  roundedBox,
  sphere,
} from "../../../../../lib/datasets/drawn/geometry/shapes.ts";

describe("signed distances", () => {
  it("sphere: negative inside, zero on it, the gap outside", () => {
    expect([sphere(0, 0, 0, 2), sphere(0, 2, 0, 2), sphere(0, 0, 5, 2)]).toEqual([-2, 0, 3]);
  });

  it("ellipsoid: zero at the end of each half-axis, negative in the middle", () => {
    expect(ellipsoid(3, 0, 0, 3, 2, 1)).toBeCloseTo(0);
    expect(ellipsoid(0, 2, 0, 3, 2, 1)).toBeCloseTo(0);
    expect(ellipsoid(0, 0, 1, 3, 2, 1)).toBeCloseTo(0);
    expect(ellipsoid(0, 0, 0, 3, 2, 1)).toBe(-1);
  });

  it("roundedBox: sides where they are said to be, corners cut", () => {
    expect(roundedBox(1, 0, 0, 1, 1, 1, 0.2)).toBeCloseTo(0);
    expect(roundedBox(1, 1, 1, 1, 1, 1, 0.2)).toBeCloseTo(0.2 * (Math.sqrt(3) - 1));
    expect(roundedBox(0, 0, 0, 1, 2, 3, 0)).toBe(-1);
  });

  it("rod: the radius runs from one end to the other, and the ends are round", () => {
    expect(rod(0, 1, 0, [0, 0, 0], [2, 0, 0], 0.5, 0.1)).toBeCloseTo(0.5);
    expect(rod(2, 1, 0, [0, 0, 0], [2, 0, 0], 0.5, 0.1)).toBeCloseTo(0.9);
    expect(rod(-2, 0, 0, [0, 0, 0], [2, 0, 0], 0.5, 0.1)).toBeCloseTo(1.5);
  });

  it("ring, disc and plate: lie about the z axis", () => {
    expect(ring(2, 0, 0, 2, 0.5)).toBe(-0.5);
    expect(disc(0, 0, 1, 2, 0.25)).toBeCloseTo(0.75);
    expect(disc(3, 0, 0, 2, 0.25)).toBeCloseTo(1);
    expect(plate(-1, 0.5, 0.1)).toBeCloseTo(0.4);
  });

  it("blend: the nearer shape where they are apart, more than either where they meet", () => {
    expect(blend(1, 5, 0.5)).toBe(1);
    expect(blend(0.1, 0.1, 0.4)).toBeCloseTo(0);
  });
});
