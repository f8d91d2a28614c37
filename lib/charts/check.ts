import { ArgumentError } from "../errors/argument-error.ts";

/** @throws {@link ArgumentError} when a list is empty or not as long as the other it goes with. */
export function requireLength(
  argument: string,
  list: { readonly length: number },
  expected: number,
  of: string,
): void {
  if (list.length !== expected) {
    throw new ArgumentError(argument, `${expected} items, one for each of ${of}`, `${list.length} items`);
  }
}

/** @throws {@link ArgumentError} when there is nothing to show. */
export function requireSome(argument: string, list: { readonly length: number }, what: string): void {
  if (list.length === 0) throw new ArgumentError(argument, `at least one ${what}`, "none");
}

/** @throws {@link ArgumentError} when a number is not in [0, 1]; `at` names its place. */
export function requireShare(argument: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new ArgumentError(argument, "a share in [0, 1]", value);
}

/** @throws {@link ArgumentError} when an index is not one of `count` classes. */
export function requireClassIndex(argument: string, value: number, count: number): void {
  if (!(Number.isInteger(value) && value >= 0 && value < count)) {
    throw new ArgumentError(argument, `a class index, an integer in [0, ${count})`, value);
  }
}

/** @throws {@link ArgumentError} when an interval is half given, or does not hold its value. */
export function requireInterval(
  argument: string,
  { value, low, high }: { readonly value: number; readonly low?: number; readonly high?: number },
): void {
  if ((low === undefined) !== (high === undefined)) {
    throw new ArgumentError(
      argument,
      "both low and high, or neither",
      `only ${low === undefined ? "high" : "low"}`,
    );
  }
  if (low !== undefined && high !== undefined && !(low <= value && value <= high)) {
    throw new ArgumentError(argument, "low ≤ value ≤ high", `low ${low}, value ${value}, high ${high}`);
  }
}

/** @throws {@link ArgumentError} when a number is not finite and positive. */
export function requirePositive(argument: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw new ArgumentError(argument, "a positive number", value);
}

/** @throws {@link ArgumentError} when a picture is not a data URI: a figure carries its pictures, and fetches nothing. */
export function requirePicture(argument: string, uri: string): void {
  if (!uri.startsWith("data:image/")) {
    throw new ArgumentError(argument, "a data:image/… URI", `"${uri.slice(0, 40)}"`);
  }
}
