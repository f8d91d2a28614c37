import { formatCodeFrame } from "../cell/code-frame.ts";
import type { TypeFault } from "../language/messages.ts";
import type { CellError } from "../session/outcome/traceback.ts";

const SHOWN = 10;

/** Lays type errors out as lines: of each its number, what is wrong, and the lines of the cell around it. */
export function formatFaults(faults: readonly TypeFault[], source: string, cell: number): string[] {
  const lines = faults.slice(0, SHOWN).flatMap((fault) => {
    const { code, message, line, column } = fault;
    return [
      `TS${code}: ${message}`,
      `In[${cell}].ts:${line}:${column}`,
      ...formatCodeFrame(source, fault).split("\n"),
    ];
  });
  const left = faults.length - SHOWN;
  return left > 0 ? [...lines, `and ${left} more type errors`] : lines;
}

/** The error of a cell that was not run because of its types. */
export function describeFaults(faults: readonly TypeFault[], source: string, cell: number): CellError {
  const first = faults[0]!;
  const lines = formatFaults(faults, source, cell);
  return {
    name: "TypeScriptError",
    message: `TS${first.code}: ${first.message}`,
    place: { cell, line: first.line, column: first.column },
    frame: formatCodeFrame(source, first),
    traceback: [
      `TypeScriptError: the cell was not run, for its types do not fit (%types warn runs it all the same)`,
      ...lines,
    ],
  };
}
