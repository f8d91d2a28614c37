import type { Random } from "../../../random/generator.ts";
import { nearestCell, valueNoise } from "../geometry/noise.ts";
import { blend, ellipse, ellipsoid, plate, sphere } from "../geometry/shapes.ts";
import { mixVectors, scale, smoothstep } from "../geometry/vector.ts";
import { between, drawColor, oneOf } from "../palette.ts";
import type { Prop } from "./prop.ts";

/** A fish: a tapered body, a forked tail, fins along back and belly, eyes, a gill; scales, bars or plain flanks. */
export function makeFish(random: Random): Prop {
  const seed = Math.floor(random() * 2 ** 31);
  const half = between(random, 0.46, 0.58);
  const depth = between(random, 0.19, 0.33);
  const thickness = depth * between(random, 0.42, 0.6);
  const tailSpread = between(random, 0.2, 0.34);
  const tailLength = between(random, 0.22, 0.36);
  const finHeight = between(random, 0.1, 0.2);
  const swing = between(random, -0.25, 0.25);
  const back = drawColor(random);
  const belly = mixVectors(back, [0.8, 0.76, 0.68], between(random, 0.2, 0.75));
  const fin = random() < 0.5 ? scale(back, 0.8) : drawColor(random);
  const bar = drawColor(random);
  const pattern = oneOf(random, ["scales", "bars", "bars", "patches"]);
  const tailRoot = -half * 0.86;
  // The body bends to one side towards the tail, as a swimming fish does.
  const bent = (x: number, z: number) => z - swing * (Math.min(x, 0) / half) ** 2 * 0.4;
  const bodyDistance = (x: number, y: number, z: number) => {
    const taper = 1 - 0.35 * smoothstep(0.1, -half, x);
    return ellipsoid(x, y / taper, z / taper, half, depth, thickness) * 0.8;
  };
  const tailOutline = (x: number, y: number) => {
    const along = (tailRoot - x) / tailLength;
    const reach = 0.05 + tailSpread * Math.max(0, along);
    const notch = 1 - 0.45 * Math.max(0, 1 - Math.abs(y) / (tailSpread * 0.8));
    return Math.max((Math.abs(y) - reach) * 0.7, (along - notch) * tailLength * 0.6, x - tailRoot - 0.06);
  };
  const finOutline = (x: number, y: number) => {
    const upper = Math.max(
      ellipse(x + 0.02, y - depth * 0.75, half * 0.5, finHeight + depth * 0.2),
      0.4 * (x - half * 0.4),
    );
    const lower = ellipse(x + half * 0.3, y + depth * 0.7, half * 0.2, finHeight * 0.8 + depth * 0.1);
    return Math.min(upper, lower) * 0.8;
  };
  const finsDistance = (x: number, y: number, z: number) => {
    const flat = plate(Math.min(tailOutline(x, y), finOutline(x, y)), z, 0.011);
    const side = ellipsoid(
      x - half * 0.15 + Math.abs(z) * 0.5,
      y + depth * 0.25,
      Math.abs(z) - thickness,
      half * 0.2,
      depth * 0.26,
      0.025,
    );
    return Math.min(flat, side * 0.8);
  };
  const eyeDistance = (x: number, y: number, z: number) =>
    sphere(x - half * 0.68, y - depth * 0.2, Math.abs(z) - thickness * 0.5, 0.06);
  return {
    center: [-tailLength / 3, 0, 0],
    radius: half + tailLength * 0.75 + 0.06,
    distance(x, y, z) {
      const side = bent(x, z);
      return (
        Math.min(blend(bodyDistance(x, y, side), finsDistance(x, y, side), 0.03), eyeDistance(x, y, side)) *
        0.9
      );
    },
    paint(x, y, z) {
      const side = bent(x, z);
      if (eyeDistance(x, y, side) < 0.008) {
        const isPupil = Math.hypot(x - half * 0.7, y - depth * 0.2) < 0.033;
        return isPupil ? { color: [0.01, 0.01, 0.01], gloss: 1 } : { color: [0.75, 0.7, 0.5], gloss: 1 };
      }
      if (finsDistance(x, y, side) < bodyDistance(x, y, side)) {
        const ray = 0.7 + 0.3 * Math.sin(Math.atan2(y, x - (x < tailRoot ? tailRoot + 0.12 : 0)) * 46);
        return { color: scale(fin, ray), gloss: 0.3 };
      }
      let color = mixVectors(belly, back, smoothstep(-depth * 0.6, depth * 0.4, y));
      const isHead = x > half * 0.42;
      if (pattern === "bars" && Math.sin(x * 15 + 0.6 * Math.sin(y * 9)) > 0.35) color = bar;
      if (pattern === "patches" && valueNoise(x * 6, y * 6, side * 2, seed) > 0.6) color = bar;
      if (!isHead) color = scale(color, scaleShade(x, y, seed));
      const gill = Math.abs(Math.hypot(x - half * 0.72, y * 0.9) - half * 0.32);
      if (gill < 0.012 && x < half * 0.6) color = scale(color, 0.45);
      if (x > half * 0.9 && Math.abs(y + depth * 0.06) < 0.012) color = [0.05, 0.03, 0.03];
      return { color, gloss: 0.7 };
    },
  };
}

function scaleShade(x: number, y: number, seed: number): number {
  const row = Math.floor(y * 12);
  const along = x * 11 + (row & 1) * 0.5;
  const edge = Math.hypot(along - Math.floor(along) - 0.1, y * 12 - row - 0.5);
  return 0.5 + 0.62 * smoothstep(0.8, 0.4, edge) + 0.1 * (nearestCell(x * 5, y * 5, 0, seed).id - 0.5);
}
