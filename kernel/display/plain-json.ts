import { DisplayError } from "../errors.ts";

/**
 * Makes a value fit for JSON: typed arrays become lists (JSON.stringify would make objects of them), big integers
 * numbers, what has a `toJSON` method what that gives.
 *
 * @param source - names the value in errors.
 * @throws {@link DisplayError} when the value contains itself.
 */
export function toPlainJson(value: unknown, source: string): unknown {
  const above = new Set<object>();
  const convert = (part: unknown): unknown => {
    if (typeof part === "bigint") return Number(part);
    if (typeof part !== "object" || part === null) return part;
    if (above.has(part))
      throw new DisplayError(`${source}: expected JSON, received a value that contains itself`);
    above.add(part);
    try {
      return convertObject(part);
    } finally {
      above.delete(part);
    }
  };
  const convertObject = (part: object): unknown => {
    const { toJSON } = part as { toJSON?: unknown };
    if (typeof toJSON === "function") return convert(toJSON.call(part));
    if (ArrayBuffer.isView(part) && !(part instanceof DataView)) {
      return Array.from(part as unknown as ArrayLike<number | bigint>, convert);
    }
    if (Array.isArray(part)) return part.map(convert);
    return Object.fromEntries(Object.entries(part).map(([key, entry]) => [key, convert(entry)]));
  };
  return convert(value);
}
