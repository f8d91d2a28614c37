import type { CellOutput } from "../../../kernel/notebook/collect-outputs.ts";
import type { CellOutcome } from "../../../kernel/session/outcome/cell-outcome.ts";
import type { ExecuteOptions, UserProcess } from "../../../kernel/session/user-process.ts";

export interface CellRecord {
  readonly outcome: CellOutcome;
  readonly outputs: readonly CellOutput[];
  /** All that was printed, both streams. */
  readonly printed: string;
  /** `text/plain` of the result; undefined when the cell shows none. */
  readonly result: string | undefined;
  /** `name: message` of the error; undefined when there is none. */
  readonly error: string | undefined;
}

/** Runs cells in one process, numbering them on. */
export function createCellRunner(user: UserProcess) {
  let cell = 0;
  return async (
    source: string,
    options: Omit<ExecuteOptions, "cell" | "onOutput"> = {},
  ): Promise<CellRecord> => {
    const outputs: CellOutput[] = [];
    cell++;
    const outcome = await user.execute(source, {
      ...options,
      cell,
      onOutput: (output) => outputs.push(output),
    });
    const result = outputs.find((output) => output.type === "result");
    return {
      outcome,
      outputs,
      printed: outputs.map((output) => (output.type === "stream" ? output.text : "")).join(""),
      result: result && "data" in result ? String(result.data["text/plain"]) : undefined,
      error: outcome.status === "ok" ? undefined : `${outcome.error.name}: ${outcome.error.message}`,
    };
  };
}
