import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConnectionInfo, type ConnectionOptions, writeConnectionFile } from "./connection-file.ts";
import { type ClientOptions, KernelClient } from "./kernel-client.ts";
import { CONNECTION_FILE, kernelUnderTest } from "./kernel-command.ts";
import { findMarkedProcesses, MARK } from "./marked-processes.ts";

export interface KernelProcessOptions extends ConnectionOptions {
  /** Program and arguments, one of them {@link CONNECTION_FILE}. @defaultValue {@link kernelUnderTest} */
  readonly command?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Working folder. @defaultValue the kernel's own, which is removed with it */
  readonly cwd?: string;
  /** `unread`: a pipe that nobody ever reads, as some clients leave it. @defaultValue `read` */
  readonly stdout?: "read" | "unread";
}

/** A kernel's process as a client starts it, in a session and a folder of its own. Must be disposed. */
export class KernelProcess {
  readonly info: ConnectionInfo;
  readonly connectionFile: string;
  /** Holds the connection file; removed when disposed. */
  readonly folder: string;
  /** Resolves when the process has ended. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** When the process was started, by `performance.now()`. */
  readonly startedAt = performance.now();
  readonly #child: ChildProcess;
  readonly #mark: string;
  readonly #clients: KernelClient[] = [];
  #log = "";
  #hasExited = false;

  static async start(options: KernelProcessOptions = {}): Promise<KernelProcess> {
    const folder = await mkdtemp(join(tmpdir(), "kernel-"));
    const { path, info } = await writeConnectionFile(folder, options);
    return new KernelProcess(folder, path, info, options);
  }

  private constructor(
    folder: string,
    path: string,
    info: ConnectionInfo,
    { command = kernelUnderTest(), env = {}, cwd = folder, stdout = "read" }: KernelProcessOptions,
  ) {
    this.folder = folder;
    this.connectionFile = path;
    this.info = info;
    this.#mark = randomUUID();
    const [program, ...args] = command.map((part) => (part === CONNECTION_FILE ? path : part));
    this.#child = spawn(program!, args, {
      cwd,
      env: {
        ...process.env,
        // A test run marks its own processes so; a kernel that saw it would behave as under test.
        VITEST: undefined,
        NODE_ENV: undefined,
        NODE_OPTIONS: undefined,
        // Histories of tests are not the user's.
        TRANSFERLAB_HOME: join(folder, "home"),
        JPY_PARENT_PID: String(process.pid),
        [MARK]: this.#mark,
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
    });
    const keep = (bytes: Buffer) => {
      this.#log = (this.#log + bytes.toString()).slice(-20_000);
    };
    if (stdout === "read") this.#child.stdout?.on("data", keep);
    this.#child.stderr?.on("data", keep);
    this.exited = this.#watchExit();
    // A test run that is itself stopped disposes nothing, and kernels other than ours do not look for their parent.
    process.on("exit", this.#kill);
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`the kernel could not be started: ${this.log}`);
    return this.#child.pid;
  }

  get hasExited(): boolean {
    return this.#hasExited;
  }

  /** The end of what the process itself wrote. */
  get log(): string {
    return this.#log;
  }

  /** Ids of all living processes of this kernel, also of those whose parents have ended (Linux). */
  findProcesses(): number[] {
    return findMarkedProcesses(this.#mark);
  }

  /** Opens a client and waits until the kernel answers it and iopub is subscribed. */
  async connect(options: ClientOptions = {}): Promise<KernelClient> {
    const client = this.open(options);
    await client.untilReady();
    return client;
  }

  /** Opens a client without waiting for anything. */
  open(options: ClientOptions = {}): KernelClient {
    const client = new KernelClient(this.info, {
      describe: () => this.#describe(),
      ended: this.exited,
      ...options,
    });
    this.#clients.push(client);
    return client;
  }

  /** Signals the kernel's process alone. */
  signal(name: NodeJS.Signals): void {
    process.kill(this.pid, name);
  }

  /** Signals the kernel's process group, as Jupyter does. */
  signalGroup(name: NodeJS.Signals): void {
    process.kill(-this.pid, name);
  }

  /** Waits for the end of the process. @throws Error when it still runs after the time. */
  async untilExit(timeoutMs: number): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`the kernel has not ended after ${timeoutMs} ms`)),
        timeoutMs,
      );
    });
    try {
      return await Promise.race([this.exited, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Kills what is left of the kernel and of all it started, and removes its folder. Safe to call again. */
  async dispose(): Promise<void> {
    for (const client of this.#clients) client.close();
    this.#kill();
    process.off("exit", this.#kill);
    await this.exited;
    for (const pid of this.findProcesses()) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // Has ended meanwhile.
      }
    }
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  readonly #kill = (): void => {
    if (this.#child.pid === undefined || this.#hasExited) return;
    try {
      this.signalGroup("SIGKILL");
    } catch {
      this.#child.kill("SIGKILL");
    }
  };

  async #watchExit() {
    try {
      if (this.#child.pid === undefined) await once(this.#child, "spawn");
      await once(this.#child, "exit");
    } catch (error) {
      this.#log += String(error);
    }
    this.#hasExited = true;
    return { code: this.#child.exitCode, signal: this.#child.signalCode };
  }

  #describe(): string {
    const { exitCode, signalCode } = this.#child;
    const state = this.#hasExited ? `ended (${signalCode ?? `exit code ${exitCode}`})` : "runs";
    return `The kernel ${state}. Its own output:\n${this.#log || "(none)"}`;
  }
}
