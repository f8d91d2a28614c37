import { existsSync, readFileSync } from "node:fs";
import { readCell } from "../cells/read-cell.ts";

/** Finds the packages and files that a notebook's cells import. A notebook that can't be read has none. */
export function findNotebookImports(path: string): string[] {
  const found = new Set<string>();
  for (const source of readSources(path))
    for (const specifier of readCell(source).specifiers) found.add(specifier);
  return [...found];
}

function readSources(path: string): string[] {
  if (!existsSync(path)) return [];
  try {
    const { cells } = JSON.parse(readFileSync(path, "utf8")) as {
      cells: readonly { cell_type: string; source: string | readonly string[] }[];
    };
    return cells
      .filter(({ cell_type }) => cell_type === "code")
      .map(({ source }) => (typeof source === "string" ? source : source.join("")));
  } catch {
    // Only a head start is lost: whoever runs the notebook reads it and says what is wrong.
    return [];
  }
}
