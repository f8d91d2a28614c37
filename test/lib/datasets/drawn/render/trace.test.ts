import { describe, expect, it } from "vitest";
import { roundedBox, sphere } from "../../../../../lib/datasets/drawn/geometry/shapes.ts";
import type { Vector } from "../../../../../lib/datasets/drawn/geometry/vector.ts";
import { rotation } from "../../../../../lib/datasets/drawn/geometry/vector.ts";
import { type Prop, placeProp, samplePoints } from "../../../../../lib/datasets/drawn/props/prop.ts";
import {
  nearestProp,
  normalAt,
  shadowAt,
  traceProps,
} from "../../../../../lib/datasets/drawn/render/trace.ts";

const grey = { color: [0.5, 0.5, 0.5], gloss: 0 } as const;
const ball: Prop = {
  center: [0, 0, 0],
  radius: 1.1,
  distance: (x, y, z) => sphere(x, y, z, 1),
  paint: () => grey,
};
const bar: Prop = {
  center: [0, 0, 0],
  radius: 2.1,
  distance: (x, y, z) => roundedBox(x, y, z, 2, 0.25, 0.25, 0),
  paint: () => grey,
};
const away = placeProp(ball, rotation(0, 0, 0), 2, [0, 0, -10]);
const toFar: Vector = [0, 0, -1];

describe("traceProps", () => {
  it("finds the first thing on the way", () => {
    expect(traceProps([away, ball], [0, 0, 5], toFar, 100)).toBeCloseTo(4, 2);
    expect(traceProps([away], [0, 0, 5], toFar, 100)).toBeCloseTo(13, 2);
  });

  it("finds nothing beside the way, behind the viewer or beyond the limit", () => {
    expect(traceProps([ball], [0, 1.5, 5], toFar, 100)).toBeUndefined();
    expect(traceProps([ball], [0, 0, -5], toFar, 100)).toBeUndefined();
    expect(traceProps([away], [0, 0, 5], toFar, 12)).toBeUndefined();
  });
});

describe("shadowAt", () => {
  it("is dark behind a thing, light in the open, and between near its edge when soft", () => {
    expect(shadowAt([ball], [0, -5, 0], [0, 1, 0], 0.5)).toBe(0);
    expect(shadowAt([ball], [4, -5, 0], [0, 1, 0], 0.5)).toBe(1);
    const edge = shadowAt([ball], [1.05, -5, 0], [0, 1, 0], 1);
    expect(edge).toBeGreaterThan(0);
    expect(edge).toBeLessThan(1);
  });
});

describe("normalAt", () => {
  it("points out of the surface", () => {
    const [x, y, z] = normalAt(ball, [0.6, 0.8, 0]);
    expect([x, y, z].map((value) => Number(value.toFixed(3)))).toEqual([0.6, 0.8, 0]);
  });
});

describe("placeProp", () => {
  it("turns, scales and moves distances and the ball around", () => {
    const upright = placeProp(bar, rotation(0, 0, Math.PI / 2), 2, [1, 2, 3]);
    expect(upright.distance(1, 2 + 4, 3)).toBeCloseTo(0);
    expect(upright.distance(1.5, 2, 3)).toBeCloseTo(0);
    expect(upright.radius).toBeCloseTo(4.2);
    expect(nearestProp([ball, upright], [1, 6, 3])).toBe(upright);
  });

  it("lets its points be found", () => {
    const points = samplePoints(placeProp(bar, rotation(Math.PI / 2, 0, 0), 1, [0, 5, 0]), 20);
    expect(Math.max(...points.map(([, , z]) => Math.abs(z)))).toBeGreaterThan(1.7);
    expect(Math.max(...points.map(([x, y]) => Math.max(Math.abs(x), Math.abs(y - 5))))).toBeLessThan(0.5);
  });
});
