import { readFile } from "node:fs/promises";
import writeFileAtomic from "write-file-atomic";
import { NotebookFormatError } from "../../errors.ts";
import type { Notebook } from "../../notebook/notebook.ts";
import { parseNotebook } from "../../notebook/read.ts";
import { formatNotebook } from "../../notebook/write.ts";

interface StoredCell {
  readonly cell_type: string;
  outputs: unknown;
  execution_count: unknown;
}

/**
 * Writes the outputs and execution counts of a run into a notebook's file; everything else in it stays as it is, indent
 * and line ends included.
 *
 * The file appears whole or not at all.
 *
 * @param read - the notebook as it was read before the run.
 * @param executed - the same after it.
 * @throws NotebookFormatError when the file was edited meanwhile: the outputs are not those of what it says now.
 */
export async function updateOutputs(path: string, read: Notebook, executed: Notebook): Promise<void> {
  const text = await readFile(path, "utf8");
  const now = parseNotebook(text, path).cells;
  const isSame =
    now.length === read.cells.length &&
    now.every((cell, index) => {
      const before = read.cells[index]!;
      return cell.cell_type === before.cell_type && cell.source === before.source;
    });
  if (!isSame) {
    throw new NotebookFormatError(path, "its cells were edited while they ran; the outputs are not written");
  }
  const notebook = JSON.parse(text.replace(/^\uFEFF/, "")) as { cells: StoredCell[] };
  const fresh = (JSON.parse(formatNotebook(executed)) as { cells: StoredCell[] }).cells;
  for (const [index, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== "code") continue;
    cell.execution_count = fresh[index]!.execution_count;
    cell.outputs = fresh[index]!.outputs;
  }
  const indent = /^\s*\{\r?\n([ \t]+)"/.exec(text)?.[1];
  const written = `${JSON.stringify(notebook, undefined, indent)}${text.endsWith("\n") ? "\n" : ""}`;
  await writeFileAtomic(path, text.includes("\r\n") ? written.replaceAll("\n", "\r\n") : written);
}
