import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { NotebookFormatError } from "../errors.ts";
import type { Notebook, NotebookCell, NotebookOutput } from "./notebook.ts";

export interface ReadOptions {
  /** Makes an id for a cell that has none (notebooks before 4.5). @defaultValue 8 random hexadecimal digits */
  readonly createId?: () => string;
}

type Json = Record<string, unknown>;

/**
 * Reads a notebook file.
 *
 * @throws {@link NotebookFormatError} when it can't be read, or is no notebook of format 4; says what is wrong where.
 */
export async function readNotebook(path: string, options: ReadOptions = {}): Promise<Notebook> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new NotebookFormatError(path, code === "ENOENT" ? "there is no such file" : message, { cause });
  }
  return parseNotebook(text, path, options);
}

/** Reads a notebook from its text. `name` stands for it in errors. @throws {@link NotebookFormatError} */
export function parseNotebook(text: string, name: string, options: ReadOptions = {}): Notebook {
  const { createId = () => randomBytes(4).toString("hex") } = options;
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    const reason = text.trim() === "" ? "the file is empty" : (cause as Error).message;
    throw new NotebookFormatError(name, `expected a notebook (JSON), but ${reason}`, { cause });
  }
  const fail = (fault: string): never => {
    throw new NotebookFormatError(name, fault);
  };
  if (!isRecord(value) || !("nbformat" in value)) {
    return fail("expected a notebook, received JSON without an nbformat number");
  }
  if (value.nbformat !== 4) {
    return typeof value.nbformat === "number" && value.nbformat < 4
      ? fail(
          `expected nbformat 4, received ${value.nbformat}; upgrade it with: jupyter nbconvert --to notebook FILE`,
        )
      : fail(`expected nbformat 4, received ${JSON.stringify(value.nbformat)}`);
  }
  if (!Array.isArray(value.cells)) return fail(`cells: expected a list, received ${describe(value.cells)}`);
  const minor = typeof value.nbformat_minor === "number" ? value.nbformat_minor : 0;
  const metadata = value.metadata ?? {};
  if (!isRecord(metadata)) return fail(`metadata: expected an object, received ${describe(metadata)}`);
  const ids = new Set<string>();
  const cells = value.cells.map((cell: unknown, index) => {
    const read = readCell(cell, `cell ${index + 1}`, fail, createId);
    if (ids.has(read.id)) fail(`cell ${index + 1}: its id ${read.id} is that of an earlier cell`);
    ids.add(read.id);
    return read;
  });
  return { ...value, metadata, nbformat: 4, nbformat_minor: Math.max(5, minor), cells };
}

function readCell(
  cell: unknown,
  where: string,
  fail: (fault: string) => never,
  createId: () => string,
): NotebookCell {
  if (!isRecord(cell)) return fail(`${where}: expected an object, received ${describe(cell)}`);
  const type = cell.cell_type;
  if (type !== "code" && type !== "markdown" && type !== "raw") {
    return fail(`${where}: expected cell_type code, markdown or raw, received ${JSON.stringify(type)}`);
  }
  const { id = createId(), metadata = {} } = cell;
  if (typeof id !== "string" || !/^[\w-]{1,64}$/.test(id)) {
    return fail(
      `${where}: expected an id of 1 to 64 letters, digits, - and _, received ${JSON.stringify(id)}`,
    );
  }
  if (!isRecord(metadata))
    return fail(`${where}: metadata: expected an object, received ${describe(metadata)}`);
  const source = joinLines(cell.source);
  if (source === undefined) {
    return fail(`${where}: source: expected text or a list of lines, received ${describe(cell.source)}`);
  }
  if (type !== "code") return { ...cell, cell_type: type, id, metadata, source };
  const { outputs = [], execution_count: count = null } = cell;
  if (!Array.isArray(outputs))
    return fail(`${where}: outputs: expected a list, received ${describe(outputs)}`);
  if (count !== null && typeof count !== "number") {
    return fail(`${where}: execution_count: expected a number or null, received ${describe(count)}`);
  }
  return {
    ...cell,
    cell_type: type,
    id,
    metadata,
    source,
    execution_count: count,
    outputs: outputs.map((output: unknown, index) =>
      readOutput(output, `${where}, output ${index + 1}`, fail),
    ),
  };
}

function readOutput(output: unknown, where: string, fail: (fault: string) => never): NotebookOutput {
  if (!isRecord(output)) return fail(`${where}: expected an object, received ${describe(output)}`);
  switch (output.output_type) {
    case "stream":
      return { ...output, text: joinLines(output.text) ?? "" } as NotebookOutput;
    case "display_data":
    case "execute_result": {
      const data = isRecord(output.data) ? output.data : {};
      const joined = Object.entries(data).map(([type, value]) => {
        const isText = Array.isArray(value) && !/\bjson$/.test(type);
        return [type, isText ? (joinLines(value) ?? value) : value];
      });
      return { ...output, data: Object.fromEntries(joined) } as NotebookOutput;
    }
    case "error":
      return output as NotebookOutput;
    default:
      return fail(`${where}: unknown output_type ${JSON.stringify(output.output_type)}`);
  }
}

function joinLines(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return Array.isArray(value) && value.every((line) => typeof line === "string") ? value.join("") : undefined;
}

function isRecord(value: unknown): value is Json {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  return value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
