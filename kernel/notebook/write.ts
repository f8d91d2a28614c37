import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { Notebook, NotebookCell, NotebookOutput } from "./notebook.ts";

/**
 * Writes a notebook as Jupyter does: an indent of one, text as lists of lines.
 *
 * The file appears whole or not at all; its folder is made.
 */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, formatNotebook(notebook));
}

/** Formats a notebook as the text of a file. */
export function formatNotebook(notebook: Notebook): string {
  return `${JSON.stringify({ ...notebook, cells: notebook.cells.map(formatCell) }, undefined, 1)}\n`;
}

function formatCell(cell: NotebookCell): unknown {
  const source = splitLines(cell.source);
  if (cell.cell_type !== "code") return { ...cell, source };
  return { ...cell, source, outputs: cell.outputs.map(formatOutput) };
}

function formatOutput(output: NotebookOutput): unknown {
  if (output.output_type === "stream") return { ...output, text: splitLines(output.text) };
  if (output.output_type === "error") return output;
  const entries = Object.entries(output.data).map(([type, value]) => [
    type,
    typeof value === "string" && isTextType(type) ? splitLines(value) : value,
  ]);
  return { ...output, data: Object.fromEntries(entries) };
}

/** The types that nbformat stores by lines. @see nbformat/v4/rwbase.py, `_non_text_split_mimes` */
function isTextType(type: string): boolean {
  return type.startsWith("text/") || type === "image/svg+xml" || type === "application/javascript";
}

/** Lines with their line breaks; no line for empty text. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
