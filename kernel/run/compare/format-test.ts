import { basename } from "node:path";
import type { ReportedCase, ReportedSuite } from "../junit.ts";
import type { CellTest, TestResult } from "./test-notebook.ts";

const MAX_DIFFERENCES = 5;

/** Lays out what a test of a notebook found, as lines for a terminal: its differences, its error, its end. */
export function formatTest(result: TestResult): string[] {
  const name = basename(result.path);
  const lines = result.cells.flatMap((cell) => formatDifferences(cell, name));
  const { error } = result.run;
  if (error) {
    const line = error.line === undefined ? "" : `, line ${error.line}`;
    lines.push(`${name}: cell ${error.cell} (In[${error.executionCount}])${line}: ${error.name}`);
    lines.push(...error.traceback.flatMap((text) => text.split("\n")).map((text) => `  ${text}`.trimEnd()));
  }
  return [...lines, `${name}: ${describeEnd(result)}`];
}

/** Lays out the differences of one cell; no line when it has none. */
export function formatDifferences(
  { cell, executionCount, title, differences }: CellTest,
  name: string,
): string[] {
  if (differences.length === 0) return [];
  const shown = differences
    .slice(0, MAX_DIFFERENCES)
    .flatMap(({ output, fault, lines }) => [`  ${output}: ${fault}`, ...lines.map((line) => `    ${line}`)]);
  const more = differences.length - MAX_DIFFERENCES;
  return [
    `${name}: cell ${cell} (In[${executionCount ?? " "}]), ${title}`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more differences in this cell`] : []),
  ];
}

/** Makes the suite of a tested notebook: a case a code cell; cells that did not run are skipped ones. */
export function describeTest({ path, cells, run }: TestResult): ReportedSuite {
  const suite = basename(path);
  const cases = cells.map((cell): ReportedCase => {
    const name = `${cell.cell}: ${cell.title}`;
    if (cell.status === "skipped" || cell.status === "not run") return { name, isSkipped: true };
    if (cell.status === "failed" && run.error) {
      const { name: error, message, traceback } = run.error;
      return { name, failure: { message: `${error}: ${message}`, details: traceback.join("\n") } };
    }
    const [first] = cell.differences;
    if (!first) return { name };
    const details = formatDifferences(cell, suite).join("\n");
    return { name, failure: { message: `${first.output}: ${first.fault}`, details } };
  });
  return { name: suite, cases };
}

function describeEnd({ status, cells, run, isUpdated }: TestResult): string {
  const count = (...wanted: CellTest["status"][]) =>
    cells.filter((cell) => wanted.includes(cell.status)).length;
  const [differing, compared] = [count("differs"), count("equal", "differs")];
  const notes = [
    ...(differing > 0 ? [`${differing} ${isUpdated ? "changed" : "differ"}`] : []),
    ...(["ignored", "skipped", "not run"] as const).flatMap((one) =>
      count(one) > 0 ? [`${count(one)} ${one}`] : [],
    ),
    ...(isUpdated ? ["outputs written into the notebook"] : []),
  ];
  const verdict = isUpdated ? "updated" : status === "ok" ? "equal" : status;
  const all = cells.length;
  return `${[`${verdict}, ${compared} of ${all} cells compared`, ...notes].join(", ")}, in ${run.seconds.toFixed(1)} s`;
}
