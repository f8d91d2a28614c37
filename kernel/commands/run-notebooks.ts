import { basename, join, resolve } from "node:path";
import { KernelError } from "../errors.ts";
import { findNotebookTitle } from "../notebook/notebook.ts";
import { writeReport } from "../report/write-report.ts";
import { writeJUnit } from "../run/junit.ts";
import { type Parameters, parseParameter } from "../run/parameters.ts";
import {
  formatResults,
  formatResultsMarkdown,
  gatherNotes,
  gatherResults,
} from "../run/published-results.ts";
import { describeRun } from "../run/report-cases.ts";
import { type RunResult, runNotebook } from "../run/run-notebook.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { runInterruptibly } from "./interruptible.ts";
import { ProgressPrinter, type ProgressStream } from "./progress-printer.ts";
import type { RunCommandOptions } from "./run.ts";

/** Does what `transferlab run` was asked to. Returns the exit code. */
export async function runNotebooks(
  notebooks: readonly string[],
  options: RunCommandOptions,
  out: ProgressStream,
  progress: ProgressStream,
): Promise<number> {
  const results: RunResult[] = [];
  let isUsable = true;
  /** Faults of arguments and files are told, not thrown: what else was asked for is still done. */
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      progress.write(`${error.message}\n`);
      isUsable = false;
    }
  };
  await runInterruptibly(async (signal) => {
    await attempt(async () => {
      const parameters = Object.fromEntries(options.param.map(parseParameter));
      checkOutPaths(notebooks, options.out);
      for (const notebook of notebooks) {
        const result = await runOne(notebook, {
          options,
          parameters,
          signal,
          stream: progress,
        });
        results.push(result);
        report(result, out);
        if (result.status !== "ok" && !options.allowErrors) break;
        if (result.status === "interrupted") break;
      }
    });
    // A page of nothing is not written.
    if (results.length > 0) await attempt(() => concludeRuns(results, options, out));
    const { junit } = options;
    if (junit !== undefined) await attempt(() => writeJUnit(junit, results.map(describeRun)));
  });
  return isUsable ? chooseExitCode(results, options) : EXIT_CODES.usage;
}

async function runOne(
  notebook: string,
  run: {
    readonly options: RunCommandOptions;
    readonly parameters: Parameters;
    readonly signal: AbortSignal;
    readonly stream: ProgressStream;
  },
): Promise<RunResult> {
  const { options, parameters, signal, stream } = run;
  const printer = new ProgressPrinter(stream);
  try {
    return await runNotebook(notebook, {
      outPath: join(options.out, basename(notebook)),
      parameters,
      ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout * 1000 }),
      types: options.types,
      allowErrors: options.allowErrors,
      onProgress: printer.print,
      signal,
    });
  } finally {
    printer.stop();
  }
}

/** Writes the report, and says what the notebooks have published and where to look. */
async function concludeRuns(
  results: readonly RunResult[],
  options: RunCommandOptions,
  out: ProgressStream,
): Promise<void> {
  const published = gatherResults(results);
  if (published.length > 0) out.write(`\n${formatResults(published).join("\n")}\n`);
  const notes = gatherNotes(results);
  if (notes.length > 0) out.write(`\n${notes.join("\n")}\n`);
  for (const result of options.html ? results : []) await writePage(result, options.out);
  if (options.report === undefined) return;
  const { path } = await writeReport(
    results.map(({ notebook, path }) => ({ title: titleOf({ notebook, path }), notebook })),
    {
      title: "Transfer learning: results",
      outPath: options.report,
      written: new Date(),
      ...(published.length > 0 && { summary: formatResultsMarkdown(published) }),
    },
  );
  out.write(`\nReport: ${path}\n`);
}

/** Writes an executed notebook as a page beside it. */
async function writePage(result: RunResult, folder: string): Promise<void> {
  const title = titleOf(result);
  const outPath = join(folder, `${basename(result.path, ".ipynb")}.html`);
  await writeReport([{ title, notebook: result.notebook }], { title, outPath, written: new Date() });
}

function titleOf({ notebook, path }: Pick<RunResult, "notebook" | "path">): string {
  return findNotebookTitle(notebook) ?? basename(path);
}

function report(result: RunResult, out: ProgressStream): void {
  const { error, cells, seconds, path, outPath } = result;
  const name = basename(path);
  if (error) {
    const line = error.line === undefined ? "" : `, line ${error.line}`;
    out.write(`${name}: cell ${error.cell} (In[${error.executionCount}])${line}: ${error.name}\n`);
    out.write(`${error.traceback.map((text) => `  ${text}`).join("\n")}\n`);
  }
  const failed = cells.failed > 0 ? `, ${cells.failed} failed` : "";
  const skipped = cells.skipped > 0 ? `, ${cells.skipped} skipped` : "";
  out.write(
    `${name}: ${result.status}, ${cells.run} of ${cells.total} cells run${failed}${skipped} in ${seconds.toFixed(1)} s, written to ${outPath}\n`,
  );
}

function chooseExitCode(results: readonly RunResult[], options: RunCommandOptions): number {
  const statuses = results.map((result) => result.status);
  if (statuses.includes("interrupted")) return EXIT_CODES.interrupted;
  if (options.allowErrors && !options.strictExit) return EXIT_CODES.ok;
  if (statuses.includes("error")) return EXIT_CODES.error;
  if (statuses.includes("types")) return EXIT_CODES.types;
  return statuses.includes("timeout") ? EXIT_CODES.timeout : EXIT_CODES.ok;
}

/** Two notebooks of one name would overwrite each other's result. */
function checkOutPaths(notebooks: readonly string[], folder: string): void {
  const seen = new Map<string, string>();
  for (const notebook of notebooks) {
    const target = resolve(folder, basename(notebook));
    const other = seen.get(target);
    if (other !== undefined) {
      throw new KernelError(
        `${other} and ${notebook} would both be written to ${target}: run them one by one`,
      );
    }
    seen.set(target, notebook);
  }
}
