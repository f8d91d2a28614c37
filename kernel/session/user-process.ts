import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Duplex } from "node:stream";
import type { NameKind } from "../cell/references.ts";
import { transformCell } from "../cell/transform.ts";
import { CellSyntaxError, UserProcessError } from "../errors.ts";
import type { CellOutput } from "../notebook/collect-outputs.ts";
import { type CellOutcome, describeError, describeStop, type Running } from "./cell-outcome.ts";
import { LineDecoder } from "./line-decoder.ts";
import type { FromUser, ToUser } from "./messages.ts";
import { NativeOutput } from "./native-output.ts";
import { findSpawnArguments } from "./spawn-options.ts";
import { type CellSource, readSyntaxError, readTraceback } from "./traceback.ts";

export interface UserProcessOptions {
  /** The notebook's path: its folder is the working folder and what imports start from. It need not exist. */
  readonly notebook: string;
  /** Environment variables, over those of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** @defaultValue 30,000 */
  readonly startTimeoutMs?: number;
}

export interface ExecuteOptions {
  /** The cell's number in messages and stack traces (`In[3]`); larger than that of every cell before. */
  readonly cell: number;
  /** Called for each output in order, also for what comes after the cell has ended (a timer it left). */
  readonly onOutput?: (output: CellOutput) => void;
  /** The cell is interrupted after this long. @defaultValue no limit */
  readonly timeoutMs?: number;
}

/** How long an interrupted cell has to end (native code can't be stopped), and a process to exit. */
const GRACE_MS = 5000;
const EXIT_GRACE_MS = 2000;
const PIPE_GRACE_MS = 500;

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
  readonly #child: ChildProcess;
  readonly #channel: Duplex;
  readonly #declared = new Map<string, NameKind>();
  readonly #sources = new Map<number, CellSource>();
  readonly #listeners = new Map<number, (output: CellOutput) => void>();
  readonly #native: Readonly<Record<"stdout" | "stderr", NativeOutput>>;
  readonly #exited: Promise<void>;
  #globals: ReadonlySet<string> = new Set();
  #onReady: (() => void) | undefined;
  #running: Running | undefined;
  #hasExited = false;
  /** What the process wrote before its first cell: the reason when it does not start. */
  #startLog = "";

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
      await user.#untilReady(options.startTimeoutMs ?? 30_000);
    } catch (error) {
      await user.dispose();
      throw error;
    }
    return user;
  }

  private constructor({ notebook, env = {} }: UserProcessOptions) {
    const { args, installation, fromSource } = findSpawnArguments();
    const path = resolve(notebook);
    this.#child = spawn(process.execPath, args, {
      cwd: dirname(path),
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      // A session of its own: Ctrl-C in the terminal reaches only the kernel, which interrupts the cell instead.
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    this.#channel = this.#child.stdio[3] as Duplex;
    const token = `\0${randomUUID()}:`;
    this.#native = { stdout: this.#readNative("stdout", token), stderr: this.#readNative("stderr", token) };
    const lines = new LineDecoder();
    this.#channel.on("data", (bytes: Buffer) => {
      for (const line of lines.decode(bytes))
        if (line !== "") void this.#receive(JSON.parse(line) as FromUser);
    });
    // The process has gone; its exit tells why.
    this.#channel.on("error", () => {});
    this.#exited = this.#watchExit();
    this.#send({ type: "start", notebook: path, installation, fromSource, token });
  }

  /** The process's id; undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * Runs a cell to its end.
   *
   * @param source - TypeScript; the value of a last expression without `;` comes as a `result` output.
   * @returns how it ended; errors of the cell are an outcome, not a rejection. All its output has come before.
   * @throws {@link UserProcessError} when a cell runs already, or the process has ended.
   */
  async execute(source: string, options: ExecuteOptions): Promise<CellOutcome> {
    const { cell, onOutput, timeoutMs } = options;
    if (this.#running)
      throw new UserProcessError(`cell ${cell}: cell ${this.#running.cell} is still running`);
    if (this.#hasExited) throw new UserProcessError(`cell ${cell}: its process has ended; start another`);
    if (onOutput) this.#listeners.set(cell, onOutput);
    let message: ToUser;
    try {
      const context = { cell, declared: this.#declared, globals: this.#globals };
      const { code, declarations, imports, locate } = transformCell(source, context);
      for (const [name, kind] of declarations) this.#declared.set(name, kind);
      this.#sources.set(cell, { source, locate });
      message = { type: "execute", cell, code, declarations: [...declarations], imports };
    } catch (error) {
      if (!(error instanceof CellSyntaxError)) throw error;
      return { status: "error", error: readSyntaxError(error), died: false };
    }
    const outcome = new Promise<CellOutcome>((settle) => {
      this.#running = { cell, settle, timeoutMs, isStopping: false, reason: "interrupted" };
    });
    this.#send(message);
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => this.#stop("timeout"), timeoutMs);
    try {
      return await outcome;
    } finally {
      clearTimeout(timer);
      this.#running = undefined;
    }
  }

  /**
   * Interrupts the running cell; does nothing when none runs.
   *
   * Code stops wherever it is (a loop, a timer, a wait), names keep their values. Native code is given 5 s to return;
   * then the process is killed.
   */
  interrupt(): void {
    this.#stop("interrupted");
  }

  /** Ends the process and all it started. Safe to call again. */
  async dispose(): Promise<void> {
    if (!this.#hasExited) this.#send({ type: "exit" });
    const timer = setTimeout(() => this.#kill(), EXIT_GRACE_MS);
    await this.#exited;
    clearTimeout(timer);
    // Programs that cells started and left running are in the process's group.
    this.#kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  async #untilReady(timeoutMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const ready = new Promise<void>((resolveReady) => {
      this.#onReady = resolveReady;
    });
    const late = new Promise<never>((_, reject) => {
      const fault = `the process for cells did not start within ${timeoutMs} ms`;
      timer = setTimeout(() => reject(new UserProcessError(fault)), timeoutMs);
    });
    const gone = this.#exited.then(() => {
      const fault = `the process for cells ended at its start (${this.#describeExit()})`;
      throw new UserProcessError(`${fault}\n${this.#startLog}`.trimEnd());
    });
    try {
      await Promise.race([ready, late, gone]);
    } finally {
      clearTimeout(timer);
      gone.catch(() => {});
    }
  }

  #readNative(name: "stdout" | "stderr", token: string): NativeOutput {
    const native = new NativeOutput({
      token,
      onText: (text) => {
        const cell = this.#running?.cell ?? [...this.#listeners.keys()].at(-1);
        if (cell !== undefined) this.#listeners.get(cell)?.({ type: "stream", name, text });
        else this.#startLog += text;
      },
    });
    const pipe = this.#child[name]!;
    pipe.on("data", (bytes: Buffer) => native.write(bytes));
    pipe.on("close", () => native.end());
    return native;
  }

  async #watchExit(): Promise<void> {
    const closed = this.#child.pid === undefined ? Promise.resolve() : once(this.#child, "close");
    closed.catch(() => {});
    await once(this.#child, "exit").catch(() => {});
    // Output still in the pipes comes first; a program that the cell started may hold them open, so not for ever.
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      closed.catch(() => {}),
      new Promise((finish) => {
        timer = setTimeout(finish, PIPE_GRACE_MS);
      }),
    ]);
    clearTimeout(timer);
    this.#hasExited = true;
    const running = this.#running;
    if (!running) return;
    if (running.isStopping && this.#child.signalCode === "SIGKILL") {
      return running.settle({ ...describeStop(running), died: true });
    }
    const message = `The cell's process ended (${this.#describeExit()}); the names of all cells are lost`;
    running.settle({ status: "error", error: describeError("ProcessExit", message), died: true });
  }

  #describeExit(): string {
    const { exitCode, signalCode } = this.#child;
    if (signalCode === "SIGKILL") return "killed: SIGKILL, as when memory runs out";
    return signalCode ? `killed: ${signalCode}` : `exit code ${exitCode}`;
  }

  async #receive(message: FromUser): Promise<void> {
    if (message.type === "ready") {
      this.#globals = new Set(message.globals);
      this.#onReady?.();
      return;
    }
    if (message.type === "output") {
      this.#listeners.get(message.cell)?.(message.output);
      return;
    }
    const running = this.#running;
    if (running?.cell !== message.cell) return;
    await Promise.all(message.tokens.map((name) => this.#native[name].reach(message.cell)));
    if (!message.error) return running.settle({ status: "ok" });
    if (message.error.interrupted) return running.settle({ ...describeStop(running), died: false });
    const error = readTraceback(message.error, message.cell, this.#sources);
    running.settle({ status: "error", error, died: false });
  }

  #stop(reason: "interrupted" | "timeout"): void {
    const running = this.#running;
    if (!running) return;
    running.reason = reason;
    running.isStopping = true;
    this.#send({ type: "interrupt", cell: running.cell });
    const timer = setTimeout(() => {
      if (this.#running === running) this.#kill();
    }, GRACE_MS);
    timer.unref();
  }

  #send(message: ToUser): void {
    if (this.#channel.writable) this.#channel.write(`${JSON.stringify(message)}\n`);
  }

  #kill(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      if (process.platform === "win32") this.#child.kill("SIGKILL");
      else process.kill(-pid, "SIGKILL");
    } catch (error) {
      // Everything in the group has ended already.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}
