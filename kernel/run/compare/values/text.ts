import { terminalText } from "../../../report/terminal-text.ts";
import { type Fault, showPair } from "./difference.ts";
import { hideTimes } from "./times.ts";
import { describeDistance, isClose, type Tolerance } from "./tolerance.ts";

/** A number that stands by itself: not the 1 of `conv1`, nor the second point of `1.2.3`. */
const NUMBER = /(?<![\p{L}\p{N}_.])[-+−]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?/gu;
const MAX_SHOWN = 3;
const MAX_BLOCK = 8;

interface Pieces {
  /** The text between the numbers: one more than those. */
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
}

/**
 * Compares text line by line: numbers under a tolerance, times not at all, everything else exactly.
 *
 * Terminal sequences, blanks at a line's end and lines at the end that are empty do not count. Columns are padded to the
 * width of numbers and times, so a run of blanks or of one rule's characters counts as the shortest.
 *
 * @returns nothing when they are equal.
 */
export function compareText(expected: string, received: string, tolerance: Tolerance): Fault | undefined {
  if (expected === received) return undefined;
  const before = splitLines(expected);
  const after = splitLines(received);
  if (before.length !== after.length) return describeLines(before, after, tolerance);
  const faults = before.flatMap((line, index) => {
    const note = compareLine(line, after[index]!, tolerance);
    return note === undefined ? [] : [{ index, note }];
  });
  const [first] = faults;
  if (!first) return undefined;
  const shown = faults.slice(0, MAX_SHOWN).flatMap(({ index, note }) => {
    const place = before.length > 1 ? [`line ${index + 1}:`] : [];
    return [...place, ...showPair(before[index]!, after[index]!), ...(note === "" ? [] : [note])];
  });
  const more = faults.length - MAX_SHOWN;
  return {
    fault: faults.length === 1 ? "the text differs" : `${faults.length} lines of the text differ`,
    lines: more > 0 ? [...shown, `and ${more} more`] : shown,
  };
}

/** Compares two lines; returns what to say beside them, which may be nothing (""), or undefined when they are equal. */
function compareLine(expected: string, received: string, tolerance: Tolerance): string | undefined {
  if (expected === received) return undefined;
  const before = splitNumbers(expected);
  const after = splitNumbers(received);
  if (before.texts.length !== after.texts.length) return "";
  if (before.texts.some((text, index) => text !== after.texts[index])) return "";
  for (const [index, number] of before.numbers.entries()) {
    const other = after.numbers[index]!;
    if (isClose(number, other, tolerance)) continue;
    const which = before.numbers.length > 1 ? `number ${index + 1}: ` : "";
    return `${which}${describeDistance(number, other, tolerance)}`;
  }
  return undefined;
}

function splitNumbers(line: string): Pieces {
  const text = hideTimes(line)
    .replaceAll(/([─━═=_-])\1{2,}/g, "$1$1$1")
    .replaceAll(/(?<=\S)[ \t]+/g, " ")
    .trimEnd();
  const texts: string[] = [];
  const numbers: number[] = [];
  let end = 0;
  for (const match of text.matchAll(NUMBER)) {
    texts.push(text.slice(end, match.index));
    numbers.push(Number(match[0].replace("−", "-")));
    end = match.index + match[0].length;
  }
  texts.push(text.slice(end));
  const last = texts.length - 1;
  // Blanks beside a number are its padding.
  const trimmed = texts.map((piece, index) => {
    const start = index > 0 ? piece.trimStart() : piece;
    return index < last ? start.trimEnd() : start;
  });
  return { texts: trimmed, numbers };
}

function splitLines(text: string): string[] {
  const lines = terminalText(text)
    .split("\n")
    .map((line) => line.trimEnd());
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Shows where texts of different lengths part, between the lines they share above and below. */
function describeLines(before: readonly string[], after: readonly string[], tolerance: Tolerance): Fault {
  const areEqual = (one: string, other: string) => compareLine(one, other, tolerance) === undefined;
  const shorter = Math.min(before.length, after.length);
  let top = 0;
  while (top < shorter && areEqual(before[top]!, after[top]!)) top++;
  let bottom = 0;
  while (bottom < shorter - top && areEqual(before.at(-1 - bottom)!, after.at(-1 - bottom)!)) bottom++;
  const context = top > 0 ? [`  ${cut(before[top - 1]!)}`] : [];
  return {
    fault: `expected ${count(before.length)}, received ${count(after.length)}; they part at line ${top + 1}`,
    lines: [
      ...context,
      ...showBlock("-", before.slice(top, before.length - bottom)),
      ...showBlock("+", after.slice(top, after.length - bottom)),
    ],
  };
}

function showBlock(sign: string, lines: readonly string[]): string[] {
  const shown = lines.slice(0, MAX_BLOCK).map((line) => `${sign} ${cut(line)}`.trimEnd());
  return lines.length > MAX_BLOCK
    ? [...shown, `${sign} … and ${lines.length - MAX_BLOCK} more lines`]
    : shown;
}

function cut(line: string): string {
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}

function count(lines: number): string {
  return lines === 1 ? "1 line" : `${lines} lines`;
}
