import { KernelError } from "../errors.ts";
import { describeTest, formatTest } from "../run/compare/format-test.ts";
import { type TestResult, testNotebook } from "../run/compare/test-notebook.ts";
import { type ReportedSuite, writeJUnit } from "../run/junit.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { ProgressPrinter, type ProgressStream } from "./progress-printer.ts";
import type { TestCommandOptions } from "./test.ts";

/** The worst first: the exit code is that of the worst result. */
const SEVERITY = ["interrupted", "usage", "error", "types", "timeout", "differs"] as const;

type Ending = (typeof SEVERITY)[number] | "ok";

/**
 * Does what `transferlab test` was asked to; one notebook's failure does not keep the others from being tested.
 *
 * @returns the exit code.
 */
export async function testNotebooks(
  notebooks: readonly string[],
  options: TestCommandOptions,
  out: ProgressStream,
  progress: ProgressStream,
): Promise<number> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  const endings: Ending[] = [];
  const suites: ReportedSuite[] = [];
  try {
    for (const notebook of notebooks) {
      try {
        const result = await testOne(notebook, { options, signal: controller.signal, stream: progress });
        out.write(`${formatTest(result).join("\n")}\n`);
        endings.push(result.status);
        suites.push(describeTest(result));
      } catch (error) {
        // Faults of arguments and files are told, not thrown: the other notebooks are still tested.
        if (!(error instanceof KernelError)) throw error;
        const name = error.message.startsWith(notebook) ? "" : `${notebook}: `;
        progress.write(`${name}${error.message}\n`);
        endings.push("usage");
        const failure = { message: error.name, details: error.message };
        suites.push({ name: notebook, cases: [{ name: "the notebook", failure }] });
      }
      if (controller.signal.aborted) break;
    }
    if (options.junit !== undefined) await writeJUnit(options.junit, suites);
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
  return EXIT_CODES[SEVERITY.find((ending) => endings.includes(ending)) ?? "ok"];
}

async function testOne(
  notebook: string,
  test: {
    readonly options: TestCommandOptions;
    readonly signal: AbortSignal;
    readonly stream: ProgressStream;
  },
): Promise<TestResult> {
  const { options, signal, stream } = test;
  const printer = new ProgressPrinter(stream);
  try {
    return await testNotebook(notebook, {
      ...(options.tolerance === undefined ? {} : { tolerance: options.tolerance }),
      ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout * 1000 }),
      update: options.update,
      types: options.types,
      onProgress: printer.print,
      signal,
    });
  } finally {
    printer.stop();
  }
}
