import { resolve } from "node:path";
import { type Interpretation, Interpreter } from "../interpreter/interpreter.ts";
import type { TypePolicy } from "../interpreter/type-policy.ts";
import { OutputCollector } from "../notebook/collect-outputs.ts";
import { type CodeCell, findTags, type Notebook } from "../notebook/notebook.ts";
import { readNotebook } from "../notebook/read.ts";
import { writeNotebook } from "../notebook/write.ts";
import type { CellError } from "../session/outcome/traceback.ts";
import { injectParameters, type Parameters } from "./parameters.ts";
import { findTitle, type RunProgress } from "./progress.ts";

/** Cells publish results for programs in a display of this type; its value is any JSON. */
export const RESULT_MIME_TYPE = "application/vnd.transferlab.result+json";

/** What a notebook says of its kernel when it says nothing. */
const KERNELSPEC = { name: "transferlab", display_name: "TypeScript (transferlab)", language: "typescript" };
/** Whether a cell is checked must not depend on how busy the machine is. */
const TYPES_TIMEOUT_MS = 120_000;

export interface RunOptions {
  /** The notebook as it was read from `path`; the run writes its outputs into it. @defaultValue it is read */
  readonly notebook?: Notebook;
  /** Where the executed notebook is written, also after an error. @defaultValue it is not written */
  readonly outPath?: string;
  /** Values for names that the notebook's cell tagged `parameters` declares. */
  readonly parameters?: Parameters;
  /** Limit for each cell, in ms. @defaultValue none */
  readonly timeoutMs?: number;
  /** Goes on after a cell's error, as if every cell were tagged `raises-exception`. @defaultValue false */
  readonly allowErrors?: boolean;
  /** What becomes of cells whose types do not fit; a cell's `%types` overrides it. @defaultValue `"on"`: they don't run */
  readonly types?: TypePolicy;
  readonly onProgress?: (progress: RunProgress) => void;
  /** Environment variables for the cells, over those of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Interrupts the running cell and ends the run; what has run is still written. */
  readonly signal?: AbortSignal;
  /** @defaultValue the system's clock */
  readonly now?: () => Date;
}

/** How a cell failed; `types`: it was not run, for its types do not fit. */
export type FailedStatus = "error" | "types" | "interrupted" | "timeout";

/** The error that a cell ended with, and where. */
export interface RunError extends CellError {
  /** The cell's position among the notebook's code cells, from 1. */
  readonly cell: number;
  readonly executionCount: number;
  readonly status: FailedStatus;
  /** The line in the cell, from 1; absent when the fault has no place in it. */
  readonly line?: number;
}

export interface RunResult {
  /** `error` also when errors were allowed and there was one; a cell tagged `raises-exception` may fail. */
  readonly status: "ok" | FailedStatus;
  /** The notebook's path, absolute. */
  readonly path: string;
  readonly outPath?: string;
  /** Code cells: in all, run, skipped by tag or for lack of code, ended by an error that no tag allows. */
  readonly cells: {
    readonly total: number;
    readonly run: number;
    readonly skipped: number;
    readonly failed: number;
  };
  readonly seconds: number;
  /** What the cells published as {@link RESULT_MIME_TYPE}, in the notebook's order. */
  readonly data: readonly unknown[];
  /** The first error that no tag allows. */
  readonly error?: RunError;
  /** The notebook as executed. */
  readonly notebook: Notebook;
}

/**
 * Executes a notebook from top to bottom in a process of its own.
 *
 * Tags are honoured: `skip-execution`, `raises-exception`, `parameters`. The first error ends the run; cells after it
 * have no outputs. The executed notebook is written whole, at the end.
 *
 * @param path - the notebook; cells run in its folder. The file is not changed unless it is also `outPath`.
 * @throws NotebookFormatError, ParameterError before anything runs; UserProcessError when the process does not start.
 * @example const { status, data } = await runNotebook("notebooks/09.ipynb", { outPath: "out/09.ipynb" });
 */
export async function runNotebook(path: string, options: RunOptions = {}): Promise<RunResult> {
  const { outPath, parameters = {}, env, now = () => new Date() } = options;
  const notebook = injectParameters(options.notebook ?? (await readNotebook(path)), parameters);
  const run = new NotebookRun(path, notebook, { ...options, now });
  const interpreter = new Interpreter({
    notebook: path,
    types: options.types ?? "on",
    typesTimeoutMs: TYPES_TIMEOUT_MS,
    ...(env ? { env } : {}),
  });
  const interrupt = (): void => interpreter.interrupt();
  options.signal?.addEventListener("abort", interrupt);
  try {
    await interpreter.untilStarted();
    await run.executeAll(interpreter);
  } finally {
    options.signal?.removeEventListener("abort", interrupt);
    await interpreter.dispose();
  }
  if (outPath !== undefined) await writeNotebook(outPath, notebook);
  return run.finish();
}

/** One pass over a notebook's cells. */
class NotebookRun {
  readonly #path: string;
  readonly #notebook: Notebook;
  readonly #options: RunOptions & { readonly now: () => Date };
  readonly #outputs = new OutputCollector();
  readonly #started: Date;
  readonly #codeCells: readonly CodeCell[];
  readonly #toRun: readonly CodeCell[];
  #status: RunResult["status"] = "ok";
  #error: RunError | undefined;
  #executed = 0;
  #failed = 0;

  constructor(path: string, notebook: Notebook, options: RunOptions & { readonly now: () => Date }) {
    this.#path = path;
    this.#notebook = notebook;
    this.#options = options;
    this.#started = options.now();
    this.#codeCells = notebook.cells.filter((cell) => cell.cell_type === "code");
    this.#toRun = this.#codeCells.filter(
      (cell) => cell.source.trim() !== "" && !findTags(cell).includes("skip-execution"),
    );
  }

  async executeAll(interpreter: Interpreter): Promise<void> {
    this.#notebook.metadata.kernelspec ??= { ...KERNELSPEC };
    this.#notebook.metadata.language_info ??= { name: "typescript", file_extension: ".ts" };
    // Outputs of an earlier run must not look like this one's.
    for (const cell of this.#toRun) {
      cell.outputs = [];
      cell.execution_count = null;
      delete cell.metadata.execution;
    }
    this.#tell({ type: "start", notebook: this.#path, cells: this.#toRun.length });
    for (const [index, cell] of this.#toRun.entries()) {
      if (this.#options.signal?.aborted) {
        this.#status = "interrupted";
        return;
      }
      const interpretation = await this.#execute(interpreter, cell, index + 1);
      if (this.#stopsAt(cell, interpretation)) return;
    }
  }

  finish(): RunResult {
    const { outPath, now } = this.#options;
    const outputs = this.#codeCells.flatMap((cell) => cell.outputs);
    return {
      status: this.#status,
      path: resolve(this.#path),
      ...(outPath === undefined ? {} : { outPath: resolve(outPath) }),
      cells: {
        total: this.#codeCells.length,
        run: this.#executed,
        skipped: this.#codeCells.length - this.#toRun.length,
        failed: this.#failed,
      },
      seconds: (now().getTime() - this.#started.getTime()) / 1000,
      data: outputs.flatMap((output) =>
        "data" in output && RESULT_MIME_TYPE in output.data ? [output.data[RESULT_MIME_TYPE]] : [],
      ),
      ...(this.#error ? { error: this.#error } : {}),
      notebook: this.#notebook,
    };
  }

  async #execute(interpreter: Interpreter, cell: CodeCell, count: number): Promise<Interpretation> {
    const { now, timeoutMs } = this.#options;
    const position = { notebook: this.#path, cell: count, cells: this.#toRun.length };
    const title = findTitle(this.#notebook, this.#notebook.cells.indexOf(cell));
    const start = now();
    this.#tell({ type: "cell", ...position, title, elapsedMs: start.getTime() - this.#started.getTime() });
    cell.execution_count = count;
    const interpretation = await interpreter.execute(cell.source, {
      cell: count,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      onOutput: (output) => {
        this.#outputs.add(cell, output);
        if (output.type === "stream") {
          this.#tell({ ...output, type: "output", notebook: this.#path, cell: count });
        }
      },
    });
    const { outcome, help } = interpretation;
    if (statusOf(interpretation) !== "types") this.#executed++;
    const end = now();
    if (help) {
      this.#outputs.add(cell, { type: "stream", name: "stdout", text: `${help["text/plain"]}\n` });
    }
    if (outcome.status !== "ok") {
      const { name, message, traceback } = outcome.error;
      cell.outputs.push({
        output_type: "error",
        ename: name,
        evalue: message,
        traceback: [...traceback],
      });
    }
    cell.metadata.execution = {
      "iopub.execute_input": start.toISOString(),
      "iopub.status.busy": start.toISOString(),
      "iopub.status.idle": end.toISOString(),
      "shell.execute_reply": end.toISOString(),
    };
    this.#tell({
      type: "cell-end",
      ...position,
      title,
      status: statusOf(interpretation),
      elapsedMs: end.getTime() - this.#started.getTime(),
      cellMs: end.getTime() - start.getTime(),
    });
    return interpretation;
  }

  /** Takes note of a failure; says whether it ends the run. */
  #stopsAt(cell: CodeCell, interpretation: Interpretation): boolean {
    const { outcome } = interpretation;
    const status = statusOf(interpretation);
    if (outcome.status === "ok" || status === "ok") return false;
    const { error, died } = outcome;
    const canPass = (status === "error" && !died) || status === "types";
    const isExpected = canPass && findTags(cell).includes("raises-exception");
    if (isExpected) return false;
    this.#failed++;
    if (!this.#error) {
      const place = error.place?.cell === cell.execution_count ? error.place : undefined;
      this.#error = {
        ...error,
        cell: this.#codeCells.indexOf(cell) + 1,
        executionCount: cell.execution_count ?? 0,
        status,
        ...(place ? { line: place.line } : {}),
      };
      this.#status = status;
    }
    return died || status === "interrupted" || !this.#options.allowErrors;
  }

  #tell(progress: RunProgress): void {
    this.#options.onProgress?.(progress);
  }
}

function statusOf({ outcome, ran, faults }: Interpretation): "ok" | FailedStatus {
  return outcome.status === "error" && !ran && faults.length > 0 ? "types" : outcome.status;
}
