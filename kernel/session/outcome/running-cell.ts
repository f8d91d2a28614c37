import type { ExecuteOptions } from "../execute-options.ts";
import type { Done } from "../protocol/messages.ts";
import { type CellOutcome, describeError, describeStop, type StopReason } from "./cell-outcome.ts";
import { readExpressions } from "./expressions.ts";
import { type CellSource, readTraceback } from "./traceback.ts";

/** How long an interrupted cell has to end: native code can't be stopped. */
const STOP_GRACE_MS = 5000;

export interface RunningCellOptions
  extends Pick<ExecuteOptions, "cell" | "timeoutMs" | "onInput" | "onStuck"> {
  /** Asks the process to stop what runs. */
  readonly interrupt: () => void;
  /** Ends the process. */
  readonly kill: () => void;
}

/** A cell on its way to an outcome. */
export class RunningCell {
  readonly cell: number;
  readonly onInput: ExecuteOptions["onInput"];
  readonly outcome: Promise<CellOutcome>;
  readonly #options: RunningCellOptions;
  #settle!: (outcome: CellOutcome) => void;
  /** Why it is being stopped; undefined while it is not. */
  #reason: StopReason | undefined;
  /** Interrupted, and running on for so long that nothing but the end of its process will stop it. */
  #isStuck = false;
  #limit: NodeJS.Timeout | undefined;
  #grace: NodeJS.Timeout | undefined;

  constructor(options: RunningCellOptions) {
    this.#options = options;
    this.cell = options.cell;
    this.onInput = options.onInput;
    this.outcome = new Promise((settle) => {
      this.#settle = settle;
    });
    if (options.timeoutMs !== undefined) {
      this.#limit = setTimeout(() => this.stop("timeout"), options.timeoutMs);
    }
  }

  /** Stops it; once it is stuck, by the end of its process. Asked again, the first reason holds. */
  stop(reason: StopReason): void {
    if (this.#isStuck) {
      this.#options.kill();
      return;
    }
    this.#options.interrupt();
    if (this.#reason) return;
    this.#reason = reason;
    this.#grace = setTimeout(() => this.#giveUp(), STOP_GRACE_MS);
    this.#grace.unref();
  }

  /** It ended by itself, or was stopped. */
  finish({ error, expressions }: Done, sources: ReadonlyMap<number, CellSource>): void {
    if (error?.interrupted) this.#end({ ...this.#describeStop(), died: false });
    else if (error) {
      this.#end({ status: "error", error: readTraceback(error, this.cell, sources), died: false });
    } else if (!expressions) this.#end({ status: "ok" });
    else this.#end({ status: "ok", expressions: readExpressions(expressions, this.cell, sources) });
  }

  /** Its process has ended. @param reason - why, in words. */
  die(reason: string, wasKilled: boolean): void {
    if (this.#reason && wasKilled) {
      const consequence = "; its process was ended, and the names of all cells are lost";
      this.#end({ ...this.#describeStop(consequence), died: true });
      return;
    }
    const message = `The cell's process ended (${reason}); the names of all cells are lost`;
    this.#end({ status: "error", error: describeError("ProcessExit", message), died: true });
  }

  #giveUp(): void {
    this.#isStuck = true;
    if (this.#options.onStuck) this.#options.onStuck();
    else this.#options.kill();
  }

  #describeStop(consequence?: string) {
    return describeStop(this.#reason ?? "interrupted", this.#options.timeoutMs, consequence);
  }

  #end(outcome: CellOutcome): void {
    clearTimeout(this.#limit);
    clearTimeout(this.#grace);
    this.#settle(outcome);
  }
}
