import { readDirectives } from "../cell/directives.ts";
import { KernelError } from "../errors.ts";
import type { Completions, TypeFault } from "../language/messages.ts";
import { type CellOutcome, describeError } from "../session/outcome/cell-outcome.ts";
import type { CommMessage } from "../session/protocol/comm-message.ts";
import { type ExecuteOptions, UserProcess } from "../session/user-process.ts";
import { completeCell } from "./complete.ts";
import { type CellInspection, inspectCell } from "./inspect.ts";
import { TypeChecks } from "./type-checks.ts";
import { describeFaults, formatFaults } from "./type-faults.ts";
import type { TypePolicy } from "./type-policy.ts";

export interface InterpreterOptions {
  /** The notebook's path: cells run in its folder. It need not exist. */
  readonly notebook: string;
  /** Environment variables of the cells, over those of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** @defaultValue `"on"` */
  readonly types?: TypePolicy;
  /** How long a cell waits for its types while their service starts. @defaultValue 10,000 */
  readonly typesTimeoutMs?: number;
  readonly onComm?: (message: CommMessage, cell: number | undefined) => void;
}

/** What became of a cell. */
export interface Interpretation {
  readonly outcome: CellOutcome;
  /** Whether any of it ran: a cell with type errors does not, one that is no TypeScript neither. */
  readonly ran: boolean;
  /** Its type errors, when they were looked for. */
  readonly faults: readonly TypeFault[];
  /** What `?name` asked for, to be shown in a pager. */
  readonly help?: CellInspection;
}

/** Several times what the service needs to start: whether a cell is checked must not depend on how busy a machine is. */
const TYPES_TIMEOUT_MS = 10_000;

/**
 * Runs a notebook's cells: types first, then the process in which they run, which is started anew when it has died.
 *
 * Starting does not wait for anything. Must be disposed.
 *
 * @example
 * const interpreter = new Interpreter({ notebook: "demo.ipynb" });
 * const { outcome } = await interpreter.execute("1 + 1", { cell: 1, onOutput: console.log });
 * await interpreter.dispose();
 */
export class Interpreter {
  readonly #options: InterpreterOptions;
  #policy: TypePolicy;
  readonly #types: TypeChecks;
  #user: Promise<UserProcess>;
  #live: UserProcess | undefined;
  /** Why the process ended between cells; told with the next one. */
  #loss: string | undefined;
  /** Aborts what the running cell waits for before it runs. */
  #waiting: AbortController | undefined;
  #isExecuting = false;
  #isDisposed = false;

  constructor(options: InterpreterOptions) {
    this.#options = options;
    this.#policy = options.types ?? "on";
    const { notebook, typesTimeoutMs = TYPES_TIMEOUT_MS } = options;
    this.#types = new TypeChecks({ notebook, timeoutMs: typesTimeoutMs });
    this.#user = this.#startUser();
    if (this.#policy !== "off") this.#types.start();
  }

  /** Resolves when the process of the cells is there. Rejects with UserProcessError when it did not start. */
  async untilStarted(): Promise<void> {
    await this.#user;
  }

  /** The process of the cells; undefined while it starts. */
  get userPid(): number | undefined {
    return this.#live?.pid;
  }

  /** Open comms: target names by id. */
  get comms(): ReadonlyMap<string, string> {
    return this.#live?.comms ?? new Map();
  }

  /**
   * Runs a cell to its end.
   *
   * @returns what became of it; faults of the cell are an outcome, not a rejection.
   */
  async execute(text: string, options: ExecuteOptions): Promise<Interpretation> {
    const { cell } = options;
    const { source, types, isChecked, help } = readDirectives(text);
    if (types) this.#policy = types;
    if (help) return { ...nothing, help: await this.#describe(help) };
    const waiting = new AbortController();
    this.#waiting = waiting;
    const tell = (lines: readonly string[]): void => {
      if (lines.length === 0 || options.isSilent) return;
      options.onOutput?.({ type: "stream", name: "stderr", text: `${lines.join("\n")}\n` });
    };
    this.#tellLoss(tell);
    tell(this.#types.takeLate());
    let faults: readonly TypeFault[] = [];
    if (this.#policy !== "off" && isChecked) {
      faults = await this.#types.check({ cell, source, signal: waiting.signal, tell });
      if (faults.length > 0 && this.#policy === "on") {
        this.#waiting = undefined;
        const error = describeFaults(faults, source, cell);
        return { outcome: { status: "error", error, died: false }, ran: false, faults };
      }
      if (faults.length > 0) tell(formatFaults(faults, source, cell));
    }
    let user: UserProcess;
    try {
      user = await this.#user;
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      this.#restartUser();
      const fault = describeError(error.name, error.message);
      const outcome = { status: "error", error: fault, died: true } as const;
      return { outcome, ran: false, faults };
    }
    this.#waiting = undefined;
    if (waiting.signal.aborted) {
      const error = describeError("Interrupted", "The cell was interrupted before it ran");
      return { outcome: { status: "interrupted", error, died: false }, ran: false, faults };
    }
    this.#isExecuting = true;
    const outcome = await user.execute(source, options).finally(() => {
      this.#isExecuting = false;
    });
    const hasRun = outcome.status === "ok" || outcome.error.name !== "SyntaxError";
    if (hasRun) this.#types.commit(cell, source);
    if (outcome.status !== "ok" && outcome.died) this.#restartUser();
    return { outcome, ran: hasRun, faults };
  }

  /** Interrupts the running cell. Names keep their values. */
  interrupt(): void {
    this.#waiting?.abort();
    this.#live?.interrupt();
  }

  complete(source: string, offset: number): Promise<Completions> {
    return completeCell(source, offset, this.#sources());
  }

  inspect(source: string, offset: number, detail: 0 | 1): Promise<CellInspection | undefined> {
    return inspectCell(source, offset, detail, this.#sources());
  }

  /** Hands a front end's comm message to the cells' code; resolves when it has been handled, its output before. */
  async sendComm(message: CommMessage, options: Pick<ExecuteOptions, "onOutput">): Promise<void> {
    const user = await this.#user.catch(() => undefined);
    await user?.sendComm(message, options);
  }

  /** What the cells' process costs; undefined while there is none. */
  async usage(): Promise<{ readonly rssBytes: number; readonly cpuMs: number } | undefined> {
    return this.#live?.usage();
  }

  /** Ends the cells' process and the types' service. Safe to call again. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    const user = await this.#user.catch(() => undefined);
    await Promise.all([user?.dispose(), this.#types.dispose()]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  #sources() {
    return { language: this.#types.language, user: this.#live };
  }

  #startUser(): Promise<UserProcess> {
    const { notebook, env, onComm } = this.#options;
    const started = UserProcess.start({
      notebook,
      ...(env ? { env } : {}),
      ...(onComm ? { onComm } : {}),
      onExit: (reason) => {
        // While a cell runs its outcome tells.
        if (!this.#isDisposed && !this.#isExecuting && this.#user === started) this.#loss = reason;
      },
    });
    started.then(
      (user) => {
        this.#live = user;
      },
      // Told by the next cell, which waits for it.
      () => {},
    );
    return started;
  }

  #restartUser(): void {
    if (this.#isDisposed) return;
    this.#live = undefined;
    this.#user = this.#startUser();
    // The names of all cells are lost, and so are their types.
    this.#types.forget();
  }

  #tellLoss(tell: (lines: readonly string[]) => void): void {
    const reason = this.#loss;
    if (reason === undefined) return;
    this.#loss = undefined;
    tell([
      `The cells' process ended (${reason}); a new one was started, and the names of all cells are lost.`,
    ]);
    this.#restartUser();
  }

  async #describe({
    name,
    detail,
  }: {
    readonly name: string;
    readonly detail: 0 | 1;
  }): Promise<CellInspection> {
    const found = await this.inspect(name, name.length, detail);
    const text = `${name}: nothing is known of it`;
    return found ?? { "text/plain": text, "text/markdown": text };
  }
}

const nothing = { outcome: { status: "ok" }, ran: false, faults: [] } as const;
