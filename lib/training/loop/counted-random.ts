import { type Random, seededRandom } from "../../random/generator.ts";

/** A seeded generator that knows how many numbers it gave, so that its state can be written down. */
export interface CountedRandom {
  readonly next: Random;
  /** Numbers drawn so far. */
  drawn(): number;
  /** Draws until `count` numbers are drawn; nothing when there are already. */
  skipTo(count: number): void;
}

/** @throws {@link ArgumentError} when the seed is not an integer. */
export function countedRandom(seed: number): CountedRandom {
  const random = seededRandom(seed);
  let drawn = 0;
  const next = () => {
    drawn++;
    return random();
  };
  return {
    next,
    drawn: () => drawn,
    skipTo(count) {
      while (drawn < count) next();
    },
  };
}
