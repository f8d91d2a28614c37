import { fileURLToPath } from "node:url";
import { formatCodeFrame, type SourcePosition } from "../../cell/code-frame.ts";
import type { CellSyntaxError } from "../../errors.ts";
import type { RawError } from "../protocol/messages.ts";

/** An error as a reader meets it: places are those of the cells' sources, the kernel's own frames are gone. */
export interface CellError {
  readonly name: string;
  readonly message: string;
  /** The innermost place in a cell; absent when no cell's code was running. */
  readonly place?: SourcePosition & { readonly cell: number };
  /** The lines around that place with a caret; empty when there is none. */
  readonly frame: string;
  /** Message, frame and stack, a line an entry. */
  readonly traceback: readonly string[];
}

/** What the traceback of a cell needs to know of it. */
export interface CellSource {
  readonly source: string;
  readonly locate: (position: SourcePosition) => SourcePosition;
}

const CELL_PLACE = /In\[(\d+)\]\.ts:(\d+):(\d+)/;
const COMPILE_PLACE = /^In\[(\d+)\]\.ts:(\d+)\n/;
/** What inspect writes for frames that an error has in common with its cause: the kernel's, which stand there hidden. */
const SHARED_FRAMES = /^\s+\.\.\. \d+ lines matching cause stack trace \.\.\./;
/** An error without frames of its own, with fields. */
const FRAMELESS = /^\[(.+)\] \{$/;
/** Longer messages and tracebacks are cut: a front end keeps them in the notebook. */
const MAX_MESSAGE_LENGTH = 10_000;
const MAX_LINES = 500;
const HIDDEN_FRAME =
  /node:internal\/|node:(vm|inspector|async_hooks|worker_threads):|<anonymous>(:\d+:\d+)?\)?$|[\\/]node_modules[\\/]tsx[\\/]/;
const KERNEL_FOLDER = fileURLToPath(new URL("../..", import.meta.url));

/** Makes an error readable: locates its frames in the cells' sources and shows the lines around the innermost. */
export function readTraceback(
  error: RawError,
  cell: number,
  sources: ReadonlyMap<number, CellSource>,
): CellError {
  // V8's own syntax errors begin with place, line and caret of the rewritten code.
  const compiled = COMPILE_PLACE.exec(error.stack);
  let place: CellError["place"];
  if (compiled) place = { cell: Number(compiled[1]), line: Number(compiled[2]), column: 1 };
  else if (error.at) place = { cell, line: error.at.line, column: error.at.column };
  const isTypeError = error.name === "TypeError";
  const message = cut(isTypeError ? restoreNames(error.message) : error.message);
  const inspected =
    message === error.message ? error.inspected : error.inspected.replace(error.message, () => message);
  const text = compiled ? `${error.name}: ${message}` : inspected;
  const lines: string[] = [];
  let isHead = true;
  let headLength = 0;
  for (const line of writeFrameless(text).split("\n")) {
    const isFrame = /^\s+at /.test(line) || SHARED_FRAMES.test(line);
    // Inspect opens the error's own fields on the line of the last frame.
    const opens = isFrame && line.endsWith(" {");
    if (isFrame && isHidden(opens ? line.slice(0, -2) : line)) {
      isHead = false;
      if (opens) lines.push(`${lines.pop() ?? ""} {`);
      continue;
    }
    if (isFrame || (isHead && line === "{")) isHead = false;
    if (isHead) headLength = lines.length + 1;
    lines.push(isFrame ? locateFrame(line, sources, (found) => (place ??= found)) : line);
  }
  const source = place && sources.get(place.cell)?.source;
  const frame = place && source !== undefined ? formatCodeFrame(source, place) : "";
  if (place && frame !== "") {
    lines.splice(headLength, 0, `In[${place.cell}].ts:${place.line}:${place.column}`, ...frame.split("\n"));
  }
  return {
    name: error.name,
    message,
    ...(place ? { place } : {}),
    frame,
    traceback: cutLines(lines),
  };
}

/** The same record for a cell that could not be read as code. */
export function readSyntaxError(error: CellSyntaxError): CellError {
  const { name, message, cell, line, column, frame } = error;
  const traceback = [`${name}: ${message}`, `In[${cell}].ts:${line}:${column}`, ...frame.split("\n")];
  return { name, message, place: { cell, line, column }, frame, traceback };
}

/** V8 quotes code in its type errors, and so the namespace object: `(0 , $.f) is not a function`. */
function restoreNames(message: string): string {
  return message
    .replace(/\(0 ?, ?\$+\.([\p{ID_Continue}$]+)\)/gu, "$1")
    .replace(/(^|['(\s])\$+\.([\p{ID_Start}_$][\p{ID_Continue}$]*)/gu, "$1$2");
}

/** Takes the brackets off, so that the lines around the place can stand between message and fields. */
function writeFrameless(text: string): string {
  const [first = "", ...rest] = text.split("\n");
  const message = FRAMELESS.exec(first)?.[1];
  return message === undefined ? text : [message, "{", ...rest].join("\n");
}

function cut(message: string): string {
  const excess = message.length - MAX_MESSAGE_LENGTH;
  return excess > 0 ? `${message.slice(0, MAX_MESSAGE_LENGTH)}… (${excess} more characters)` : message;
}

function cutLines(lines: readonly string[]): string[] {
  const excess = lines.length - MAX_LINES;
  const shown = lines.slice(0, MAX_LINES).map(cut);
  return excess > 0 ? [...shown, `… (${excess} more lines)`] : shown;
}

function isHidden(line: string): boolean {
  if (SHARED_FRAMES.test(line)) return true;
  if (CELL_PLACE.test(line)) return false;
  return HIDDEN_FRAME.test(line) || line.includes(KERNEL_FOLDER);
}

function locateFrame(
  line: string,
  sources: ReadonlyMap<number, CellSource>,
  onPlace: (place: NonNullable<CellError["place"]>) => void,
): string {
  return line.replace(CELL_PLACE, (text, number: string, lineNumber: string, column: string) => {
    const cell = Number(number);
    const place = sources.get(cell)?.locate({ line: Number(lineNumber), column: Number(column) });
    if (!place) return text;
    onPlace({ cell, ...place });
    return `In[${cell}].ts:${place.line}:${place.column}`;
  });
}
