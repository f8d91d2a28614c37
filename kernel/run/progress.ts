import type { Notebook } from "../notebook/notebook.ts";

/** What a run tells while it goes on. Cells count from 1 among the code cells that will run. */
export type RunProgress =
  | { readonly type: "start"; readonly notebook: string; readonly cells: number }
  | {
      readonly type: "cell";
      readonly notebook: string;
      readonly cell: number;
      readonly cells: number;
      /** The heading above the cell, else its first line. */
      readonly title: string;
      /** Since the notebook's start. */
      readonly elapsedMs: number;
    }
  | {
      /** Text that the running cell printed. */
      readonly type: "output";
      readonly notebook: string;
      readonly cell: number;
      readonly name: "stdout" | "stderr";
      readonly text: string;
    }
  | {
      readonly type: "cell-end";
      readonly notebook: string;
      readonly cell: number;
      readonly cells: number;
      readonly title: string;
      readonly status: "ok" | "error" | "types" | "interrupted" | "timeout";
      readonly elapsedMs: number;
      readonly cellMs: number;
    };

const TITLE_LENGTH = 60;

/** Finds a title for the cell at an index: the last heading since the code cell before, else the first line of code. */
export function findTitle(notebook: Notebook, index: number): string {
  for (let above = index - 1; above >= 0; above--) {
    const cell = notebook.cells[above]!;
    if (cell.cell_type === "code") break;
    const headings = cell.cell_type === "markdown" ? [...cell.source.matchAll(/^#{1,6} +(.+)$/gm)] : [];
    const heading = headings.at(-1)?.[1];
    if (heading !== undefined) return cut(heading);
  }
  const lines = notebook.cells[index]?.source.split("\n") ?? [];
  return cut(lines.find((line) => line.trim() !== "") ?? "");
}

function cut(text: string): string {
  const characters = [...text.trim()];
  if (characters.length <= TITLE_LENGTH) return characters.join("");
  return `${characters.slice(0, TITLE_LENGTH - 1).join("")}…`;
}
