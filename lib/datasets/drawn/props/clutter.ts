import type { Random } from "../../../random/generator.ts";
import { fractalNoise } from "../geometry/noise.ts";
import { disc, ellipsoid, rod, roundedBox } from "../geometry/shapes.ts";
import { scale, type Vector } from "../geometry/vector.ts";
import { between, drawColor, oneOf } from "../palette.ts";
import type { Prop } from "./prop.ts";

/** Something of no class that stands around or in front: a ball, a block, a tin, a stone or a tuft of blades. */
export function makeClutter(random: Random): Prop {
  const seed = Math.floor(random() * 2 ** 31);
  const color = drawColor(random);
  if (random() < 0.3) return makeTuft(random);
  const kind = oneOf(random, ["ball", "block", "tin", "stone"] as const);
  const [a, b, c] = [between(random, 0.1, 0.24), between(random, 0.1, 0.24), between(random, 0.1, 0.24)];
  const gloss = kind === "stone" ? 0 : between(random, 0, 0.6);
  const distances = {
    ball: (x: number, y: number, z: number) => ellipsoid(x, y - a, z, a, a, a),
    block: (x: number, y: number, z: number) => roundedBox(x, y - b, z, a, b, c, 0.015),
    tin: (x: number, y: number, z: number) => disc(x, z, y - b, a, b),
    stone: (x: number, y: number, z: number) =>
      ellipsoid(x, y - b * 0.6, z, a * 1.3, b * 0.8, c * 1.1) -
      0.05 * (fractalNoise(x * 5, y * 5, z * 5, 2, seed) - 0.5),
  };
  return {
    center: [0, Math.max(a, b), 0],
    radius: Math.hypot(a * 1.3, Math.max(a, b), c * 1.1) + 0.06,
    distance: distances[kind],
    paint: (x, y, z) => ({
      color: scale(color, 0.7 + 0.6 * fractalNoise(x * 12, y * 12, z * 12, 3, seed)),
      gloss,
    }),
  };
}

function makeTuft(random: Random): Prop {
  const green: Vector = [between(random, 0.05, 0.2), between(random, 0.14, 0.3), between(random, 0.02, 0.07)];
  const height = between(random, 0.35, 0.8);
  const blades = Array.from({ length: 5 }, () => {
    const lean = between(random, -0.25, 0.25);
    const root: Vector = [between(random, -0.1, 0.1), 0, between(random, -0.08, 0.08)];
    const bend: Vector = [root[0] + lean * 0.4, height * 0.55, root[2]];
    const tip: Vector = [
      root[0] + lean,
      height * between(random, 0.75, 1),
      root[2] + between(random, -0.1, 0.1),
    ];
    return { root, bend, tip };
  });
  return {
    center: [0, height / 2, 0],
    radius: height / 2 + 0.32,
    distance: (x, y, z) =>
      Math.min(
        ...blades.map(({ root, bend, tip }) =>
          Math.min(rod(x, y, z, root, bend, 0.02, 0.018), rod(x, y, z, bend, tip, 0.018, 0.004)),
        ),
      ),
    paint: (_x, y) => ({ color: scale(green, 0.6 + 0.8 * (y / height)), gloss: 0.1 }),
  };
}
