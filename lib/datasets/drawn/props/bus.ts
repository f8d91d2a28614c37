import type { Random } from "../../../random/generator.ts";
import { disc, roundedBox } from "../geometry/shapes.ts";
import { scale, type Vector } from "../geometry/vector.ts";
import { between, drawColor } from "../palette.ts";
import type { Prop } from "./prop.ts";

const GLASS: Vector = [0.03, 0.045, 0.06];
const RUBBER: Vector = [0.015, 0.015, 0.017];

/** A bus: a long rounded box with rows of windows, a windscreen, wheels and lamps; some with a bonnet. */
export function makeBus(random: Random): Prop {
  const half = between(random, 0.66, 0.9);
  const halfHeight = between(random, 0.26, 0.36);
  const halfWidth = between(random, 0.24, 0.3);
  const wheel = between(random, 0.1, 0.13);
  const clearance = wheel * 0.9;
  const middle = clearance + halfHeight;
  const bonnet = random() < 0.5 ? between(random, 0.22, 0.34) : 0;
  const cabinFront = half - bonnet;
  const windows = Math.round(between(random, 4, 7));
  const body = drawColor(random);
  const stripe = drawColor(random);
  const roof = random() < 0.4 ? ([0.75, 0.75, 0.72] as const) : body;
  const hasStripe = random() < 0.6;
  const axles = [half * 0.58, -half * 0.58];
  const cabinCenter = (cabinFront - half) / 2;
  const cabinHalf = (cabinFront + half) / 2;
  const wheelDistance = (x: number, y: number, z: number) =>
    Math.min(...axles.map((axle) => disc(x - axle, y - wheel, Math.abs(z) - halfWidth + 0.03, wheel, 0.04)));
  return {
    center: [0, middle, 0],
    radius: Math.hypot(half, halfHeight, halfWidth) + 0.1,
    distance(x, y, z) {
      const cabin = roundedBox(x - cabinCenter, y - middle, z, cabinHalf, halfHeight, halfWidth, 0.06);
      const hood =
        bonnet === 0
          ? Number.POSITIVE_INFINITY
          : roundedBox(
              x - half + bonnet,
              y - middle + halfHeight * 0.45,
              z,
              bonnet,
              halfHeight * 0.55,
              halfWidth * 0.86,
              0.05,
            );
      const bumper = roundedBox(x, y - clearance - 0.02, z, half + 0.03, 0.03, halfWidth + 0.01, 0.02);
      const arch = Math.min(
        ...axles.map((axle) => disc(x - axle, y - wheel, z, wheel * 1.25, halfWidth + 0.1)),
      );
      return Math.min(Math.max(Math.min(cabin, hood, bumper), -arch), wheelDistance(x, y, z));
    },
    paint(x, y, z) {
      if (wheelDistance(x, y, z) < 0.008) {
        const axle = x > 0 ? (axles[0] ?? 0) : (axles[1] ?? 0);
        const isHub = Math.hypot(x - axle, y - wheel) < wheel * 0.5;
        return isHub ? { color: [0.35, 0.35, 0.36], gloss: 0.6 } : { color: RUBBER, gloss: 0.1 };
      }
      const level = (y - middle) / halfHeight;
      if (y < clearance + 0.05) return { color: [0.06, 0.06, 0.065], gloss: 0.2 };
      const isGlassLevel = level > 0.02 && level < 0.68;
      const isEnd = Math.abs(z) < halfWidth * 0.84 && (x > cabinFront - 0.05 || x < -half + 0.05);
      if (isEnd && isGlassLevel && x > -half - 1) return { color: GLASS, gloss: 1 };
      if (isGlassLevel && Math.abs(z) > halfWidth - 0.05) {
        const share = ((x + half * 0.94) / (cabinFront + half * 0.92)) * windows;
        const within = share - Math.floor(share);
        if (share > 0 && share < windows && within > 0.13) return { color: GLASS, gloss: 1 };
      }
      const isFront = x > half - 0.06;
      if (isFront && Math.hypot(Math.abs(z) - halfWidth * 0.6, y - clearance - 0.13) < 0.05) {
        return { color: [0.95, 0.9, 0.75], gloss: 1 };
      }
      if (x < -half + 0.03 && Math.hypot(Math.abs(z) - halfWidth * 0.75, y - clearance - 0.15) < 0.04) {
        return { color: [0.5, 0.02, 0.02], gloss: 0.6 };
      }
      if (level > 0.8) return { color: roof, gloss: 0.5 };
      if (hasStripe && level < -0.2 && level > -0.42) return { color: stripe, gloss: 0.5 };
      return { color: level < -0.75 ? scale(body, 0.7) : body, gloss: 0.5 };
    },
  };
}
