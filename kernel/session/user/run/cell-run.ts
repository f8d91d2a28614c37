import { AsyncLocalStorage } from "node:async_hooks";

/** One execution of a cell, or the handling of a comm message. */
export interface CellRun {
  /** The cell's number; below 0 for a comm message. */
  readonly cell: number;
  readonly controller: AbortController;
  /** Displays whose form is still being made. */
  readonly pending: Set<Promise<void>>;
  /** Nothing of it is shown. */
  readonly isSilent: boolean;
  /** Whether somebody can answer a question. */
  readonly allowsInput: boolean;
  interrupted: boolean;
  done: boolean;
}

/** Thrown at the next `await` of code whose cell was interrupted. */
export class Interrupted extends Error {
  override name = "Interrupted";

  constructor() {
    super("The cell was interrupted");
  }
}

/**
 * Tells which cell the running code belongs to.
 *
 * Where Node keeps asynchronous context in V8 itself (24; 22 with a flag), code that outlives its cell still counts as
 * that cell's. Elsewhere the context needs async hooks, and with these on Node aborts when an interrupt terminates code
 * after an `await`; so there everything counts as the cell that runs, but for what timers of cells call directly.
 */
export class CellRuns {
  readonly #storage: AsyncLocalStorage<CellRun> | undefined;
  readonly #active = new Map<number, CellRun>();
  #latest: CellRun | undefined;
  #handling: CellRun | undefined;

  constructor() {
    const major = Number(process.versions.node.split(".")[0]);
    const hasFrames = major >= 24 || process.execArgv.includes("--experimental-async-context-frame");
    this.#storage = hasFrames ? new AsyncLocalStorage() : undefined;
  }

  /** The run this code belongs to; before the first cell undefined. */
  get current(): CellRun | undefined {
    return this.#storage?.getStore() ?? this.#handling ?? this.#latest;
  }

  /** The cell started last. */
  get latest(): CellRun | undefined {
    return this.#latest;
  }

  /** The runs that have begun and not ended. */
  get active(): ReadonlyMap<number, CellRun> {
    return this.#active;
  }

  /** Makes the run of a cell, or of a comm message (below 0). */
  begin(cell: number, { isSilent = false, allowsInput = false } = {}): CellRun {
    const controller = new AbortController();
    const pending = new Set<Promise<void>>();
    const run = { cell, controller, pending, isSilent, allowsInput, interrupted: false, done: false };
    this.#active.set(cell, run);
    return run;
  }

  end(run: CellRun): void {
    run.done = true;
    this.#active.delete(run.cell);
  }

  /** Starts the code of a run. */
  run(run: CellRun, start: () => void): void {
    if (run.cell > 0) this.#latest = run;
    if (this.#storage) {
      this.#storage.run(run, start);
      return;
    }
    this.#handling = run.cell > 0 ? undefined : run;
    try {
      start();
    } finally {
      this.#handling = undefined;
    }
  }

  /** Calls what a run left for later; where Node keeps the context it is that run's already. */
  resume(run: CellRun, call: () => void): void {
    if (this.#storage) {
      call();
      return;
    }
    this.#handling = run;
    try {
      call();
    } finally {
      this.#handling = undefined;
    }
  }
}
