import type { Random } from "../../random/generator.ts";
import { makeBicycle } from "./props/bicycle.ts";
import { makeBus } from "./props/bus.ts";
import { makeButterfly } from "./props/butterfly.ts";
import { makeFish } from "./props/fish.ts";
import { makeMushroom } from "./props/mushroom.ts";
import type { Prop } from "./props/prop.ts";
import { makeUmbrella } from "./props/umbrella.ts";

/** The classes that can be drawn, sorted. */
export const DRAWN_CLASSES = ["bicycle", "bus", "butterfly", "fish", "mushroom", "umbrella"] as const;

export type DrawnClass = (typeof DRAWN_CLASSES)[number];

/** How a class is made and how it may be seen: angles in radians. */
export interface Kind {
  readonly make: (random: Random) => Prop;
  /** Turns about y at which it is recognised, and how far from them it may be turned. */
  readonly facing: { readonly yaws: readonly [number, ...number[]]; readonly spread: number };
  /** Largest lean to either side. */
  readonly lean: number;
  /** A turn about x, between these. */
  readonly pitch: readonly [number, number];
  /** Share of pictures in which it is off the ground, flying, swimming or held up. */
  readonly aloft: number;
  /** Lowest and highest viewpoint above level. */
  readonly elevation: readonly [number, number];
}

const SIDES = [0, Math.PI] as const;

/** How each class is made and seen. */
export const KINDS: Readonly<Record<DrawnClass, Kind>> = {
  bicycle: {
    make: makeBicycle,
    facing: { yaws: SIDES, spread: 0.6 },
    lean: 0.03,
    pitch: [-0.1, 0.1],
    aloft: 0,
    elevation: [0.02, 0.4],
  },
  bus: {
    make: makeBus,
    facing: { yaws: SIDES, spread: 0.7 },
    lean: 0.02,
    pitch: [0, 0],
    aloft: 0,
    elevation: [0.08, 0.5],
  },
  butterfly: {
    make: makeButterfly,
    facing: { yaws: [0], spread: 1.1 },
    lean: 0.3,
    pitch: [0, 0.3],
    aloft: 0.5,
    elevation: [0.85, 1.35],
  },
  fish: {
    make: makeFish,
    facing: { yaws: SIDES, spread: 0.5 },
    lean: 0.25,
    pitch: [-0.1, 0.1],
    aloft: 0.6,
    elevation: [0, 0.4],
  },
  mushroom: {
    make: makeMushroom,
    facing: { yaws: [0], spread: 3.14 },
    lean: 0.15,
    pitch: [0, 0],
    aloft: 0,
    elevation: [-0.02, 0.3],
  },
  umbrella: {
    make: makeUmbrella,
    facing: { yaws: [0], spread: 3.14 },
    lean: 0.5,
    pitch: [0.1, 0.95],
    aloft: 0.6,
    elevation: [-0.05, 0.35],
  },
};
