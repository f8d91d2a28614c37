/** One thing in which a cell's new outputs are not the stored ones. */
export interface Difference {
  /** Which output, and which part of it: `output 2, text/plain`. */
  readonly output: string;
  /** What is wrong, in a sentence. */
  readonly fault: string;
  /** Expected and received, a line an entry; bounded. */
  readonly lines: readonly string[];
}

/** What is wrong with a part of an output, before it is known which. */
export type Fault = Omit<Difference, "output">;

const MAX_LENGTH = 160;

/** Cuts a line for a reader, around the place where it begins to differ from another. */
export function excerpt(line: string, other: string): string {
  if (line.length <= MAX_LENGTH) return line;
  let same = 0;
  while (same < line.length && line[same] === other[same]) same++;
  const start = Math.max(0, Math.min(same - 40, line.length - MAX_LENGTH));
  const end = start + MAX_LENGTH;
  return `${start > 0 ? "…" : ""}${line.slice(start, end)}${end < line.length ? "…" : ""}`;
}

/** The two lines that every difference is shown as. */
export function showPair(expected: string, received: string): string[] {
  return [
    `expected  ${excerpt(expected, received)}`.trimEnd(),
    `received  ${excerpt(received, expected)}`.trimEnd(),
  ];
}
