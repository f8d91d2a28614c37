import type { Random } from "../../../random/generator.ts";
import { nearestCell, valueNoise } from "../geometry/noise.ts";
import { blend, ellipsoid, rod } from "../geometry/shapes.ts";
import { mixVectors, scale, smoothstep, type Vector } from "../geometry/vector.ts";
import { between, drawColor, oneOf } from "../palette.ts";
import type { Prop } from "./prop.ts";

/** A mushroom: a bent stem with a ring, a domed cap, gills under it; warts, a darker middle or plain. */
export function makeMushroom(random: Random): Prop {
  const seed = Math.floor(random() * 2 ** 31);
  const height = between(random, 0.45, 0.8);
  const capRadius = between(random, 0.34, 0.56);
  const capHeight = capRadius * between(random, 0.5, 1.05);
  const stemRadius = between(random, 0.08, 0.15);
  const bend = between(random, -0.14, 0.14);
  const pattern = oneOf(random, ["warts", "warts", "middle", "plain"]);
  const capColor = drawColor(random);
  const cream: Vector = mixVectors([0.72, 0.64, 0.5], capColor, between(random, 0, 0.25));
  const top: Vector = [bend, height, 0];
  const wartSize = between(random, 5, 8);
  const capDistance = (x: number, y: number, z: number) => {
    const wave = 0.012 * Math.sin(Math.atan2(z, x - bend) * 5 + seed);
    const dome = ellipsoid(x - bend, y - height, z, capRadius + wave, capHeight, capRadius + wave);
    // Hollow below, so that the rim is thin and the gills are seen from a low viewpoint.
    const hollow = ellipsoid(
      x - bend,
      y - height + 0.06,
      z,
      capRadius * 1.02,
      capHeight * 0.34,
      capRadius * 1.02,
    );
    return Math.max(dome, -hollow, height - 0.03 - y);
  };
  return {
    center: [bend / 2, (height + capHeight) / 2, 0],
    radius: Math.max((height + capHeight) / 2 + 0.1, capRadius + 0.2),
    distance(x, y, z) {
      const stem = rod(x, y, z, [0, 0, 0], top, stemRadius * 1.35, stemRadius * 0.85);
      const bulb = ellipsoid(x, y - 0.03, z, stemRadius * 1.8, stemRadius * 1.3, stemRadius * 1.8);
      return Math.min(blend(stem, bulb, 0.08), capDistance(x, y, z));
    },
    paint(x, y, z) {
      if (capDistance(x, y, z) > 0.012) {
        const streak = valueNoise(x * 30, y * 4, z * 30, seed);
        return { color: scale(cream, 0.65 + 0.5 * streak), gloss: 0 };
      }
      const out = Math.hypot(x - bend, z) / capRadius;
      const inner = ellipsoid(x - bend, y - height, z, capRadius, capHeight, capRadius) < -0.02;
      if (inner) {
        const gill = 0.5 + 0.5 * Math.sin(Math.atan2(z, x - bend) * 44);
        return { color: scale(cream, 0.35 + 0.45 * gill), gloss: 0 };
      }
      const mottle = 0.8 + 0.4 * valueNoise(x * 9, y * 9, z * 9, seed);
      let color = scale(capColor, mottle);
      if (pattern === "middle") color = mixVectors(scale(color, 0.45), color, smoothstep(0.1, 0.8, out));
      if (pattern === "warts") {
        const cell = nearestCell(x * wartSize, y * wartSize, z * wartSize, seed);
        color = mixVectors([0.75, 0.7, 0.6], color, smoothstep(0.22, 0.34, cell.distance + cell.id * 0.12));
      }
      return { color: mixVectors(color, cream, smoothstep(0.9, 1.05, out) * 0.5), gloss: 0.25 };
    },
  };
}
