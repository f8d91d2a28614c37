import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Files of the project as git knows them, new ones included, by their paths from its root. */
export function trackedFiles(): string[] {
  const listed = execFileSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  return listed.trim().split("\n");
}

export const documentFiles = trackedFiles().filter((file) => file.endsWith(".md"));
export const notebookFiles = trackedFiles().filter((file) => file.endsWith(".ipynb"));

export function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

export interface NotebookCell {
  readonly id: string;
  readonly type: "markdown" | "code";
  readonly source: string;
}

export function readCells(file: string): NotebookCell[] {
  const { cells } = JSON.parse(read(file)) as {
    cells: { id: string; cell_type: "markdown" | "code"; source: string[] }[];
  };
  return cells.map(({ id, cell_type, source }) => ({ id, type: cell_type, source: source.join("") }));
}

/** What people read: documents, and the text of notebooks. */
export function prose(): { readonly file: string; readonly text: string }[] {
  const ofNotebook = (file: string) =>
    readCells(file)
      .filter(({ type }) => type === "markdown")
      .map(({ source }) => source)
      .join("\n\n");
  return [
    ...documentFiles.map((file) => ({ file, text: read(file) })),
    ...notebookFiles.map((file) => ({ file, text: ofNotebook(file) })),
  ];
}
