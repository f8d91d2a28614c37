import { ArgumentError } from "../errors/argument-error.ts";

/** A source of uniform numbers in [0, 1). Every function with chance in it takes one, or a seed to make one. */
export type Random = () => number;

/**
 * Makes a seeded generator of uniform numbers in [0, 1) with 32 bits of state and a period of 2³².
 *
 * Equal seeds give equal numbers on every platform.
 *
 * @param seed - an integer; taken modulo 2³².
 * @throws {@link ArgumentError} when the seed is not an integer.
 * @example const random = seededRandom(42); random(); // 0.6011037519201636
 * @see mulberry32 by Tommy Ettinger (public domain), https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
 */
export function seededRandom(seed: number): Random {
  if (!Number.isInteger(seed)) throw new ArgumentError("seed", "an integer", seed);
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Draws an integer in [0, `bound`). */
export function randomInteger(random: Random, bound: number): number {
  return Math.floor(random() * bound);
}

/** Draws from the standard normal distribution (Box and Muller, 1958). */
export function randomNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

/** Returns the integers 0 to `count` - 1 in a random order (Fisher and Yates). */
export function permutation(random: Random, count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = randomInteger(random, last + 1);
    const kept = order[last] as number;
    order[last] = order[other] as number;
    order[other] = kept;
  }
  return order;
}
