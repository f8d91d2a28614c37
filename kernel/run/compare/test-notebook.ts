import { resolve } from "node:path";
import { KernelError } from "../../errors.ts";
import { type CodeCell, findTags, type Notebook } from "../../notebook/notebook.ts";
import { readNotebook } from "../../notebook/read.ts";
import { findTitle } from "../progress.ts";
import { type RunOptions, type RunResult, runNotebook } from "../run-notebook.ts";
import { compareOutputs } from "./outputs.ts";
import { type CellTuning, readTuning } from "./tuning.ts";
import { updateOutputs } from "./update-outputs.ts";
import type { Difference } from "./values/difference.ts";
import { DEFAULT_TOLERANCE } from "./values/tolerance.ts";

export interface TestOptions extends Omit<RunOptions, "outPath" | "parameters" | "allowErrors" | "notebook"> {
  /** Relative tolerance of numbers that are not whole, for cells that give none. @defaultValue 1e-5 */
  readonly tolerance?: number;
  /** Writes the new outputs into the notebook when every cell ran. @defaultValue false */
  readonly update?: boolean;
}

/** One code cell of a test. */
export interface CellTest {
  /** Position among the notebook's code cells, from 1. */
  readonly cell: number;
  readonly executionCount: number | null;
  readonly title: string;
  /**
   * `ignored`: it ran, its outputs are not to be compared; `skipped`: it was not to be run; `failed`: it ended the run;
   * `not run`: an earlier cell did.
   */
  readonly status: "equal" | "differs" | "ignored" | "skipped" | "failed" | "not run";
  readonly differences: readonly Difference[];
}

export interface TestResult {
  /** `differs` when every cell ran and the outputs of one are not the stored ones. */
  readonly status: "differs" | RunResult["status"];
  /** The notebook's path, absolute. */
  readonly path: string;
  readonly cells: readonly CellTest[];
  readonly run: RunResult;
  /** The new outputs are in the file now. */
  readonly isUpdated: boolean;
}

/** A notebook has no stored outputs, so that a test of it would succeed whatever it does. */
export class NothingStoredError extends KernelError {
  override name = "NothingStoredError";
  readonly notebook: string;

  constructor(notebook: string) {
    super(
      `${notebook}: no cell to be run has stored outputs, so there is nothing to compare; expected a notebook that was ` +
        "executed and saved, or --update to store its outputs now",
    );
    this.notebook = notebook;
  }
}

/**
 * Executes a notebook and compares the outputs stored in the file with the new ones, cell by cell.
 *
 * Numbers are compared under a tolerance, wall times not at all; cells say what else they need (see `readTuning`).
 *
 * @throws NotebookFormatError, TuningError, {@link NothingStoredError} before anything runs; UserProcessError.
 * @example const { status, cells } = await testNotebook("notebooks/03.ipynb");
 */
export async function testNotebook(path: string, options: TestOptions = {}): Promise<TestResult> {
  const { tolerance: relative = DEFAULT_TOLERANCE.relative, update = false, ...runOptions } = options;
  const stored = await readNotebook(path);
  const tolerance = { ...DEFAULT_TOLERANCE, relative };
  const cells = stored.cells.filter((cell) => cell.cell_type === "code");
  const tunings = cells.map((cell, index) => readTuning(cell, index + 1, tolerance));
  const hasOutputs = cells.some((cell, index) => !tunings[index]!.isSkipped && cell.outputs.length > 0);
  if (!hasOutputs && !update) throw new NothingStoredError(path);

  const run = await runNotebook(path, { ...runOptions, notebook: tagCells(stored, tunings) });
  const executed = run.notebook.cells.filter((cell) => cell.cell_type === "code");
  const tests: CellTest[] = [];
  for (const [index, cell] of cells.entries()) {
    tests.push(
      await testCell(cell, executed[index]!, {
        position: { cell: index + 1, title: findTitle(stored, stored.cells.indexOf(cell)) },
        tuning: tunings[index]!,
        run,
      }),
    );
  }
  const isUpdated = update && run.status === "ok";
  if (isUpdated) await updateOutputs(path, stored, run.notebook);
  const differs = tests.some(({ status }) => status === "differs");
  return {
    status: run.status === "ok" && differs && !isUpdated ? "differs" : run.status,
    path: resolve(path),
    cells: tests,
    run,
    isUpdated,
  };
}

async function testCell(
  stored: CodeCell,
  executed: CodeCell,
  context: {
    readonly position: { readonly cell: number; readonly title: string };
    readonly tuning: CellTuning;
    readonly run: RunResult;
  },
): Promise<CellTest> {
  const { position, tuning, run } = context;
  const end = (status: CellTest["status"], differences: readonly Difference[] = []): CellTest => ({
    ...position,
    executionCount: executed.execution_count,
    status,
    differences,
  });
  if (tuning.isSkipped || stored.source.trim() === "") return end("skipped");
  if (run.error?.cell === position.cell) return end("failed");
  if (executed.execution_count === null) return end("not run");
  if (tuning.ignored.has("all")) return end("ignored");
  const differences = await compareOutputs(stored.outputs, executed.outputs, tuning);
  return end(differences.length > 0 ? "differs" : "equal", differences);
}

/** A copy of a notebook whose cells have the runner's tags for what their tuning says. */
function tagCells(notebook: Notebook, tunings: readonly CellTuning[]): Notebook {
  const copy = structuredClone(notebook);
  const cells = copy.cells.filter((cell) => cell.cell_type === "code");
  for (const [index, cell] of cells.entries()) {
    const { isSkipped, mayFail } = tunings[index]!;
    const tags = [
      ...findTags(cell),
      ...(isSkipped ? ["skip-execution"] : []),
      ...(mayFail ? ["raises-exception"] : []),
    ];
    if (tags.length > 0) cell.metadata.tags = tags;
  }
  return copy;
}
