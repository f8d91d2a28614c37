import type { CellError } from "./traceback.ts";

/** How a cell ended. */
export type CellOutcome =
  | { readonly status: "ok" }
  | {
      readonly status: "error" | "interrupted" | "timeout";
      readonly error: CellError;
      /** Whether the process ended with it: the names of all cells are lost. */
      readonly died: boolean;
    };

/** A cell on its way to an outcome. */
export interface Running {
  readonly cell: number;
  readonly settle: (outcome: CellOutcome) => void;
  readonly timeoutMs: number | undefined;
  isStopping: boolean;
  reason: "interrupted" | "timeout";
}

/** The outcome of a cell that was stopped, without what became of its process. */
export function describeStop(running: Running) {
  if (running.reason === "interrupted") {
    return {
      status: "interrupted",
      error: describeError("Interrupted", "The cell was interrupted"),
    } as const;
  }
  const message = `The cell ran longer than its limit of ${(running.timeoutMs ?? 0) / 1000} s`;
  return { status: "timeout", error: describeError("Timeout", message) } as const;
}

export function describeError(name: string, message: string): CellError {
  return { name, message, frame: "", traceback: [`${name}: ${message}`] };
}
