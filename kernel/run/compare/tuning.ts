import { KernelError } from "../../errors.ts";
import { type CodeCell, findTags } from "../../notebook/notebook.ts";
import type { Tolerance } from "./values/tolerance.ts";

/** How the outputs of one cell are compared. */
export interface CellTuning {
  readonly tolerance: Tolerance;
  /** MIME types, `stdout`, `stderr`, or `all`. */
  readonly ignored: ReadonlySet<string>;
  /** The cell is not run. */
  readonly isSkipped: boolean;
  /** The cell may end with an error; that error is compared. */
  readonly mayFail: boolean;
}

/** What a cell says about its test can't be understood. */
export class TuningError extends KernelError {
  override name = "TuningError";
  /** Position among the notebook's code cells, from 1. */
  readonly cell: number;
  /** What was not understood. */
  readonly word: string;

  constructor(cell: number, word: string, fault: string) {
    super(`cell ${cell}: ${word}: ${fault}`);
    this.cell = cell;
    this.word = word;
  }
}

type Marker = "ignore-output" | "check-output" | "skip" | "raises-exception";

interface Parts {
  relative?: number;
  absolute?: number;
  readonly ignored: Set<string>;
  readonly markers: Set<Marker>;
}

const MARKERS: readonly Marker[] = ["ignore-output", "check-output", "skip", "raises-exception"];
const COMMENT = /^[ \t]*\/\/+[ \t]*(?:test:[ \t]*(?<words>.*)|(?<marker>NBVAL_\S*)[ \t]*)$/gm;
const MIME_TYPE = /^[\w.+-]+\/[\w.+-]+$/;

/**
 * Reads how a cell is to be tested, from its metadata, its tags and the comments that stand on lines of their own.
 *
 * Metadata: `transferlab: { test: { tolerance?: number | { relative?, absolute? }, ignore?: string[], skip?: true } }`.
 * Comments: `// test: tolerance 0.02`, `// test: tolerance absolute 0.02`, `// test: ignore stdout text/html`,
 * `// test: ignore` (all outputs), `// test: skip`; they add to the metadata, and a tolerance in them has precedence.
 * nbval's markers, as comments and as tags (`nbval-skip`): NBVAL_IGNORE_OUTPUT, NBVAL_CHECK_OUTPUT (compares what the
 * metadata ignores), NBVAL_SKIP, NBVAL_RAISES_EXCEPTION.
 *
 * @param number - the cell's position among the code cells, from 1; for errors.
 * @param tolerance - holds where the cell says nothing.
 * @throws {@link TuningError} at a word that has no meaning here: a mistyped tolerance must not compare with the default.
 * @see https://nbval.readthedocs.io
 */
export function readTuning(
  cell: Pick<CodeCell, "source" | "metadata" | "cell_type" | "id">,
  number: number,
  tolerance: Tolerance,
): CellTuning {
  const fail = (word: string, fault: string): never => {
    throw new TuningError(number, word, fault);
  };
  const parts: Parts = { ignored: new Set(), markers: new Set() };
  readMetadata(cell.metadata, parts, fail);
  const tags = findTags(cell as CodeCell);
  for (const tag of tags) {
    if (tag.startsWith("nbval-")) addMarker(tag, tag.slice("nbval-".length), parts, fail);
  }
  for (const { groups } of cell.source.matchAll(COMMENT)) {
    const { words, marker } = groups!;
    if (marker === undefined) readWords(words!.trim(), parts, fail);
    else addMarker(marker, marker.slice("NBVAL_".length).toLowerCase().replaceAll("_", "-"), parts, fail);
  }
  const { markers, ignored, relative, absolute } = parts;
  if (markers.has("check-output") && markers.has("ignore-output")) {
    fail("NBVAL_CHECK_OUTPUT", "the cell has NBVAL_IGNORE_OUTPUT too; expected one of them");
  }
  if (markers.has("check-output")) ignored.clear();
  if (markers.has("ignore-output")) ignored.add("all");
  const isTuned = relative !== undefined || absolute !== undefined;
  return {
    tolerance: isTuned
      ? { relative: relative ?? 0, absolute: absolute ?? tolerance.absolute, coversIntegers: true }
      : tolerance,
    ignored,
    isSkipped: markers.has("skip") || tags.includes("skip-execution"),
    mayFail: markers.has("raises-exception") || tags.includes("raises-exception"),
  };
}

type Fail = (word: string, fault: string) => never;

function addMarker(word: string, name: string, { markers }: Parts, fail: Fail): void {
  const marker = MARKERS.find((one) => one === name);
  if (!marker) {
    const isTag = word.startsWith("nbval-");
    const known = MARKERS.map((one) =>
      isTag ? `nbval-${one}` : `NBVAL_${one.toUpperCase().replaceAll("-", "_")}`,
    );
    fail(word, `there is no such marker; expected ${known.join(", ")}`);
  } else markers.add(marker);
}

/** Reads what follows `// test:`. */
function readWords(text: string, parts: Parts, fail: Fail): void {
  const [verb = "", ...words] = text.split(/[\s,]+/).filter((word) => word !== "");
  if (verb === "skip" && words.length === 0) parts.markers.add("skip");
  else if (verb === "ignore") {
    for (const word of words.length === 0 ? ["all"] : words) addIgnored(word, parts, fail);
  } else if (verb === "tolerance") {
    const pairs = words.length === 1 ? ["relative", words[0]!] : words;
    if (pairs.length === 0 || pairs.length % 2 !== 0) {
      fail(
        `test: ${text}`,
        "expected tolerance NUMBER, tolerance relative NUMBER or tolerance absolute NUMBER",
      );
    }
    delete parts.relative;
    delete parts.absolute;
    for (let index = 0; index < pairs.length; index += 2) {
      const [bound, value] = [pairs[index]!, pairs[index + 1]!];
      if (bound !== "relative" && bound !== "absolute") fail(bound, "expected relative or absolute");
      else parts[bound] = readNumber(Number(value), value, fail);
    }
  } else {
    fail(`test: ${text}`, "expected tolerance NUMBER, ignore (stdout, stderr, MIME types) or skip");
  }
}

function readMetadata(metadata: Readonly<Record<string, unknown>>, parts: Parts, fail: Fail): void {
  if ("transferlab.test" in metadata) {
    fail("transferlab.test", 'expected metadata "transferlab": { "test": … }, received a key with a dot');
  }
  const own = metadata.transferlab;
  if (!isRecord(own) || own.test === undefined) return;
  const test: Record<string, unknown> = isRecord(own.test)
    ? own.test
    : fail("transferlab.test", `expected an object, received ${show(own.test)}`);
  for (const [key, value] of Object.entries(test)) {
    if (key === "tolerance") readTolerance(value, parts, fail);
    else if (key === "ignore") {
      const words: unknown[] = Array.isArray(value)
        ? value
        : fail("transferlab.test.ignore", `expected a list, received ${show(value)}`);
      for (const word of words) addIgnored(String(word), parts, fail);
    } else if (key === "skip") {
      if (typeof value !== "boolean") fail("transferlab.test.skip", `expected true, received ${show(value)}`);
      if (value) parts.markers.add("skip");
    } else fail(`transferlab.test.${key}`, "expected tolerance, ignore or skip");
  }
}

function readTolerance(value: unknown, parts: Parts, fail: Fail): void {
  const name = "transferlab.test.tolerance";
  if (typeof value === "number") parts.relative = readNumber(value, name, fail);
  else if (isRecord(value)) {
    for (const [bound, number] of Object.entries(value)) {
      if (bound !== "relative" && bound !== "absolute")
        fail(`${name}.${bound}`, "expected relative or absolute");
      else parts[bound] = readNumber(number, `${name}.${bound}`, fail);
    }
  } else fail(name, `expected a number or { relative, absolute }, received ${show(value)}`);
}

function readNumber(value: unknown, word: string, fail: Fail): number {
  if (typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY) return value;
  return fail(word, `expected a number of at least 0, received ${show(value)}`);
}

function addIgnored(word: string, { ignored }: Parts, fail: Fail): void {
  if (!["all", "stdout", "stderr"].includes(word) && !MIME_TYPE.test(word)) {
    fail(word, "expected stdout, stderr, all or a MIME type such as text/html");
  }
  ignored.add(word);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
}
