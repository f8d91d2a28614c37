import type { Random } from "../../random/generator.ts";
import { fractalNoise, hash, nearestCell, valueNoise } from "./geometry/noise.ts";
import { clamp, mixVectors, scale, smoothstep, type Vector } from "./geometry/vector.ts";
import { between, drawEarth, oneOf, type Paint } from "./palette.ts";

/** The ground's or wall's look at a point in its own plane, in units of the prop's size. */
export type Surface = (x: number, y: number) => Paint;

/** What is seen where a ray meets nothing: light by direction. */
export type Backdrop = (direction: Vector) => Vector;

/** Draws a ground: planks, grass, soil, tiles, cloth or asphalt, in colours of its own. */
export function makeGround(random: Random): Surface {
  const seed = Math.floor(random() * 2 ** 31);
  const turn = between(random, 0, Math.PI);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const make = oneOf(random, [planks, planks, grass, grass, soil, soil, asphalt, asphalt, tiles, cloth]);
  const surface = make(random, seed);
  return (x, y) => surface(cos * x + sin * y, -sin * x + cos * y);
}

/** Draws a wall: plaster, bricks, a papered or a panelled one. */
export function makeWall(random: Random): Surface {
  const seed = Math.floor(random() * 2 ** 31);
  return oneOf(random, [plaster, plaster, bricks, cloth, planks])(random, seed);
}

/** Draws a far background out of focus: sky with clouds, foliage, a dim room with lamps, or water. */
export function makeBackdrop(random: Random): Backdrop {
  const seed = Math.floor(random() * 2 ** 31);
  return oneOf(random, [sky, foliage, foliage, room, plain])(random, seed);
}

function planks(random: Random, seed: number): Surface {
  const wood = mixVectors([0.3, 0.17, 0.08], drawEarth(random), between(random, 0, 0.5));
  const width = between(random, 0.22, 0.5);
  return (x, y) => {
    const plank = Math.floor(x / width);
    const grain = fractalNoise(x * 22, y * 1.6 + plank * 7, plank, 3, seed);
    const gap = Math.abs(x / width - plank - 0.5) > 0.47 ? 0.35 : 1;
    return { color: scale(wood, (0.55 + 0.7 * grain + 0.25 * hash(plank, 1, 0, seed)) * gap), gloss: 0.1 };
  };
}

function grass(random: Random, seed: number): Surface {
  const fresh: Vector = [between(random, 0.06, 0.16), between(random, 0.15, 0.26), 0.03];
  const dry: Vector = [0.32, 0.26, 0.1];
  const share = between(random, 0, 0.7);
  return (x, y) => {
    const patch = fractalNoise(x * 1.5, y * 1.5, 0, 2, seed);
    const blade = valueNoise(x * 34, y * 9, 0, seed + 7) * valueNoise(x * 11, y * 38, 3, seed + 9);
    return { color: scale(mixVectors(fresh, dry, clamp(patch * share * 1.6)), 0.35 + 2.2 * blade), gloss: 0 };
  };
}

function soil(random: Random, seed: number): Surface {
  const base = mixVectors([0.38, 0.27, 0.17], drawEarth(random), between(random, 0, 0.35));
  const grainSize = between(random, 14, 40);
  return (x, y) => {
    const wide = fractalNoise(x * 2, y * 2, 0, 4, seed);
    const fine = valueNoise(x * grainSize, y * grainSize, 0, seed + 5);
    return { color: scale(base, 0.45 + 0.7 * wide + 0.35 * (fine - 0.5)), gloss: 0 };
  };
}

function tiles(random: Random, seed: number): Surface {
  const [first, second] = [drawEarth(random), drawEarth(random)];
  const side = between(random, 0.22, 0.55);
  const gloss = between(random, 0, 0.4);
  return (x, y) => {
    const [column, row] = [Math.floor(x / side), Math.floor(y / side)];
    const [u, v] = [x / side - column, y / side - row];
    const joint = Math.min(u, v, 1 - u, 1 - v) < 0.04;
    const tone = 0.75 + 0.2 * hash(column, row, 0, seed) + 0.2 * fractalNoise(x * 8, y * 8, 0, 2, seed);
    if (joint) return { color: [0.16, 0.15, 0.14], gloss: 0 };
    return { color: scale((column + row) & 1 ? first : second, tone), gloss };
  };
}

function cloth(random: Random, seed: number): Surface {
  const [first, second] = [drawEarth(random), drawEarth(random)];
  const width = between(random, 0.1, 0.3);
  const isCheck = random() < 0.5;
  return (x, y) => {
    const fold = valueNoise(x * 1.3, y * 1.3, 0, seed);
    const weave = 0.9 + 0.2 * valueNoise(x * 60, y * 60, 0, seed + 3);
    const across = smoothstep(0.4, 0.6, Math.abs(((x / width) % 2) - Math.sign(x)));
    const along = smoothstep(0.4, 0.6, Math.abs(((y / width) % 2) - Math.sign(y)));
    const share = isCheck ? (across + along) / 2 : across;
    return { color: scale(mixVectors(first, second, share), weave * (0.6 + 0.6 * fold)), gloss: 0 };
  };
}

function asphalt(random: Random, seed: number): Surface {
  const grey = between(random, 0.07, 0.28);
  const tint = mixVectors([grey, grey, grey * 1.04], drawEarth(random), 0.12);
  const hasLine = random() < 0.4;
  const lineAt = between(random, -1, 1);
  return (x, y) => {
    const grain = valueNoise(x * 45, y * 45, 0, seed);
    const stain = fractalNoise(x * 1.2, y * 1.2, 0, 3, seed + 2);
    if (hasLine && Math.abs(x - lineAt) < 0.09)
      return { color: scale([0.62, 0.6, 0.5], 0.6 + 0.5 * stain), gloss: 0 };
    return { color: scale(tint, 0.5 + 0.5 * grain + 0.6 * stain), gloss: 0.05 };
  };
}

function plaster(random: Random, seed: number): Surface {
  const base = mixVectors(drawEarth(random), [0.6, 0.58, 0.54], between(random, 0.2, 0.8));
  return (x, y) => ({
    color: scale(
      base,
      0.7 + 0.4 * fractalNoise(x * 1.5, y * 1.5, 0, 4, seed) + 0.1 * valueNoise(x * 30, y * 30, 0, seed),
    ),
    gloss: 0,
  });
}

function bricks(random: Random, seed: number): Surface {
  const base = mixVectors([0.33, 0.12, 0.07], drawEarth(random), between(random, 0, 0.6));
  const [width, height] = [between(random, 0.35, 0.6), between(random, 0.13, 0.2)];
  return (x, y) => {
    const row = Math.floor(y / height);
    const shifted = x / width + (row & 1) * 0.5;
    const column = Math.floor(shifted);
    const joint = Math.min(shifted - column, 1 - shifted + column) < 0.04 || y / height - row < 0.12;
    if (joint) return { color: [0.36, 0.34, 0.31], gloss: 0 };
    const tone = 0.55 + 0.5 * hash(column, row, 0, seed) + 0.3 * valueNoise(x * 25, y * 25, 0, seed);
    return { color: scale(base, tone), gloss: 0 };
  };
}

function sky(random: Random, seed: number): Backdrop {
  const zenith = mixVectors([0.12, 0.28, 0.62], [0.45, 0.47, 0.5], random());
  const horizon = mixVectors([0.62, 0.7, 0.8], [0.8, 0.6, 0.42], random() * 0.7);
  return ([x, y, z]) => {
    const cloud = fractalNoise(x * 3, y * 7, z * 3, 3, seed);
    const base = mixVectors(horizon, zenith, clamp(y * 2.2));
    return mixVectors(base, [0.82, 0.82, 0.84], smoothstep(0.5, 0.75, cloud) * 0.8);
  };
}

function foliage(random: Random, seed: number): Backdrop {
  const leaf = mixVectors([0.05, 0.14, 0.03], [0.28, 0.22, 0.05], random() * 0.8);
  const size = between(random, 5, 11);
  return ([x, y, z]) => {
    const cell = nearestCell(x * size, y * size, z * size, seed);
    const glow = smoothstep(0.62, 0.5, cell.distance) * cell.id ** 3;
    const shade = 0.5 + 0.9 * fractalNoise(x * 4, y * 4, z * 4, 2, seed + 4);
    return mixVectors(scale(leaf, shade), [0.75, 0.78, 0.5], glow * 0.7);
  };
}

function room(random: Random, seed: number): Backdrop {
  const wall = scale(mixVectors(drawEarth(random), [0.3, 0.24, 0.18], 0.6), 0.6);
  const size = between(random, 2.5, 4.5);
  return ([x, y, z]) => {
    const cell = nearestCell(x * size, y * size, z * size, seed);
    const lamp = cell.id > 0.75 ? smoothstep(0.36, 0.3, cell.distance) : 0;
    const block = valueNoise(x * 5, y * 2, z * 5, seed + 4);
    return mixVectors(scale(wall, 0.35 + block), [1, 0.82, 0.5], lamp * 0.8);
  };
}

function plain(random: Random, seed: number): Backdrop {
  const [low, high] = [drawEarth(random), drawEarth(random)];
  return ([x, y, z]) => {
    const drift = fractalNoise(x * 2, y * 2, z * 2, 2, seed) - 0.5;
    return mixVectors(low, high, clamp(0.5 + y * 1.4 + drift));
  };
}
