import { formatCodeFrame, type SourcePosition } from "../cell/code-frame.ts";
import { readDirectives } from "../cell/directives.ts";
import type { NameKind } from "../cell/rewriting/references.ts";
import { transformCell } from "../cell/transform.ts";
import { CellSyntaxError } from "../errors.ts";
import type { LanguageServer } from "../language/language-server.ts";
import { type CodeCell, findTags, type Notebook } from "../notebook/notebook.ts";
import { findTitle } from "./progress.ts";

/** Something wrong with a cell's types, or with its syntax. */
export interface CellFault extends SourcePosition {
  /** TypeScript's number; absent for a fault of syntax. */
  readonly code?: number;
  readonly message: string;
  /** The lines around the place. */
  readonly frame: string;
}

/** A cell that was looked at. */
export interface CheckedCell {
  /** The cell's position among the notebook's code cells, from 1. */
  readonly cell: number;
  readonly title: string;
  readonly faults: readonly CellFault[];
  /** Whether the faults count: not after `%types warn`, nor where the cell may fail. */
  readonly counts: boolean;
}

/**
 * Finds the type errors of every cell of a notebook, each read after those before it; nothing is run.
 *
 * Left out are cells tagged `skip-execution`, those with `// @ts-nocheck`, and what follows `%types off`.
 *
 * @param language - knows no cell; afterwards it knows those of the notebook.
 * @throws LanguageServerError when the service ended.
 * @example const cells = await checkNotebook(await readNotebook("03.ipynb"), new LanguageServer({ notebook: "03.ipynb" }));
 */
export async function checkNotebook(notebook: Notebook, language: LanguageServer): Promise<CheckedCell[]> {
  const checked: CheckedCell[] = [];
  const declared = new Map<string, NameKind>();
  let policy = "on";
  const codeCells = notebook.cells.filter((cell) => cell.cell_type === "code");
  for (const [index, cell] of codeCells.entries()) {
    const tags = findTags(cell);
    if (cell.source.trim() === "" || tags.includes("skip-execution")) continue;
    const { source, types, isChecked, help } = readDirectives(cell.source);
    policy = types ?? policy;
    if (help) continue;
    const number = index + 1;
    const broken = findSyntaxFault(source, number, declared);
    const faults = broken ? [broken] : [];
    if (!broken && policy !== "off" && isChecked) {
      const found = await language.check(number, source);
      faults.push(...found.map((fault) => ({ ...fault, frame: formatCodeFrame(source, fault) })));
    }
    if (!broken) language.commit(number, source);
    const title = findTitle(notebook, notebook.cells.indexOf(cell));
    const counts = !tags.includes("raises-exception") && (broken !== undefined || policy === "on");
    checked.push({ cell: number, title, faults, counts });
  }
  return checked;
}

function findSyntaxFault(
  source: CodeCell["source"],
  cell: number,
  declared: Map<string, NameKind>,
): CellFault | undefined {
  try {
    const { declarations } = transformCell(source, { cell, declared, globals: new Set() });
    for (const [name, kind] of declarations) declared.set(name, kind);
    return undefined;
  } catch (error) {
    if (!(error instanceof CellSyntaxError)) throw error;
    const { message, line, column, frame } = error;
    return { message, line, column, frame };
  }
}
