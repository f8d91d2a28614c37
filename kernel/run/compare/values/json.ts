import { type Fault, showPair } from "./difference.ts";
import { compareText } from "./text.ts";
import { isTimeName } from "./times.ts";
import { describeDistance, isClose, type Tolerance } from "./tolerance.ts";

const MAX_SHOWN = 5;

/**
 * Compares JSON in depth: numbers under a tolerance, times in text not at all, nor numbers under the name of a time.
 *
 * The order of an object's keys does not count.
 *
 * @returns nothing when they are equal.
 */
export function compareJson(expected: unknown, received: unknown, tolerance: Tolerance): Fault | undefined {
  const faults: string[][] = [];
  compareValues(expected, received, { tolerance, path: "", add: (lines) => faults.push(lines) });
  if (faults.length === 0) return undefined;
  const more = faults.length - MAX_SHOWN;
  return {
    fault: faults.length === 1 ? "a value differs" : `${faults.length} values differ`,
    lines: [...faults.slice(0, MAX_SHOWN).flat(), ...(more > 0 ? [`and ${more} more`] : [])],
  };
}

interface Place {
  readonly tolerance: Tolerance;
  /** As JavaScript writes it: `.data[0].y[3]`. */
  readonly path: string;
  readonly add: (lines: string[]) => void;
}

function compareValues(expected: unknown, received: unknown, place: Place): void {
  const { tolerance, path, add } = place;
  const at = path === "" ? [] : [`${path}:`];
  if (typeof expected === "number" && typeof received === "number") {
    if (isClose(expected, received, tolerance)) return;
    add([
      ...at,
      ...showPair(String(expected), String(received)),
      describeDistance(expected, received, tolerance),
    ]);
  } else if (typeof expected === "string" && typeof received === "string") {
    const fault = compareText(expected, received, tolerance);
    if (fault) add([...at, ...fault.lines]);
  } else if (Array.isArray(expected) && Array.isArray(received)) {
    if (expected.length !== received.length) {
      add([...at, ...showPair(`${expected.length} entries`, `${received.length} entries`)]);
      return;
    }
    for (const [index, value] of expected.entries()) {
      compareValues(value, received[index], { ...place, path: `${path}[${index}]` });
    }
  } else if (isRecord(expected) && isRecord(received)) {
    compareRecords(expected, received, place);
  } else if (expected !== received) {
    add([...at, ...showPair(show(expected), show(received))]);
  }
}

function compareRecords(
  expected: Record<string, unknown>,
  received: Record<string, unknown>,
  place: Place,
): void {
  for (const key of new Set([...Object.keys(expected), ...Object.keys(received)])) {
    const path = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)
      ? `${place.path}.${key}`
      : `${place.path}[${JSON.stringify(key)}]`;
    const [before, after] = [expected, received].map((record) =>
      Object.hasOwn(record, key) ? record[key] : undefined,
    );
    const isTime = isTimeName(key) && typeof before === "number" && typeof after === "number";
    if (!isTime) compareValues(before, after, { ...place, path });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
