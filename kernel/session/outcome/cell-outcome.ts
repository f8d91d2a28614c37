import type { CellError } from "./traceback.ts";

/** What an expression that was asked for with a cell gave. */
export type ExpressionOutcome =
  | {
      readonly status: "ok";
      readonly data: Readonly<Record<string, unknown>>;
      readonly metadata: Readonly<Record<string, unknown>>;
    }
  | { readonly status: "error"; readonly error: CellError };

/** How a cell ended. */
export type CellOutcome =
  | {
      readonly status: "ok";
      /** By the keys they were asked under; absent when none were. */
      readonly expressions?: Readonly<Record<string, ExpressionOutcome>>;
    }
  | {
      readonly status: "error" | "interrupted" | "timeout";
      readonly error: CellError;
      /** Whether the process ended with it: the names of all cells are lost. */
      readonly died: boolean;
    };

/** A question of a cell to whoever runs it. */
export interface InputRequest {
  readonly prompt: string;
  /** Whether what is typed must not be seen. */
  readonly password: boolean;
}

/** Why a cell is stopped. */
export type StopReason = "interrupted" | "timeout";

/** The outcome of a cell that was stopped. @param consequence - ends the message: what became of its process. */
export function describeStop(reason: StopReason, timeoutMs = 0, consequence = "") {
  const message =
    reason === "interrupted"
      ? "The cell was interrupted"
      : `The cell ran longer than its limit of ${timeoutMs / 1000} s`;
  const name = reason === "interrupted" ? "Interrupted" : "Timeout";
  return { status: reason, error: describeError(name, `${message}${consequence}`) };
}

export function describeError(name: string, message: string): CellError {
  return { name, message, frame: "", traceback: [`${name}: ${message}`] };
}
