import { basename } from "node:path";
import { type CodeCell, findTags } from "../notebook/notebook.ts";
import type { CheckedCell } from "./check-notebook.ts";
import type { ReportedCase, ReportedSuite } from "./junit.ts";
import { findTitle } from "./progress.ts";
import type { RunResult } from "./run-notebook.ts";

/** Makes the suite of a notebook that ran: a case a code cell; cells that did not run are skipped ones. */
export function describeRun({ path, notebook, error }: RunResult): ReportedSuite {
  const codeCells = notebook.cells.filter((cell) => cell.cell_type === "code");
  const cases = codeCells.map((cell, index): ReportedCase => {
    const name = `${index + 1}: ${findTitle(notebook, notebook.cells.indexOf(cell))}`;
    if (cell.execution_count === null) return { name, isSkipped: true };
    const fault = cell.outputs.find((output) => output.output_type === "error");
    const isFailed = error?.cell === index + 1 || !findTags(cell).includes("raises-exception");
    return {
      name,
      seconds: secondsOf(cell),
      output: cell.outputs.map((output) => (output.output_type === "stream" ? output.text : "")).join(""),
      ...(fault && isFailed
        ? { failure: { message: `${fault.ename}: ${fault.evalue}`, details: fault.traceback.join("\n") } }
        : {}),
    };
  });
  return { name: basename(path), cases };
}

/** Makes the suite of a notebook that was checked: a case a cell that was looked at. */
export function describeCheck(path: string, cells: readonly CheckedCell[]): ReportedSuite {
  const cases = cells.map(({ cell, title, faults, counts }): ReportedCase => {
    const name = `${cell}: ${title}`;
    const [first] = faults;
    if (!first) return { name };
    const details = faults.map(
      ({ line, column, message, frame }) => `${line}:${column} ${message}\n${frame}`,
    );
    const text = details.join("\n\n");
    return counts ? { name, failure: { message: first.message, details: text } } : { name, output: text };
  });
  return { name: basename(path), cases };
}

function secondsOf({ metadata }: CodeCell): number {
  const execution = metadata.execution as Readonly<Record<string, string>> | undefined;
  const [start, end] = [execution?.["iopub.status.busy"], execution?.["iopub.status.idle"]];
  return start && end ? (Date.parse(end) - Date.parse(start)) / 1000 : 0;
}
