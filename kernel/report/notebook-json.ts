import { NotebookFormatError } from "../errors.ts";

/** A notebook as a report reads it: texts joined, outputs in three kinds, unknown fields dropped. */
export interface ReadNotebook {
  readonly cells: readonly ReadCell[];
}

export type ReadCell =
  | { readonly kind: "markdown"; readonly source: string; readonly attachments: ReadonlyMap<string, string> }
  | { readonly kind: "raw"; readonly source: string }
  | {
      readonly kind: "code";
      readonly source: string;
      readonly executionCount: number | undefined;
      readonly outputs: readonly ReadOutput[];
    };

export type ReadOutput =
  | { readonly kind: "stream"; readonly name: "stdout" | "stderr"; readonly text: string }
  | { readonly kind: "data"; readonly data: Readonly<Record<string, unknown>> }
  | { readonly kind: "error"; readonly name: string; readonly message: string; readonly traceback: string };

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads the JSON of an nbformat 4 notebook, leniently: what a report does not show may be missing or odd.
 *
 * @param name - names the notebook in errors.
 * @throws {@link NotebookFormatError} when it is not a notebook, or of a format before 4.
 * @see https://nbformat.readthedocs.io/en/latest/format_description.html
 */
export function readNotebook(json: unknown, name: string): ReadNotebook {
  if (!isRecord(json) || !Array.isArray(json.cells)) {
    const old = isRecord(json) && Array.isArray(json.worksheets);
    throw new NotebookFormatError(
      name,
      `expected a notebook of nbformat 4, an object with a list of cells, received ${old ? "nbformat 3 (convert it with nbconvert)" : kindOf(json)}`,
    );
  }
  return { cells: json.cells.filter(isRecord).map(readCell) };
}

function readCell(cell: Json): ReadCell {
  const source = textOf(cell.source);
  if (cell.cell_type === "markdown") {
    return { kind: "markdown", source, attachments: attachmentsOf(cell.attachments) };
  }
  if (cell.cell_type !== "code") return { kind: "raw", source };
  const outputs = Array.isArray(cell.outputs) ? cell.outputs.filter(isRecord) : [];
  return {
    kind: "code",
    source,
    executionCount: typeof cell.execution_count === "number" ? cell.execution_count : undefined,
    outputs: joinStreams(outputs.flatMap(readOutput)),
  };
}

function readOutput(output: Json): ReadOutput[] {
  switch (output.output_type) {
    case "stream":
      return [
        { kind: "stream", name: output.name === "stderr" ? "stderr" : "stdout", text: textOf(output.text) },
      ];
    case "display_data":
    case "execute_result":
      return isRecord(output.data) ? [{ kind: "data", data: output.data }] : [];
    case "error": {
      const traceback = Array.isArray(output.traceback) ? output.traceback.join("\n") : "";
      return [{ kind: "error", name: textOf(output.ename), message: textOf(output.evalue), traceback }];
    }
    default:
      return [];
  }
}

/** Kernels send a stream in pieces; a progress line that returns to its start spans several. */
function joinStreams(outputs: readonly ReadOutput[]): ReadOutput[] {
  const joined: ReadOutput[] = [];
  for (const output of outputs) {
    const last = joined.at(-1);
    if (output.kind === "stream" && last?.kind === "stream" && last.name === output.name) {
      joined[joined.length - 1] = { ...last, text: last.text + output.text };
    } else joined.push(output);
  }
  return joined;
}

/** Maps each attachment's file name to a data URI. */
function attachmentsOf(attachments: unknown): ReadonlyMap<string, string> {
  const uris = new Map<string, string>();
  if (!isRecord(attachments)) return uris;
  for (const [name, bundle] of Object.entries(attachments)) {
    if (!isRecord(bundle)) continue;
    const picture = Object.entries(bundle).find(([type]) => type.startsWith("image/"));
    if (picture) uris.set(name, `data:${picture[0]};base64,${textOf(picture[1]).replace(/\s+/g, "")}`);
  }
  return uris;
}

/** Joins nbformat's multi-line text, which is a string or a list of strings. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.filter((line) => typeof line === "string").join("") : "";
}

export function isRecord(value: unknown): value is Json {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object without cells" : typeof value;
}
