import type { Random } from "../../../random/generator.ts";
import { ellipsoid, ring, rod } from "../geometry/shapes.ts";
import type { Vector } from "../geometry/vector.ts";
import { between, drawColor } from "../palette.ts";
import type { Prop } from "./prop.ts";

const RUBBER: Vector = [0.02, 0.02, 0.022];
const STEEL: Vector = [0.5, 0.5, 0.52];
const LEATHER: Vector = [0.09, 0.05, 0.03];

/** A bicycle: two spoked wheels, a frame of tubes, a fork, handlebars, a saddle, pedals; some with mudguards. */
export function makeBicycle(random: Random): Prop {
  const wheel = between(random, 0.27, 0.33);
  const base = between(random, 0.36, 0.42); // half the distance between the hubs
  const tube = between(random, 0.024, 0.034);
  const tyre = between(random, 0.028, 0.04);
  const spokes = Math.round(between(random, 9, 14));
  const isStepThrough = random() < 0.4;
  const hasGuards = random() < 0.4;
  const color = drawColor(random);
  const saddleHeight = between(random, 0.74, 0.84);
  const barHeight = between(random, 0.78, 0.92);
  const rear: Vector = [-base, wheel, 0];
  const front: Vector = [base, wheel, 0];
  const crank: Vector = [-0.03, wheel * 0.92, 0];
  const seat: Vector = [-0.15, saddleHeight - 0.1, 0];
  const head: Vector = [base - 0.14, saddleHeight - 0.1, 0];
  const bar: Vector = [base - 0.17, barHeight, 0];
  const low: Vector = isStepThrough ? [-0.1, wheel * 1.35, 0] : seat;
  const spin = between(random, 0, Math.PI);
  const frameDistance = (x: number, y: number, z: number) => {
    const main = Math.min(
      rod(x, y, z, seat, crank, tube, tube),
      rod(x, y, z, head, crank, tube, tube),
      rod(x, y, z, head, low, tube, tube),
    );
    const back = Math.min(
      rod(x, y, Math.abs(z) - 0.03, crank, rear, tube * 0.7, tube * 0.6),
      rod(x, y, Math.abs(z) - 0.03, seat, rear, tube * 0.7, tube * 0.6),
    );
    const fork = Math.min(
      rod(x, y, z, bar, [base - 0.1, wheel * 1.9, 0], tube * 0.8, tube),
      rod(x, y, Math.abs(z) - 0.04, [base - 0.1, wheel * 1.9, 0], front, tube * 0.8, tube * 0.6),
    );
    const frame = Math.min(main, back, fork);
    if (!hasGuards) return frame;
    const guard = (hub: number) =>
      Math.max(ring(x - hub, y - wheel, z, wheel + 0.05, 0.022), wheel * 1.05 - y);
    return Math.min(frame, guard(-base), guard(base));
  };
  const tyreDistance = (x: number, y: number, z: number) =>
    ring(Math.abs(x) - base, y - wheel, z, wheel - tyre, tyre);
  const steelDistance = (x: number, y: number, z: number) => {
    const [wx, wy] = [Math.abs(x) - base, y - wheel];
    const slice = Math.PI / spokes;
    const angle = Math.atan2(wy, wx) + spin;
    const nearest = Math.round(angle / slice) * slice - spin;
    const [c, s] = [Math.cos(nearest), Math.sin(nearest)];
    const along = Math.max(0, Math.hypot(wx, wy) - (wheel - tyre));
    const spoke = Math.hypot(-s * wx + c * wy, z, along) - 0.005;
    const rim = ring(wx, wy, z, wheel - tyre * 1.9, 0.012);
    const hub = Math.hypot(wx, wy, z * 0.5) - 0.032;
    const gear = ring(x - crank[0], y - crank[1], z - 0.03, 0.075, 0.014);
    const bars = Math.min(
      rod(x, y, Math.abs(z), bar, [bar[0] - 0.02, bar[1] + 0.03, 0.16], 0.016, 0.016),
      rod(
        x,
        y,
        Math.abs(z),
        [bar[0] - 0.02, bar[1] + 0.03, 0.16],
        [bar[0] - 0.13, bar[1] + 0.02, 0.19],
        0.016,
        0.02,
      ),
    );
    return Math.min(
      spoke,
      rim,
      hub,
      gear,
      bars,
      rod(x, y, z, seat, [seat[0] - 0.02, saddleHeight, 0], 0.014, 0.014),
    );
  };
  const saddleDistance = (x: number, y: number, z: number) =>
    Math.min(
      ellipsoid(x - seat[0] + 0.04, y - saddleHeight - 0.02, z, 0.13, 0.035, 0.06),
      ellipsoid(x - crank[0] - 0.1, y - crank[1] + 0.07, z - 0.1, 0.05, 0.02, 0.05),
      ellipsoid(x - crank[0] + 0.1, y - crank[1] - 0.07, z + 0.1, 0.05, 0.02, 0.05),
    );
  return {
    center: [0, barHeight * 0.48, 0],
    radius: base + wheel + 0.06,
    distance: (x, y, z) =>
      Math.min(
        frameDistance(x, y, z),
        tyreDistance(x, y, z),
        steelDistance(x, y, z),
        saddleDistance(x, y, z),
      ),
    paint(x, y, z) {
      const [frame, tyreGap, steel, saddle] = [
        frameDistance(x, y, z),
        tyreDistance(x, y, z),
        steelDistance(x, y, z),
        saddleDistance(x, y, z),
      ];
      const nearest = Math.min(frame, tyreGap, steel, saddle);
      if (nearest === frame) return { color, gloss: 0.7 };
      if (nearest === tyreGap) return { color: RUBBER, gloss: 0.1 };
      return nearest === steel ? { color: STEEL, gloss: 0.8 } : { color: LEATHER, gloss: 0.2 };
    },
  };
}
