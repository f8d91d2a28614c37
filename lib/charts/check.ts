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
