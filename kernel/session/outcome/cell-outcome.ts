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

/** A cell on its way to an outcome. */
export interface Running {
  readonly cell: number;
  readonly settle: (outcome: CellOutcome) => void;
  readonly timeoutMs: number | undefined;
  readonly onInput: ((request: InputRequest) => Promise<string | undefined>) | undefined;
  readonly onStuck: (() => void) | undefined;
  isStopping: boolean;
  /** Interrupted, and running on for so long that nothing but the end of its process will stop it. */
  isStuck: boolean;
  reason: "interrupted" | "timeout";
}

/** A question of a cell to whoever runs it. */
export interface InputRequest {
  readonly prompt: string;
  /** Whether what is typed must not be seen. */
  readonly password: boolean;
}

/** The outcome of a cell that was stopped. @param consequence - ends the message: what became of its process. */
export function describeStop(running: Running, consequence = "") {
  if (running.reason === "interrupted") {
    return {
      status: "interrupted",
      error: describeError("Interrupted", `The cell was interrupted${consequence}`),
    } as const;
  }
  const message = `The cell ran longer than its limit of ${(running.timeoutMs ?? 0) / 1000} s${consequence}`;
  return { status: "timeout", error: describeError("Timeout", message) } as const;
}

export function describeError(name: string, message: string): CellError {
  return { name, message, frame: "", traceback: [`${name}: ${message}`] };
}
