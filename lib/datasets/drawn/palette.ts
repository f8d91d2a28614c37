import { type Random, randomInteger } from "../../random/generator.ts";
import { mixVectors, type Vector } from "./geometry/vector.ts";

/** What a surface looks like at a point: linear light reflected, 0 to 1 a channel, and how glossy it is, 0 to 1. */
export interface Paint {
  readonly color: Vector;
  readonly gloss: number;
}

/** Colours of things, on an sRGB colour chart: every class draws from them, so that colour does not tell the class. */
const PAINTS = ["#c8352b", "#e3932f", "#e9c54a", "#3f8f4a", "#3a7fb8", "#ece4d2"] as const;

/** Colours of grounds, walls and backgrounds. */
const EARTHS = [
  "#8d6b47",
  "#b79a6c",
  "#9a9a96",
  "#6f7376",
  "#c9c0ae",
  "#8a4a38",
  "#5f7a4c",
  "#7d93a8",
] as const;

/** Draws the colour of a thing, lightened or darkened a little. */
export function drawColor(random: Random): Vector {
  return shade(linear(oneOf(random, PAINTS)), random);
}

/** Draws the colour of something around it. */
export function drawEarth(random: Random): Vector {
  return shade(linear(oneOf(random, EARTHS)), random);
}

function shade(color: Vector, random: Random): Vector {
  const share = random();
  if (share < 0.5) return mixVectors(color, [0, 0, 0], (0.5 - share) * 0.6);
  return mixVectors(color, [0.9, 0.9, 0.9], (share - 0.5) * 0.5);
}

/** Converts `#rrggbb` to linear light, 0 to 1. */
export function linear(hex: string): Vector {
  const channel = (from: number) => toLinear(Number.parseInt(hex.slice(from, from + 2), 16) / 255);
  return [channel(1), channel(3), channel(5)];
}

/** sRGB 0 to 1 to linear light (IEC 61966-2-1). */
export function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Linear light 0 to 1 to sRGB. */
export function fromLinear(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
}

/** Draws a number between two bounds. */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** Draws one of a list. */
export function oneOf<const T>(random: Random, choices: readonly [T, ...T[]]): T {
  return choices[randomInteger(random, choices.length)] ?? choices[0];
}
