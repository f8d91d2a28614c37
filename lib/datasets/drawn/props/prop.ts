import { add, dot, type Rotation, scale as scaleVector, subtract, type Vector } from "../geometry/vector.ts";
import type { Paint } from "../palette.ts";

/** A thing in the scene. */
export interface Prop {
  /** A ball that holds all of it. */
  readonly center: Vector;
  readonly radius: number;
  /** Signed distance to the surface, or a lower bound of it; negative inside. */
  distance(x: number, y: number, z: number): number;
  /** What the surface looks like at a point on it. */
  paint(x: number, y: number, z: number): Paint;
}

/** Turns, scales and then moves a prop. */
export function placeProp(prop: Prop, turn: Rotation, scale: number, position: Vector): Prop {
  const [[a, b, c], [d, e, f], [g, h, i]] = turn;
  const [px, py, pz] = position;
  // The inverse of a rotation is its transpose, read column by column here.
  const localX = (x: number, y: number, z: number) => (a * x + d * y + g * z) / scale;
  const localY = (x: number, y: number, z: number) => (b * x + e * y + h * z) / scale;
  const localZ = (x: number, y: number, z: number) => (c * x + f * y + i * z) / scale;
  const turned: Vector = [dot(turn[0], prop.center), dot(turn[1], prop.center), dot(turn[2], prop.center)];
  return {
    center: add(scaleVector(turned, scale), position),
    radius: prop.radius * scale,
    distance(x, y, z) {
      const [dx, dy, dz] = [x - px, y - py, z - pz];
      return scale * prop.distance(localX(dx, dy, dz), localY(dx, dy, dz), localZ(dx, dy, dz));
    },
    paint(x, y, z) {
      const [dx, dy, dz] = [x - px, y - py, z - pz];
      return prop.paint(localX(dx, dy, dz), localY(dx, dy, dz), localZ(dx, dy, dz));
    },
  };
}

/** Points in and just under the surface, on a grid of `steps` to a side: where the prop is, coarsely. */
export function samplePoints(prop: Prop, steps: number): Vector[] {
  const cell = (2 * prop.radius) / steps;
  const low = subtract(prop.center, [prop.radius, prop.radius, prop.radius]);
  const points: Vector[] = [];
  for (let i = 0; i < steps; i++) {
    for (let j = 0; j < steps; j++) {
      for (let k = 0; k < steps; k++) {
        const point = add(low, [(i + 0.5) * cell, (j + 0.5) * cell, (k + 0.5) * cell]);
        if (prop.distance(...point) < cell * 0.4) points.push(point);
      }
    }
  }
  return points;
}
