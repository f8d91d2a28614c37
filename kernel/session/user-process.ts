import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { NameKind } from "../cell/rewriting/references.ts";
import { transformCell } from "../cell/transform.ts";
import { CellSyntaxError, UserProcessError } from "../errors.ts";
import { untilReady } from "./child/until-ready.ts";
import { UserChild } from "./child/user-child.ts";
import { CommTraffic } from "./comm-traffic.ts";
import type { ExecuteOptions, UserProcessOptions } from "./execute-options.ts";
import type { CellOutcome } from "./outcome/cell-outcome.ts";
import { CellSources } from "./outcome/cell-sources.ts";
import { transformExpressions } from "./outcome/expressions.ts";
import { RunningCell } from "./outcome/running-cell.ts";
import { readSyntaxError, readTraceback } from "./outcome/traceback.ts";
import { OutputRouter } from "./output-router.ts";
import { type CommMessage, packComm, unpackComm } from "./protocol/comm-message.ts";
import type { LiveName, LiveProperty, LiveValue, LookRequest } from "./protocol/live-values.ts";
import type { Done, Execute, FromUser } from "./protocol/messages.ts";
import { Replies } from "./replies.ts";

export type { ExecuteOptions, UserProcessOptions } from "./execute-options.ts";
export type { InputRequest } from "./outcome/cell-outcome.ts";

/** A look must be answered soon or not at all: somebody waits for a completion. */
const LOOK_TIMEOUT_MS = 250;
const USAGE_TIMEOUT_MS = 1000;
/** How long a process may take to exit. */
const EXIT_GRACE_MS = 2000;
const BUSY_EXIT_GRACE_MS = 200;

/**
 * The process in which a notebook's cells run, seen from the kernel.
 *
 * Cells run one at a time, in TypeScript; their top-level names are kept from one to the next. Must be disposed.
 *
 * @example
 * await using user = await UserProcess.start({ notebook: "demo.ipynb" });
 * const outcome = await user.execute("1 + 1", { cell: 1, onOutput: console.log });
 */
export class UserProcess {
  readonly #child: UserChild;
  readonly #options: UserProcessOptions;
  readonly #declared = new Map<string, NameKind>();
  readonly #sources = new CellSources();
  readonly #outputs: OutputRouter;
  readonly #replies = new Replies();
  readonly #comms = new CommTraffic();
  #globals: ReadonlySet<string> = new Set();
  #onReady!: () => void;
  readonly #ready = new Promise<void>((settle) => {
    this.#onReady = settle;
  });
  #isReady = false;
  #running: RunningCell | undefined;
  #isDisposed = false;

  /** Starts a process for a notebook. @throws {@link UserProcessError} when it does not come up. */
  static async start(options: UserProcessOptions): Promise<UserProcess> {
    const folder = dirname(resolve(options.notebook));
    if (!existsSync(folder)) {
      throw new UserProcessError(
        `${options.notebook}: expected its folder to exist, for cells to run in: ${folder}`,
      );
    }
    const user = new UserProcess(options);
    try {
      await untilReady({
        ready: user.#ready,
        ended: user.#child.ended,
        timeoutMs: options.startTimeoutMs ?? 30_000,
        readLog: () => user.#outputs.startLog,
      });
    } catch (error) {
      await user.dispose();
      throw error;
    }
    return user;
  }

  private constructor(options: UserProcessOptions) {
    this.#options = options;
    this.#child = new UserChild({
      notebook: resolve(options.notebook),
      env: options.env ?? {},
      onMessage: (message) => void this.#receive(message),
      onNativeText: (name, text) =>
        this.#outputs.addNative(this.#running?.cell, { type: "stream", name, text }),
    });
    this.#outputs = new OutputRouter(this.#child);
    void this.#child.ended.then((reason) => this.#end(reason));
  }

  /** The process's id; undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The comms that are open: target names by id. */
  get comms(): ReadonlyMap<string, string> {
    return this.#comms.targets;
  }

  /**
   * Runs a cell to its end.
   *
   * @param source - TypeScript; the value of a last expression without `;` comes as a `result` output.
   * @returns how it ended; errors of the cell are an outcome, not a rejection. All its output has come before.
   * @throws {@link UserProcessError} when a cell runs already, or the process has ended.
   */
  async execute(source: string, options: ExecuteOptions): Promise<CellOutcome> {
    const { cell, onOutput, onInput, isSilent = false } = options;
    if (this.#running)
      throw new UserProcessError(`cell ${cell}: cell ${this.#running.cell} is still running`);
    if (this.#child.hasEnded)
      throw new UserProcessError(`cell ${cell}: its process has ended; start another`);
    this.#outputs.listen(cell, isSilent ? () => {} : onOutput);
    let message: Execute;
    const context = { cell, declared: this.#declared, globals: this.#globals };
    try {
      const { code, declarations, imports, locate } = transformCell(source, context);
      for (const [name, kind] of declarations) this.#declared.set(name, kind);
      this.#sources.add(cell, { source, locate });
      const run = { cell, code, declarations: [...declarations], imports };
      message = { type: "execute", ...run, isSilent, allowsInput: onInput !== undefined, expressions: [] };
    } catch (error) {
      if (!(error instanceof CellSyntaxError)) throw error;
      return { status: "error", error: readSyntaxError(error), died: false };
    }
    const { expressions, faults } = transformExpressions(options.expressions ?? {}, context);
    this.#running = new RunningCell({
      ...options,
      interrupt: () => this.#child.send({ type: "interrupt" }),
      kill: () => this.#child.kill(),
    });
    this.#child.send({ ...message, expressions });
    const outcome = await this.#running.outcome;
    this.#running = undefined;
    return options.expressions && outcome.status === "ok"
      ? { ...outcome, expressions: { ...outcome.expressions, ...faults } }
      : outcome;
  }

  /**
   * Interrupts what runs, the cell and handlers of comm messages; does nothing when nothing does.
   *
   * Code stops wherever it is (a loop, a timer, a wait), names keep their values. Native code is given 5 s to return;
   * then the process is killed, or, when the cell has an `onStuck`, that is called and the next interrupt kills.
   */
  interrupt(): void {
    if (this.#running) this.#running.stop("interrupted");
    else if (this.#comms.isHandling) this.#child.send({ type: "interrupt" });
  }

  /**
   * Hands a comm message of the front end to the cells' handlers, also while a cell runs.
   *
   * An `open` for a target that no cell registered is answered with a `close`.
   *
   * @param options.onOutput - called for each output of the handlers.
   * @returns once the handlers have ended, and those they gave promises for; all their output has come before.
   */
  sendComm(message: CommMessage, { onOutput }: Pick<ExecuteOptions, "onOutput"> = {}): Promise<void> {
    if (this.#child.hasEnded) return Promise.resolve();
    this.#comms.track(message);
    const { run, handled } = this.#comms.begin();
    if (onOutput) this.#outputs.listen(run, onOutput);
    this.#child.send({ type: "comm", run, packet: packComm(message) });
    return handled;
  }

  /** Finds the top-level names of all cells that have a value; none when the process can't be looked at now. */
  async lookUpNames(): Promise<readonly LiveName[]> {
    return ((await this.#look({ what: "names" })) as LiveName[] | undefined) ?? [];
  }

  /**
   * Finds the properties of a live value, own and inherited, also while a cell runs; no code of the value runs.
   *
   * @param expression - a name and members of it: `model.layers[0]`, `options["learning rate"]`.
   * @returns at most 500; undefined when there is no such value, or it can't be looked at now (native code runs).
   */
  async lookUpProperties(expression: string): Promise<readonly LiveProperty[] | undefined> {
    return (await this.#look({ what: "properties", expression })) as LiveProperty[] | undefined;
  }

  /** Looks at a live value as {@link UserProcess.lookUpProperties} does. */
  async lookUpValue(expression: string): Promise<LiveValue | undefined> {
    return (await this.#look({ what: "value", expression })) as LiveValue | undefined;
  }

  /** Measures what the process uses, also while a cell runs: resident memory, and processor time since its start. */
  async usage(): Promise<{ readonly rssBytes: number; readonly cpuMs: number } | undefined> {
    const request = (number: number) => this.#child.send({ type: "usage", request: number });
    return (await this.#replies.ask(request, USAGE_TIMEOUT_MS)) as
      | { rssBytes: number; cpuMs: number }
      | undefined;
  }

  /** Ends the process and all it started. Safe to call again. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    // What runs now would keep the process from ending when it is asked.
    await this.#child.dispose({ graceMs: this.#running ? BUSY_EXIT_GRACE_MS : EXIT_GRACE_MS });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  #look(look: LookRequest): Promise<unknown> {
    if (this.#child.hasEnded) return Promise.resolve(undefined);
    return this.#replies.ask((request) => this.#child.send({ type: "look", request, look }), LOOK_TIMEOUT_MS);
  }

  #end(reason: string): void {
    this.#running?.die(reason, this.#child.wasKilled);
    this.#replies.end();
    this.#comms.end();
    // The outcome of a cell that ended with it comes first.
    if (this.#isReady && !this.#isDisposed) setImmediate(() => this.#options.onExit?.(reason));
  }

  async #receive(message: FromUser): Promise<void> {
    if (message.type === "output") this.#outputs.add(message.run, message.output);
    else if (message.type === "fault") {
      const { traceback } = readTraceback(message.error, message.run, this.#sources.cells);
      const text = `${traceback.join("\n")}\n`;
      this.#outputs.add(message.run, { type: "stream", name: "stderr", text });
    } else if (message.type === "done") await this.#finish(message);
    else if (message.type === "reply") this.#replies.settle(message.request, message.value);
    else if (message.type === "question") await this.#answer(message);
    else if (message.type === "comm") {
      const comm = unpackComm(message.packet);
      this.#comms.track(comm);
      this.#options.onComm?.(comm, message.run !== undefined && message.run > 0 ? message.run : undefined);
    } else {
      this.#globals = new Set(message.globals);
      this.#isReady = true;
      this.#onReady();
    }
  }

  async #finish(done: Done): Promise<void> {
    const { run, tokens } = done;
    if (run < 0) {
      this.#comms.finish(run);
      return;
    }
    const running = this.#running;
    if (running?.cell !== run) return;
    if (tokens.length > 0) await this.#child.reach(run, tokens);
    running.finish(done, this.#sources.cells);
  }

  async #answer({ question, prompt, password }: Extract<FromUser, { type: "question" }>): Promise<void> {
    let text: string | undefined;
    try {
      text = await this.#running?.onInput?.({ prompt, password });
    } catch {
      // Nobody is there any more to answer: that is a cancelled question.
    }
    this.#child.send({ type: "answer", question, text: text ?? null });
  }
}
