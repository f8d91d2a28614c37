import { readFile } from "node:fs/promises";
import { ArgumentError } from "../errors/argument-error.ts";

/** A class of a classifier. */
export interface ClassLabel {
  /** WordNet id, such as `"n01440764"`; unique. */
  readonly id: string;
  /** Readable name, such as `"tench"`; NOT unique (ImageNet has two `crane` and two `maillot`). */
  readonly name: string;
}

/** The classes of a classifier, in the order of its outputs. */
export type ClassIndex = readonly ClassLabel[];

/**
 * Reads a class index in Keras's format: `{"0": ["n01440764", "tench"], "1": ..}`.
 *
 * @throws {@link ArgumentError} when the file is not JSON of that shape or a number is missing.
 * @example const classIndex = await loadClassIndex("imagenet_class_index.json");
 */
export async function loadClassIndex(path: string): Promise<ClassIndex> {
  const text = await readFile(path, "utf8").catch((cause) => {
    throw new ArgumentError("class index", "a readable JSON file", path, { cause });
  });
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch (cause) {
    throw new ArgumentError(`class index ${path}`, "JSON", "a text that is not", { cause });
  }
  return parseClassIndex(entries, `class index ${path}`);
}

/**
 * Names the classes so that no two have the same name: where several do, the id stands behind each.
 *
 * @returns one name a class, in the order of the index.
 * @example uniqueNames(classIndex)[134]; // "crane (n02012849)", the bird; 517 is the machine
 */
export function uniqueNames(classIndex: ClassIndex): string[] {
  const counts = new Map<string, number>();
  for (const { name } of classIndex) counts.set(name, (counts.get(name) ?? 0) + 1);
  return classIndex.map(({ id, name }) => (counts.get(name) === 1 ? name : `${name} (${id})`));
}

/** Checks and orders a parsed class index. */
function parseClassIndex(entries: unknown, source: string): ClassIndex {
  const expected = `{"0": ["n01440764", "tench"], ..}`;
  if (typeof entries !== "object" || entries === null) throw new ArgumentError(source, expected, entries);
  const byNumber = entries as Record<string, unknown>;
  const count = Object.keys(byNumber).length;
  if (count === 0) throw new ArgumentError(source, expected, "no class");
  return Array.from({ length: count }, (_, number) => {
    const entry = byNumber[number];
    if (!Array.isArray(entry) || typeof entry[0] !== "string" || typeof entry[1] !== "string") {
      throw new ArgumentError(`class ${number} of ${source}`, expected, entry);
    }
    return { id: entry[0], name: entry[1] };
  });
}
