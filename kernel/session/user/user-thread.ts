import { writeSync } from "node:fs";
import { Session } from "node:inspector";
import { inspect, types } from "node:util";
import vm from "node:vm";
import { formatValue } from "../../display/format-value.ts";
import { DisplayError } from "../../errors.ts";
import type { CellOutput } from "../../notebook/collect-outputs.ts";
import type { Execute, RawError, Start, ToWatchdog } from "../messages.ts";
import { createBuiltins } from "./cell-builtins.ts";
import { CellImporter } from "./cell-importer.ts";
import { type CellRun, type CellRuns, Interrupted } from "./cell-run.ts";
import { createNamespace, type Namespace } from "./namespace.ts";

/** The function a cell becomes: its parameters are those that kernel/cell/rewrite.ts gives it, in that order. */
type CellFunction = (
  this: undefined,
  namespace: Namespace["names"],
  constants: Namespace["names"],
  result: (value: unknown) => void,
  enter: () => CellRun | undefined,
  leave: (run: CellRun | undefined, value?: unknown) => unknown,
  importModule: CellImporter["import"],
  meta: CellImporter["meta"],
) => Promise<void>;

/** Where the inspector enters. Terminated code then unwinds to that call, through no frame the kernel still needs. */
const ENTRY = "transferlab.run";
const FULL_PIPE_WAIT_MS = 5;
const FULL_PIPE_TRIES = 400;

/** Runs cells on this thread, one at a time, and tells the watchdog what comes of them. */
export class UserThread {
  readonly #start: Start;
  readonly #runs: CellRuns;
  readonly #post: (message: ToWatchdog) => void;
  readonly #namespace: Namespace;
  readonly #importer: CellImporter;
  readonly #session = new Session();
  #next: { run: CellRun; message: Execute } | undefined;

  constructor(start: Start, runs: CellRuns, post: (message: ToWatchdog) => void) {
    this.#start = start;
    this.#runs = runs;
    this.#post = post;
    const publish = (cell: number, output: CellOutput): void => this.#publish(cell, output);
    this.#namespace = createNamespace(createBuiltins({ runs, ...start, publish }));
    this.#importer = new CellImporter(start);
    this.#session.connect();
    Object.defineProperty(globalThis, Symbol.for(ENTRY), { value: () => this.#enter() });
    process.argv[1] = start.notebook;
    process.on("uncaughtException", (error) => this.#failOutside(error));
    process.on("unhandledRejection", (reason) => this.#failOutside(reason));
  }

  execute(message: Execute): void {
    const controller = new AbortController();
    const run: CellRun = {
      cell: message.cell,
      controller,
      pending: new Set(),
      interrupted: false,
      done: false,
    };
    this.#next = { run, message };
    this.#session.post("Runtime.evaluate", { expression: `globalThis[Symbol.for("${ENTRY}")]()` });
  }

  /** Ends the cell as interrupted. May be called again when a termination cut the first call short. */
  interrupt(cell: number): void {
    const run = this.#runs.latest;
    if (run?.cell !== cell || run.done) return;
    run.interrupted = true;
    this.#finish(run, { error: new Interrupted() });
    run.controller.abort(new Interrupted());
  }

  #enter(): void {
    const next = this.#next;
    this.#next = undefined;
    if (next) this.#runs.run(next.run, () => void this.#run(next.run, next.message));
  }

  async #run(run: CellRun, message: Execute): Promise<void> {
    let importing: { line: number; column: number } | undefined;
    let shown: { value: unknown } | undefined;
    try {
      this.#namespace.declare(message.declarations);
      for (const statement of message.imports) {
        importing = statement;
        await this.#importer.bind(statement, this.#namespace);
      }
      importing = undefined;
      const script = new vm.Script(message.code, { filename: `In[${run.cell}]`, lineOffset: -1 });
      const cell = script.runInThisContext() as CellFunction;
      await cell.call(
        undefined,
        this.#namespace.names,
        this.#namespace.constants,
        (value) => {
          shown = { value };
        },
        () => this.#runs.current,
        (entered, value) => {
          if (entered?.interrupted) throw new Interrupted();
          return value;
        },
        this.#importer.import,
        this.#importer.meta,
      );
      await Promise.all(run.pending);
      if (shown && shown.value !== undefined && !run.interrupted) {
        const data = await formatValue(shown.value);
        this.#publish(run.cell, { type: "result", data, metadata: {} });
      }
      this.#finish(run);
    } catch (error) {
      await Promise.allSettled(run.pending);
      this.#finish(run, { error, ...(importing ? { at: importing } : {}) });
    }
  }

  #publish(cell: number, output: CellOutput): void {
    let json: string;
    try {
      json = JSON.stringify({ type: "output", cell, output });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new DisplayError(`a display can't be sent as JSON: ${reason}`, { cause });
    }
    this.#post({ passJson: json });
  }

  /** An error that no cell's own code caught: it ends the running cell, or is told on its standard error. */
  #failOutside(error: unknown): void {
    if (error instanceof Interrupted) return;
    const run = this.#runs.latest;
    if (!run) return;
    if (run.done) {
      process.stderr.write(`${inspectSafely(error)}\n`);
      return;
    }
    this.#finish(run, { error });
    run.interrupted = true;
    run.controller.abort(error);
  }

  /** Told first and marked then: cut short by a termination between the two, it is told twice, never not at all. */
  #finish(run: CellRun, failure?: { error: unknown; at?: { line: number; column: number } }): void {
    if (run.done) return;
    const tokens = this.#writeTokens(run.cell);
    const done = { type: "done", cell: run.cell, tokens } as const;
    if (!failure) this.#post({ pass: done });
    else {
      const error = readError(failure.error);
      this.#post({ pass: { ...done, error: failure.at ? { ...error, at: failure.at } : error } });
    }
    run.done = true;
  }

  /** Marks the end of the cell's native output in the pipes, and says in which of them. */
  #writeTokens(cell: number): ("stdout" | "stderr")[] {
    const text = `${this.#start.token}${cell}\n`;
    const streams = [
      ["stdout", 1],
      ["stderr", 2],
    ] as const;
    return streams.filter(([, fd]) => writeAll(fd, text)).map(([name]) => name);
  }
}

function writeAll(fd: number, text: string): boolean {
  let rest = Buffer.from(text);
  for (let tries = 0; tries < FULL_PIPE_TRIES; tries++) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
      if (rest.length === 0) return true;
    } catch (error) {
      // A started program may have set the shared pipe to non-blocking; any other fault means that it is closed.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return false;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE_WAIT_MS);
    }
  }
  return false;
}

function readError(error: unknown): RawError {
  const inspected = inspectSafely(error);
  const interrupted = error instanceof Interrupted;
  // Loader hooks on a thread of their own send errors that are no native ones.
  if (!(error instanceof Error || types.isNativeError(error))) {
    return {
      name: "Uncaught",
      message: inspected,
      stack: "",
      inspected: `Uncaught ${inspected}`,
      interrupted,
    };
  }
  const { name, message, stack } = error;
  return { name: String(name), message: String(message), stack: String(stack), inspected, interrupted };
}

function inspectSafely(value: unknown): string {
  try {
    return inspect(value);
  } catch {
    // A getter or a custom inspect method of the value threw.
    return Object.prototype.toString.call(value);
  }
}
