/**
 * Prepares a pattern of SQLite's `GLOB`, by which IPython searches its history.
 *
 * The pattern has to match the whole text, and tells upper from lower case. `*` is any text, line breaks included; `?` any
 * one character; `[abc]`, `[a-z]` one of these and `[^abc]` none of these, where `]` right after the opening is itself. A
 * set without an end matches nothing. There is no escape: `[*]` is a star.
 *
 * @returns a test of a text. It takes time in proportion to the pattern times the text at most, whatever the pattern.
 * @see https://www.sqlite.org/lang_expr.html#glob, and `patternCompare` of SQLite's func.c
 */
export function compileGlob(pattern: string): (text: string) => boolean {
  const parts = readParts(pattern);
  if (!parts) return () => false;
  return (text) => matches(parts, Array.from(text));
}

type Part = "*" | ((character: string) => boolean);

/** Undefined when a set has no end. */
function readParts(pattern: string): readonly Part[] | undefined {
  const characters = Array.from(pattern);
  const parts: Part[] = [];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]!;
    if (character === "*") {
      if (parts.at(-1) !== "*") parts.push("*");
    } else if (character === "?") {
      parts.push(() => true);
    } else if (character === "[") {
      const set = readSet(characters, at + 1);
      if (!set) return undefined;
      parts.push(set.has);
      at = set.end;
    } else {
      parts.push((one) => one === character);
    }
  }
  return parts;
}

/** Reads the set that starts behind a `[`; `end` is the place of its `]`. */
function readSet(
  characters: readonly string[],
  start: number,
): { readonly has: (character: string) => boolean; readonly end: number } | undefined {
  let at = start;
  const isInverted = characters[at] === "^";
  if (isInverted) at++;
  const ranges: (readonly [number, number])[] = [];
  for (let isFirst = true; at < characters.length; at++, isFirst = false) {
    const character = characters[at]!;
    if (character === "]" && !isFirst) {
      const has = (one: string): boolean => {
        const code = one.codePointAt(0)!;
        return ranges.some(([low, high]) => low <= code && code <= high) !== isInverted;
      };
      return { has, end: at };
    }
    const low = character.codePointAt(0)!;
    const high = characters[at + 2];
    const isRange = characters[at + 1] === "-" && high !== undefined && high !== "]";
    ranges.push([low, isRange ? high.codePointAt(0)! : low]);
    if (isRange) at += 2;
  }
  return undefined;
}

/** Goes back to the last star alone: what a star before it took need never change. */
function matches(parts: readonly Part[], text: readonly string[]): boolean {
  let part = 0;
  let at = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const current = parts[part];
    if (current === "*") {
      star = part++;
      starAt = at;
    } else if (current?.(text[at]!)) {
      part++;
      at++;
    } else if (star >= 0) {
      part = star + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  while (parts[part] === "*") part++;
  return part === parts.length;
}
