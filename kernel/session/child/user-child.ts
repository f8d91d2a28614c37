import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { dirname } from "node:path";
import type { Duplex } from "node:stream";
import { describeExit } from "../outcome/exit-reason.ts";
import { LineDecoder } from "../protocol/line-decoder.ts";
import type { FromUser, ToUser } from "../protocol/messages.ts";
import { NativeOutput } from "./native-output.ts";
import { findSpawnArguments } from "./spawn-options.ts";

export interface UserChildOptions {
  /** The notebook's absolute path. */
  readonly notebook: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onMessage: (message: FromUser) => void;
  /** Text that the process, or one that it started, wrote past JavaScript. */
  readonly onNativeText: (name: "stdout" | "stderr", text: string) => void;
}

/** How long output may still come through the pipes of a process that has ended. */
const PIPE_GRACE_MS = 500;
const LAST_ERRORS_LENGTH = 8192;

/** The operating system's side of a user process: its pipes, its messages, its end. */
export class UserChild {
  /** Resolves with the reason once the process has ended and its output has come. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  readonly #channel: Duplex;
  readonly #native: Readonly<Record<"stdout" | "stderr", NativeOutput>>;
  #lastErrors = "";
  #hasEnded = false;

  constructor({ notebook, env, onMessage, onNativeText }: UserChildOptions) {
    const { args, installation, fromSource } = findSpawnArguments();
    this.#child = spawn(process.execPath, args, {
      cwd: dirname(notebook),
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      // A session of its own: Ctrl-C in the terminal reaches only the kernel, which interrupts the cell instead.
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    this.#channel = this.#child.stdio[3] as Duplex;
    const token = `\0${randomUUID()}:`;
    const read = (name: "stdout" | "stderr"): NativeOutput => {
      const native = new NativeOutput({
        token,
        onText: (text) => {
          if (name === "stderr") this.#lastErrors = (this.#lastErrors + text).slice(-LAST_ERRORS_LENGTH);
          onNativeText(name, text);
        },
      });
      const pipe = this.#child[name]!;
      pipe.on("data", (bytes: Buffer) => native.write(bytes));
      pipe.on("close", () => native.end());
      return native;
    };
    this.#native = { stdout: read("stdout"), stderr: read("stderr") };
    const lines = new LineDecoder();
    this.#channel.on("data", (bytes: Buffer) => {
      for (const line of lines.decode(bytes)) if (line !== "") onMessage(JSON.parse(line) as FromUser);
    });
    // The process has gone; its exit tells why.
    this.#channel.on("error", () => {});
    this.ended = this.#watch();
    this.send({ type: "start", notebook, installation, fromSource, token });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get wasKilled(): boolean {
    return this.#child.signalCode === "SIGKILL";
  }

  send(message: ToUser): void {
    if (this.#channel.writable) this.#channel.write(`${JSON.stringify(message)}\n`);
  }

  /** Stops reading messages, and so in the end the process that writes them. */
  pause(): void {
    this.#channel.pause();
    for (const name of ["stdout", "stderr"] as const) this.#child[name]!.pause();
  }

  resume(): void {
    this.#channel.resume();
    for (const name of ["stdout", "stderr"] as const) this.#child[name]!.resume();
  }

  /** Resolves once all that a cell wrote natively has come. */
  async reach(cell: number, streams: readonly ("stdout" | "stderr")[]): Promise<void> {
    await Promise.all(streams.map((name) => this.#native[name].reach(cell)));
  }

  /** Kills the process and all it started. */
  kill(): void {
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

  /** Ends the process, by asking first. Safe to call again. */
  async dispose({ graceMs }: { graceMs: number }): Promise<void> {
    this.resume();
    if (!this.#hasEnded) this.send({ type: "exit" });
    const timer = setTimeout(() => this.kill(), graceMs);
    await this.ended;
    clearTimeout(timer);
    // Programs that cells started and left running are in the process's group.
    this.kill();
  }

  async #watch(): Promise<string> {
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
    this.#hasEnded = true;
    const { exitCode, signalCode: signal } = this.#child;
    return describeExit({ exitCode, signal, lastErrors: this.#lastErrors });
  }
}
