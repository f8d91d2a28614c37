/** A notebook in memory: nbformat 4.5, with multi-line text joined. Keys not named here are kept as they came. */
export interface Notebook {
  readonly nbformat: 4;
  readonly nbformat_minor: number;
  metadata: Record<string, unknown>;
  cells: NotebookCell[];
  readonly [key: string]: unknown;
}

export type NotebookCell = CodeCell | TextCell;

export interface CodeCell {
  readonly cell_type: "code";
  readonly id: string;
  metadata: Record<string, unknown>;
  source: string;
  execution_count: number | null;
  outputs: NotebookOutput[];
  readonly [key: string]: unknown;
}

export interface TextCell {
  readonly cell_type: "markdown" | "raw";
  readonly id: string;
  metadata: Record<string, unknown>;
  source: string;
  readonly [key: string]: unknown;
}

/** An output as nbformat stores it. @see https://nbformat.readthedocs.io/en/latest/format_description.html */
export type NotebookOutput =
  | { output_type: "stream"; name: string; text: string }
  | { output_type: "display_data"; data: Record<string, unknown>; metadata: Record<string, unknown> }
  | {
      output_type: "execute_result";
      execution_count: number | null;
      data: Record<string, unknown>;
      metadata: Record<string, unknown>;
    }
  | { output_type: "error"; ename: string; evalue: string; traceback: string[] };

/** The tags of a cell: words that tell a runner how to treat it. */
export function findTags(cell: NotebookCell): readonly string[] {
  const { tags } = cell.metadata;
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
}

/** Returns the first heading of a notebook, which is its title. */
export function findNotebookTitle(notebook: Notebook): string | undefined {
  for (const cell of notebook.cells) {
    const heading = cell.cell_type === "markdown" ? /^#{1,6} +(.+)$/m.exec(cell.source)?.[1] : undefined;
    if (heading !== undefined) return heading.trim();
  }
  return undefined;
}
