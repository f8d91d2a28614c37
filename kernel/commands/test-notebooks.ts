import { KernelError } from "../errors.ts";
import { describeTest, formatTest } from "../run/compare/format-test.ts";
import { type TestResult, testNotebook } from "../run/compare/test-notebook.ts";
import { type ReportedSuite, writeJUnit } from "../run/junit.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { runInterruptibly } from "./interruptible.ts";
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
  const endings: Ending[] = [];
  const suites: ReportedSuite[] = [];
  /** Faults of arguments and files are told, not thrown: the other notebooks are still tested. */
  const tellFault = (error: unknown, subject: string): KernelError => {
    if (!(error instanceof KernelError)) throw error;
    const name = error.message.startsWith(subject) ? "" : `${subject}: `;
    progress.write(`${name}${error.message}\n`);
    endings.push("usage");
    return error;
  };
  await runInterruptibly(async (signal) => {
    for (const notebook of notebooks) {
      try {
        const result = await testOne(notebook, { options, signal, stream: progress });
        out.write(`${formatTest(result).join("\n")}\n`);
        endings.push(result.status);
        suites.push(describeTest(result));
      } catch (error) {
        const { name, message } = tellFault(error, notebook);
        const failure = { message: name, details: message };
        suites.push({ name: notebook, cases: [{ name: "the notebook", failure }] });
      }
      if (signal.aborted) break;
    }
  });
  const { junit } = options;
  if (junit !== undefined) await writeJUnit(junit, suites).catch((error) => tellFault(error, junit));
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
