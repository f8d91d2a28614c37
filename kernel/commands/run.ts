import { basename, join, resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { KernelError, ParameterError } from "../errors.ts";
import { findNotebookTitle } from "../notebook/notebook.ts";
import { writeReport } from "../report/write-report.ts";
import { type Parameters, parseParameter } from "../run/parameters.ts";
import {
  formatResults,
  formatResultsMarkdown,
  gatherNotes,
  gatherResults,
} from "../run/published-results.ts";
import { type RunResult, runNotebook } from "../run/run-notebook.ts";
import { ProgressPrinter, type ProgressStream } from "./progress-printer.ts";

/** What the process answers. 2 is kept for type errors. */
export const EXIT_CODES = { ok: 0, error: 1, timeout: 3, usage: 64, interrupted: 130 } as const;

interface RunCommandOptions {
  readonly out: string;
  readonly report?: string;
  readonly param: Record<string, unknown>;
  readonly timeout?: number;
  readonly allowErrors: boolean;
  readonly strictExit: boolean;
}

const HELP = `
Each notebook runs from top to bottom in a process of its own, in its own folder. The executed notebook, with all its
outputs and the error if there was one, is written to the output folder under the same name; the notebook itself is left
as it is.

Cell tags:
  parameters         the cell that declares what --param can set
  skip-execution     the cell is not run
  raises-exception   the cell may fail; the run goes on

Exit code:
  0    every cell ran
  1    a cell ended with an error
  3    a cell ran longer than --timeout
  64   the arguments or a notebook can't be used; nothing ran
  130  interrupted with Ctrl-C; what had run is written

Examples:
  $ transferlab run notebooks/09-features-and-svm.ipynb
  $ transferlab run notebooks/*.ipynb --out results --timeout 600
  $ transferlab run notebooks/05-integrated-feature-extractor.ipynb --param epochs=5 --param 'optimizer="adam"'
`;

/** Adds `transferlab run` to a program; it ends with `process.exitCode` set. */
export function addRunCommand(program: Command): void {
  program
    .command("run")
    .summary("execute notebooks from top to bottom, without a browser")
    .description("Executes notebooks from top to bottom and writes them with their outputs.")
    .argument("<notebook...>", "notebooks to execute, one after the other")
    .option("-o, --out <folder>", "folder for the executed notebooks; made when missing", "out")
    .option("-r, --report <file>", "also write all of them as one HTML page, with interactive charts")
    .option(
      "-p, --param <name=value>",
      "set a parameter (again for another); the value is JSON, or else text",
      collectParameter,
      {},
    )
    .option("-t, --timeout <seconds>", "limit for each cell (default: none)", readSeconds)
    .option("--allow-errors", "go on after a cell's error, and exit 0 all the same", false)
    .option("--strict-exit", "with --allow-errors: exit 1 when any cell failed", false)
    .addHelpText("after", HELP)
    .action(async (notebooks: string[], options: RunCommandOptions) => {
      process.exitCode = await runNotebooks(notebooks, options, process.stdout, process.stderr);
    });
}

async function runNotebooks(
  notebooks: readonly string[],
  options: RunCommandOptions,
  out: ProgressStream,
  progress: ProgressStream,
): Promise<number> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  const results: RunResult[] = [];
  try {
    checkOutPaths(notebooks, options.out);
    for (const notebook of notebooks) {
      const result = await runOne(notebook, options, controller.signal, progress);
      results.push(result);
      report(result, out);
      if (result.status !== "ok" && !options.allowErrors) break;
      if (result.status === "interrupted") break;
    }
    await concludeRuns(results, options, out);
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    progress.write(`${error.message}\n`);
    return EXIT_CODES.usage;
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
  return chooseExitCode(results, options);
}

async function runOne(
  notebook: string,
  options: RunCommandOptions,
  signal: AbortSignal,
  stream: ProgressStream,
): Promise<RunResult> {
  const printer = new ProgressPrinter(stream);
  try {
    return await runNotebook(notebook, {
      outPath: join(options.out, basename(notebook)),
      parameters: options.param as Parameters,
      ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout * 1000 }),
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
  if (options.report === undefined) return;
  const { path } = await writeReport(
    results.map(({ notebook, path }) => ({ title: findNotebookTitle(notebook) ?? basename(path), notebook })),
    {
      title: "Transfer learning: results",
      outPath: options.report,
      written: new Date(),
      ...(published.length > 0 && { summary: formatResultsMarkdown(published) }),
    },
  );
  out.write(`\nReport: ${path}\n`);
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

function collectParameter(text: string, parameters: Record<string, unknown>): Record<string, unknown> {
  try {
    const [name, value] = parseParameter(text);
    return { ...parameters, [name]: value };
  } catch (error) {
    if (error instanceof ParameterError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0)) throw new InvalidArgumentError("expected a number of seconds above 0");
  return seconds;
}
