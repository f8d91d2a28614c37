import { type Finding, notRightYet } from "./exercise.ts";

/** A mistake that is recognised by the numbers that it gives. */
export interface NumberMistake {
  readonly gives: ArrayLike<number>;
  readonly because: string;
}

export interface JudgeNumbersOptions {
  /** What the numbers are, for messages: `"probabilities"`. */
  readonly what: string;
  /** Difference that still counts as equal, as a share of the larger number and at least of 1. @defaultValue 1e-4 */
  readonly tolerance?: number;
  readonly mistakes?: readonly NumberMistake[];
}

/**
 * Compares numbers with the right ones, and with what each known mistake gives.
 *
 * @param received - anything: what is no list of numbers is a finding too.
 * @returns what is wrong, or `undefined` when nothing is.
 */
export function judgeNumbers(
  received: unknown,
  expected: ArrayLike<number>,
  { what, tolerance = 1e-4, mistakes = [] }: JudgeNumbersOptions,
): Finding | undefined {
  if (!isNumbers(received))
    return notRightYet(`expected ${what} as a list of numbers, received ${describe(received)}`);
  if (findDifference(received, expected, tolerance) === undefined) return undefined;
  // Before the length: a mistake may be one of length.
  const mistake = mistakes.find(({ gives }) => findDifference(received, gives, tolerance) === undefined);
  if (mistake !== undefined) return notRightYet(mistake.because);
  if (received.length !== expected.length) {
    return notRightYet(`expected ${expected.length} ${what}, received ${received.length}`);
  }
  const missing = Array.from(received).findIndex((value) => Number.isNaN(value));
  if (missing >= 0) {
    return notRightYet(
      `number ${missing} of your ${what} is NaN: look for 0 / 0, Infinity / Infinity, and places beyond the end of a list`,
    );
  }
  const at = findDifference(received, expected, tolerance)!;
  return notRightYet(
    `number ${at} of your ${what}: expected ${short(expected[at]!)}, received ${short(received[at]!)}`,
  );
}

/** Place of the first number that differs; the shorter length where one list is the beginning of the other. */
export function findDifference(
  received: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): number | undefined {
  const length = Math.min(received.length, expected.length);
  for (let at = 0; at < length; at++) {
    const [a, b] = [received[at]!, expected[at]!];
    // Equal infinities and two NaN are no difference: a mistake may give them.
    if (Object.is(a, b)) continue;
    if (!(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b)))) return at;
  }
  return received.length === expected.length ? undefined : length;
}

export function isNumbers(value: unknown): value is ArrayLike<number> {
  const isList = Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
  return isList && Array.from(value as ArrayLike<unknown>).every((item) => typeof item === "number");
}

/** Names a value in a message: `"a list of 3, the first of them undefined"`. */
export function describe(value: unknown): string {
  if (Array.isArray(value))
    return value.length === 0
      ? "an empty list"
      : `a list of ${value.length}, the first of them ${describe(value[0])}`;
  if (typeof value === "object" && value !== null)
    return `a ${value.constructor?.name ?? "record"} with ${Object.keys(value).slice(0, 4).join(", ") || "nothing in it"}`;
  return typeof value === "string" ? `"${value}"` : String(value);
}

/** A number as in a message: five digits at most. */
export function short(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(5)));
}
