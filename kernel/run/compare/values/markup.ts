import type { Fault } from "./difference.ts";
import { compareText } from "./text.ts";
import type { Tolerance } from "./tolerance.ts";

const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;
/** An id that a program made for one page: long, with a digit. */
const MADE_ID = /\bid\s*=\s*["'](?=[^"']*\d)([\w:.-]{6,})["']/g;

/**
 * Compares HTML or SVG as text, tag by tag: white space between tags, comments, UUIDs and the ids that a program made for
 * one page do not count; numbers are compared under a tolerance.
 *
 * @returns nothing when they are equal.
 */
export function compareMarkup(expected: string, received: string, tolerance: Tolerance): Fault | undefined {
  return expected === received
    ? undefined
    : compareText(normalizeMarkup(expected), normalizeMarkup(received), tolerance);
}

/** Writes markup with a tag or a text a line, white space collapsed, and made ids by the order they come in. */
export function normalizeMarkup(markup: string): string {
  const text = markup.replaceAll(UUID, "‹uuid›");
  const ids = new Map<string, string>();
  for (const [, id] of text.matchAll(MADE_ID)) {
    if (!ids.has(id!))
      ids.set(
        id!,
        `‹id ${String.fromCodePoint(0x61 + (ids.size % 26)).repeat(1 + Math.floor(ids.size / 26))}›`,
      );
  }
  let named = text;
  for (const id of [...ids.keys()].sort((one, other) => other.length - one.length)) {
    named = named.replaceAll(id, ids.get(id)!);
  }
  return named
    .replaceAll(/<!--[\s\S]*?-->/g, "")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ?(<[^>]*>) ?/g, "\n$1\n")
    .split("\n")
    .filter((line) => line !== "")
    .join("\n");
}
