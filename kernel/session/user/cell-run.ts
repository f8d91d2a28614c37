import { AsyncLocalStorage } from "node:async_hooks";

/** One execution of a cell. */
export interface CellRun {
  readonly cell: number;
  readonly controller: AbortController;
  /** Displays whose form is still being made. */
  readonly pending: Set<Promise<void>>;
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
 * after an `await`; so there everything counts as the cell that runs.
 */
export class CellRuns {
  readonly #storage: AsyncLocalStorage<CellRun> | undefined;
  #latest: CellRun | undefined;

  constructor() {
    const major = Number(process.versions.node.split(".")[0]);
    const hasFrames = major >= 24 || process.execArgv.includes("--experimental-async-context-frame");
    this.#storage = hasFrames ? new AsyncLocalStorage() : undefined;
  }

  /** The cell this code belongs to; before the first cell undefined. */
  get current(): CellRun | undefined {
    return this.#storage?.getStore() ?? this.#latest;
  }

  /** The cell started last. */
  get latest(): CellRun | undefined {
    return this.#latest;
  }

  run(run: CellRun, start: () => void): void {
    this.#latest = run;
    if (this.#storage) this.#storage.run(run, start);
    else start();
  }
}
