import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import junitModule from "junit-report-builder";
import writeFileAtomic from "write-file-atomic";
import { KernelError } from "../errors.ts";

/** The package's types name a default export; at run time the module itself is it. */
const builder = junitModule as unknown as typeof junitModule.default;

/** A case of a report: one cell. */
export interface ReportedCase {
  readonly name: string;
  readonly seconds?: number;
  readonly isSkipped?: boolean;
  /** What is wrong, in a line and in full. */
  readonly failure?: { readonly message: string; readonly details: string };
  readonly output?: string;
}

/** A suite of a report: one notebook. */
export interface ReportedSuite {
  readonly name: string;
  readonly cases: readonly ReportedCase[];
}

/** Longest text of a case, in UTF-16 units: readers of these files load them whole. */
const OUTPUT_LIMIT = 20_000;
/** What XML 1.0 has no form for. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;

/**
 * Writes suites as a JUnit file, as continuous integration reads it; the file is there whole or not at all.
 *
 * @param path - its folder is made when missing.
 * @throws {@link KernelError} when it can't be written.
 */
export async function writeJUnit(path: string, suites: readonly ReportedSuite[]): Promise<void> {
  const report = builder.newBuilder();
  for (const { name, cases } of suites) {
    const suite = report.testSuite().name(clean(name));
    for (const { name: title, seconds = 0, isSkipped, failure, output } of cases) {
      const one = suite.testCase().className(clean(name)).name(clean(title)).time(seconds);
      if (isSkipped) one.skipped();
      if (failure) one.failure(clean(failure.message)).stacktrace(clean(failure.details));
      if (output) one.standardOutput(clean(output));
    }
  }
  try {
    await mkdir(dirname(resolve(path)), { recursive: true });
    await writeFileAtomic(path, report.build());
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KernelError(`${path}: the JUnit file can't be written there (${reason})`, { cause });
  }
}

function clean(text: string): string {
  const plain = stripVTControlCharacters(text).replace(NOT_XML, "\ufffd");
  return plain.length > OUTPUT_LIMIT ? `${plain.slice(0, OUTPUT_LIMIT)}…` : plain;
}
