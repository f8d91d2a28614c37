import { describe, expect, it } from "vitest";
import {
  fractalNoise,
  hash,
  nearestCell,
  valueNoise,
} from "../../../../../lib/datasets/drawn/geometry/noise.ts";

const SPOTS = Array.from(
  { length: 500 },
  (_, index) => [index * 0.37, index * 0.11 - 20, index * 0.05] as const,
);

describe("noise", () => {
  it("is the same for the same place and seed", () => {
    expect(hash(3, -4, 5, 6)).toBe(hash(3, -4, 5, 6));
    expect(hash(3, -4, 5, 6)).not.toBe(hash(3, -4, 5, 7));
  });

  it("stays in [0, 1) and spreads over it", () => {
    for (const noise of [
      SPOTS.map(([x, y, z]) => valueNoise(x, y, z, 1)),
      SPOTS.map(([x, y, z]) => fractalNoise(x, y, z, 3, 1)),
    ]) {
      expect(Math.min(...noise)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...noise)).toBeLessThan(1);
      expect(Math.max(...noise) - Math.min(...noise)).toBeGreaterThan(0.5);
    }
  });

  it("equals the hash at whole numbers and has no jumps between", () => {
    expect(valueNoise(2, 3, 4, 9)).toBe(hash(2, 3, 4, 9));
    expect(Math.abs(valueNoise(2.9999, 3.2, 4, 9) - valueNoise(3.0001, 3.2, 4, 9))).toBeLessThan(0.01);
  });
});

describe("nearestCell", () => {
  it("finds the point that lies in the cell, from that point itself", () => {
    const point = [hash(1, 2, 3, 8) + 1, hash(1, 2, 3, 9) + 2, hash(1, 2, 3, 10) + 3] as const;
    expect(nearestCell(...point, 8)).toEqual({ distance: 0, id: hash(1, 2, 3, 11) });
  });
});
