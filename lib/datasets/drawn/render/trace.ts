import { add, dot, normalize, scale, subtract, type Vector } from "../geometry/vector.ts";
import type { Prop } from "../props/prop.ts";

const HIT = 0.0015;
const STEPS_MAX = 90;

/** Distance along a ray to the first prop nearer than `limit`, or `undefined`. `ray` has length 1. */
export function traceProps(
  props: readonly Prop[],
  origin: Vector,
  ray: Vector,
  limit: number,
): number | undefined {
  let nearest: number | undefined;
  for (const prop of props) {
    const span = spanOf(prop, origin, ray);
    if (span === undefined) continue;
    const far = Math.min(span[1], nearest ?? limit);
    let at = span[0];
    for (let step = 0; step < STEPS_MAX && at < far; step++) {
      const gap = prop.distance(origin[0] + ray[0] * at, origin[1] + ray[1] * at, origin[2] + ray[2] * at);
      if (gap < HIT) {
        nearest = at;
        break;
      }
      at += gap * 0.9;
    }
  }
  return nearest;
}

/** Which prop a point on a surface belongs to. */
export function nearestProp(props: readonly Prop[], point: Vector): Prop {
  return props.reduce((best, prop) => (prop.distance(...point) < best.distance(...point) ? prop : best));
}

/** The outward direction at a point of the surface, from distances around it. */
export function normalAt(prop: Prop, [x, y, z]: Vector): Vector {
  const gap = 0.002;
  return normalize([
    prop.distance(x + gap, y, z) - prop.distance(x - gap, y, z),
    prop.distance(x, y + gap, z) - prop.distance(x, y - gap, z),
    prop.distance(x, y, z + gap) - prop.distance(x, y, z - gap) + 1e-12,
  ]);
}

/** Share of a light that reaches a point: 0 in full shadow, 1 in the open, between at a soft edge. */
export function shadowAt(props: readonly Prop[], point: Vector, direction: Vector, softness: number): number {
  let share = 1;
  const sharpness = 4 + 40 * (1 - softness);
  for (const prop of props) {
    const span = spanOf(prop, point, direction);
    if (span === undefined) continue;
    let at = Math.max(span[0], 0.01);
    for (let step = 0; step < 50 && at < span[1]; step++) {
      const [x, y, z] = add(point, scale(direction, at));
      const gap = prop.distance(x, y, z);
      if (gap < HIT) return 0;
      share = Math.min(share, (sharpness * gap) / at);
      at += Math.max(gap, 0.008);
    }
  }
  return share;
}

/** Where a ray enters and leaves the ball around a prop. */
function spanOf(prop: Prop, origin: Vector, ray: Vector): [number, number] | undefined {
  const toCenter = subtract(prop.center, origin);
  const along = dot(toCenter, ray);
  const across = dot(toCenter, toCenter) - along * along;
  const half = prop.radius * prop.radius - across;
  if (half <= 0) return undefined;
  const reach = Math.sqrt(half);
  return along + reach <= 0 ? undefined : [Math.max(0, along - reach), along + reach];
}
