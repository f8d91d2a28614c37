import { basename, dirname, resolve } from "node:path";
import { KernelError } from "../errors.ts";
import { LanguageServer } from "../language/language-server.ts";
import { readNotebook } from "../notebook/read.ts";
import { type CheckedCell, checkNotebook } from "../run/check-notebook.ts";
import { type ReportedSuite, writeJUnit } from "../run/junit.ts";
import { injectParameters, type Parameters, parseParameter } from "../run/parameters.ts";
import { describeCheck } from "../run/report-cases.ts";
import type { CheckCommandOptions } from "./check.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import type { ProgressStream } from "./progress-printer.ts";

/** Does what `transferlab check` was asked to. Returns the exit code. */
export async function checkNotebooks(
  notebooks: readonly string[],
  options: CheckCommandOptions,
  out: ProgressStream,
  faults: ProgressStream,
): Promise<number> {
  // Imports are found from a notebook's folder, so notebooks of one folder share a service.
  const services = new Map<string, LanguageServer>();
  const suites: ReportedSuite[] = [];
  let count = 0;
  let isUsable = true;
  try {
    const parameters = Object.fromEntries(options.param.map(parseParameter));
    for (const notebook of notebooks) {
      try {
        const cells = await checkOne(notebook, parameters, services);
        count += report(notebook, cells, out);
        suites.push(describeCheck(notebook, cells));
      } catch (error) {
        // A notebook that can't be read does not keep the others from being checked.
        if (!(error instanceof KernelError)) throw error;
        faults.write(`${error.message}\n`);
        isUsable = false;
      }
    }
    if (options.junit !== undefined) await writeJUnit(options.junit, suites);
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    faults.write(`${error.message}\n`);
    return EXIT_CODES.usage;
  } finally {
    await Promise.all([...services.values()].map((service) => service.dispose()));
  }
  if (!isUsable) return EXIT_CODES.usage;
  return count > 0 ? EXIT_CODES.types : EXIT_CODES.ok;
}

async function checkOne(
  path: string,
  parameters: Parameters,
  services: Map<string, LanguageServer>,
): Promise<readonly CheckedCell[]> {
  const notebook = injectParameters(await readNotebook(path), parameters);
  const folder = dirname(resolve(path));
  const service = services.get(folder) ?? new LanguageServer({ notebook: path });
  services.set(folder, service);
  service.forget();
  return checkNotebook(notebook, service);
}

/** Prints the faults of a notebook as compilers do. Returns how many count. */
function report(path: string, cells: readonly CheckedCell[], out: ProgressStream): number {
  let count = 0;
  for (const { cell, faults, counts } of cells) {
    if (counts) count += faults.length;
    for (const { code, message, line, column, frame } of faults) {
      const kind = `${counts ? "error" : "warning"}${code === undefined ? "" : ` TS${code}`}`;
      out.write(`${path}: cell ${cell}, line ${line}:${column}: ${kind}: ${message}\n`);
      out.write(`${frame.replace(/^/gm, "  ")}\n\n`);
    }
  }
  const faults = count === 0 ? "no type errors" : `${count} type ${count === 1 ? "error" : "errors"}`;
  out.write(`${basename(path)}: ${faults} in ${cells.length} cells\n`);
  return count;
}
