import { Session } from "node:inspector";
import type { CellOutput } from "../../notebook/collect-outputs.ts";
import { type CommMessage, packComm, unpackComm } from "../protocol/comm-message.ts";
import type {
  Execute,
  ExpressionAnswer,
  ExpressionCode,
  FromUser,
  HandleComm,
  Start,
  ToWatchdog,
} from "../protocol/messages.ts";
import { createBuiltins } from "./builtins/cell-builtins.ts";
import { Comms } from "./builtins/comms.ts";
import { Displays } from "./builtins/display.ts";
import { createInput } from "./builtins/input.ts";
import { createTimers } from "./builtins/timers.ts";
import { CellImporter } from "./imports/cell-importer.ts";
import { createLook, LOOK } from "./look/look.ts";
import { writeTokens } from "./output/native-tokens.ts";
import { toJson } from "./output/to-json.ts";
import { type CallCell, createCellCaller } from "./run/cell-caller.ts";
import { type CellRun, type CellRuns, Interrupted } from "./run/cell-run.ts";
import { createNamespace, type Namespace } from "./run/namespace.ts";
import { readError } from "./run/read-error.ts";

export interface UserThreadOptions {
  readonly start: Start;
  readonly runs: CellRuns;
  /** Hands a message to the watchdog. */
  readonly post: (message: ToWatchdog) => void;
  /** Asks whoever runs the cell, and waits. */
  readonly ask: (prompt: string, password: boolean) => string | null;
}

/** Where the inspector enters. Terminated code then unwinds to that call, through no frame the kernel still needs. */
const ENTRY = "transferlab.run";

/** Runs cells on this thread, one at a time, and tells the watchdog what comes of them. */
export class UserThread {
  /** Names that cells may leave to the global object. */
  readonly globals: readonly string[];
  readonly #start: Start;
  readonly #runs: CellRuns;
  readonly #post: (message: ToWatchdog) => void;
  readonly #namespace: Namespace;
  readonly #importer: CellImporter;
  readonly #call: CallCell;
  readonly #comms: Comms;
  readonly #displays: Displays;
  readonly #session = new Session();
  #next: (() => void) | undefined;

  constructor({ start, runs, post, ask }: UserThreadOptions) {
    this.#start = start;
    this.#runs = runs;
    this.#post = post;
    this.#comms = new Comms({ send: (message) => this.#sendComm(message) });
    this.#displays = new Displays({
      runs,
      publish: (cell, output) => this.#publish(cell, output),
      tellFault: (run, error) => this.#tellFault(run, error),
    });
    const builtins = mergeProperties(
      createBuiltins({
        runs,
        ...start,
        displays: this.#displays,
        sendComm: (message) => this.#sendComm(message),
      }),
      createInput({ runs, ask }),
      { comms: this.#comms.createBuiltin() },
      createTimers(runs),
    );
    this.#namespace = createNamespace(builtins);
    this.globals = Object.getOwnPropertyNames(globalThis).filter((name) => !(name in builtins));
    this.#importer = new CellImporter(start);
    this.#call = createCellCaller({ runs, namespace: this.#namespace, importer: this.#importer });
    this.#session.connect();
    Object.defineProperty(globalThis, Symbol.for(ENTRY), { value: () => this.#enter() });
    Object.defineProperty(globalThis, Symbol.for(LOOK), { value: createLook(this.#namespace.names) });
    process.argv[1] = start.notebook;
    process.on("uncaughtException", (error) => this.#failOutside(error));
    process.on("unhandledRejection", (reason) => this.#failOutside(reason));
  }

  execute(message: Execute): void {
    const run = this.#runs.begin(message.cell, message);
    this.#startRun(run, () => void this.#run(run, message));
  }

  /** Calls the handlers of a comm message; what they throw is told on their standard error. */
  handleComm({ run: number, packet }: HandleComm): void {
    const run = this.#runs.begin(number);
    this.#startRun(run, () => void this.#handle(run, unpackComm(packet)));
  }

  /**
   * Ends runs as interrupted.
   *
   * May be called again when a termination cut the first call short, also for a run whose beginning it cut off.
   */
  interrupt(numbers: readonly number[]): void {
    for (const number of numbers) {
      const run = this.#runs.active.get(number) ?? this.#runs.begin(number);
      run.interrupted = true;
      this.#finish(run, { error: new Interrupted() });
      run.controller.abort(new Interrupted());
    }
  }

  #startRun(run: CellRun, start: () => void): void {
    this.#next = () => this.#runs.run(run, start);
    this.#session.post("Runtime.evaluate", { expression: `globalThis[Symbol.for("${ENTRY}")]()` });
  }

  #enter(): void {
    const next = this.#next;
    this.#next = undefined;
    next?.();
  }

  async #run(run: CellRun, message: Execute): Promise<void> {
    let importing: { line: number; column: number } | undefined;
    try {
      this.#namespace.declare(message.declarations);
      for (const statement of message.imports) {
        importing = statement;
        await this.#importer.bind(statement, this.#namespace);
      }
      importing = undefined;
      this.#importer.refreshRequired();
      const shown = await this.#call(message.code, `In[${run.cell}].ts`);
      this.#importer.refreshRequired();
      await Promise.all(run.pending);
      const isShown = shown && shown.value !== undefined && !this.#displays.isHandle(shown.value);
      if (isShown && !run.interrupted && !run.isSilent) {
        const data = await this.#displays.format(shown.value);
        this.#publish(run.cell, { type: "result", data, metadata: {} });
      }
      this.#finish(run, { expressions: await this.#evaluate(run, message.expressions) });
    } catch (error) {
      await Promise.allSettled(run.pending);
      this.#finish(run, { error, ...(importing ? { at: importing } : {}) });
    }
  }

  async #evaluate(run: CellRun, expressions: readonly ExpressionCode[]): Promise<ExpressionAnswer[]> {
    const answers: ExpressionAnswer[] = [];
    for (const { key, code } of expressions) {
      try {
        const shown = await this.#call(code, `expression ${key}`);
        const data = await this.#displays.format(shown?.value);
        answers.push({ key, data: JSON.parse(toJson(data)) as Record<string, unknown> });
      } catch (error) {
        if (run.interrupted) throw error;
        answers.push({ key, error: readError(error) });
      }
    }
    return answers;
  }

  async #handle(run: CellRun, message: CommMessage): Promise<void> {
    try {
      await this.#comms.receive(message);
      await Promise.all(run.pending);
    } catch (error) {
      if (!run.interrupted) this.#tellFault(run, error);
    }
    this.#finish(run);
  }

  #publish(cell: number, output: CellOutput): void {
    if (this.#runs.active.get(cell)?.isSilent) return;
    this.#post({ passJson: toJson({ type: "output", run: cell, output }) });
  }

  #sendComm(message: CommMessage): void {
    const run = this.#runs.current?.cell;
    const packet: FromUser = {
      type: "comm",
      ...(run === undefined ? {} : { run }),
      packet: packComm(message),
    };
    this.#post({ passJson: JSON.stringify(packet) });
  }

  #tellFault(run: CellRun, error: unknown): void {
    if (!run.isSilent) this.#post({ pass: { type: "fault", run: run.cell, error: readError(error) } });
  }

  /** An error that no code caught: it ends the cell that caused it, or is told on that cell's standard error. */
  #failOutside(error: unknown): void {
    if (error instanceof Interrupted) return;
    const run = this.#runs.current;
    if (!run || run.interrupted) return;
    if (run.done || run.cell < 0) {
      this.#tellFault(run, error);
      return;
    }
    this.#finish(run, { error });
    run.interrupted = true;
    run.controller.abort(error);
  }

  /** Told first and marked then: cut short by a termination between the two, it is told twice, never not at all. */
  #finish(
    run: CellRun,
    end: {
      error?: unknown;
      at?: { line: number; column: number };
      expressions?: readonly ExpressionAnswer[];
    } = {},
  ): void {
    if (run.done) return;
    const tokens = run.cell > 0 ? writeTokens(this.#start.token, run.cell) : [];
    const error = "error" in end ? { ...readError(end.error), ...(end.at ? { at: end.at } : {}) } : undefined;
    this.#post({
      pass: {
        type: "done",
        run: run.cell,
        tokens,
        ...(error ? { error } : {}),
        ...(end.expressions?.length ? { expressions: end.expressions } : {}),
      },
    });
    this.#runs.end(run);
  }
}

/** One object with the properties of all, getters kept. */
function mergeProperties(...objects: readonly object[]): object {
  const merged = {};
  for (const object of objects) Object.defineProperties(merged, Object.getOwnPropertyDescriptors(object));
  return Object.freeze(merged);
}
