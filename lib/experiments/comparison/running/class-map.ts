import { ArgumentError } from "../../../errors/argument-error.ts";
import { type Matrix, rowOf } from "../../../matrix/matrix.ts";
import type { ClassIndex } from "../../../models/class-index.ts";

/** For each of one's own classes, the classes of a network that count as it: ids (`"n02107142"`) or names. */
export type ClassMap = Readonly<Record<string, readonly string[]>>;

/**
 * Finds the classes of a network that one's own classes could be: those whose id is the class's name, or whose name has
 * it as a word.
 *
 * @returns only the classes for which some were found.
 * @example matchClassNames(["bus", "cat"], classIndex); // { bus: ["n04146614", "n04487081"] }
 */
export function matchClassNames(classNames: readonly string[], classIndex: ClassIndex): ClassMap {
  const found = classNames.map((className) => {
    const wanted = words(className).join(" ");
    const ids = classIndex
      .filter(({ id, name }) => id === className || ` ${words(name).join(" ")} `.includes(` ${wanted} `))
      .map(({ id }) => id);
    return [className, ids] as const;
  });
  return Object.fromEntries(found.filter(([, ids]) => ids.length > 0));
}

/**
 * Answers with one's own classes by a network's own output: the class whose mapped outputs have most probability.
 *
 * @param probabilities - `[image, output]`.
 * @param classNames - one's own classes; each must be in the map.
 * @returns one index into `classNames` an image.
 * @throws {@link ArgumentError} for a class that is not in the map, or an id or name that the network has not.
 */
export function predictMapped(
  probabilities: Matrix,
  classIndex: ClassIndex,
  classNames: readonly string[],
  map: ClassMap,
): number[] {
  const outputs = classNames.map((className) => outputsOf(className, map, classIndex));
  return Array.from({ length: probabilities.rows }, (_, image) => {
    const row = rowOf(probabilities, image);
    let best = 0;
    let bestShare = Number.NEGATIVE_INFINITY;
    outputs.forEach((indices, label) => {
      const share = indices.reduce((sum, index) => sum + row[index]!, 0);
      if (share > bestShare) [best, bestShare] = [label, share];
    });
    return best;
  });
}

function outputsOf(className: string, map: ClassMap, classIndex: ClassIndex): number[] {
  const wanted = Object.hasOwn(map, className) ? map[className]! : [];
  if (wanted.length === 0) {
    const advice = "at least one id or name of the network's classes";
    throw new ArgumentError(`classMap["${className}"]`, advice, "none");
  }
  return wanted.flatMap((label) => {
    const indices = classIndex.flatMap(({ id, name }, index) =>
      id === label || name === label ? [index] : [],
    );
    if (indices.length > 0) return indices;
    throw new ArgumentError(
      `classMap["${className}"]`,
      "ids or names of the network's classes",
      `"${label}"`,
    );
  });
}

function words(name: string): string[] {
  return name
    .toLowerCase()
    .split(/[^\p{Letter}\p{Number}]+/u)
    .filter((word) => word !== "");
}
