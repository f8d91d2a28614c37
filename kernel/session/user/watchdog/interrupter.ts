import { Session } from "node:inspector";
import type { ToUser } from "../../protocol/messages.ts";

export interface InterrupterOptions {
  /** The numbers of the runs that have not ended; others add and remove them. */
  readonly running: ReadonlySet<number>;
  /** Hands a message to the main thread. */
  readonly post: (message: ToUser | { readonly type: "interrupt"; readonly runs: readonly number[] }) => void;
}

/** How long the main thread has to answer an interrupt by itself before its running JavaScript is terminated. */
const ANSWER_MS = 50;

/**
 * After so many rounds it is native code that runs, perhaps waiting for a program (`execSync`): programs get the signal
 * that Ctrl-C gives them in a terminal.
 */
const PROGRAMS_ROUND = 2;

/** Stops what runs on the main thread, wherever it is. */
export class Interrupter {
  readonly #running: ReadonlySet<number>;
  readonly #post: InterrupterOptions["post"];
  readonly #held: ToUser[] = [];
  #isInterrupting = false;
  #isTerminating = false;

  constructor({ running, post }: InterrupterOptions) {
    this.#running = running;
    this.#post = post;
  }

  /** Whether an interrupt is under way: JavaScript that is entered now may be its victim. */
  get isBusy(): boolean {
    return this.#isInterrupting;
  }

  /** Interrupts all that runs now. */
  interrupt(): void {
    if (!this.#isInterrupting) void this.#interruptAll();
  }

  /** Hands on a message once no interrupt is under way: it would be a victim, and an exit would wait for the session. */
  pass(message: ToUser): void {
    if (this.#isInterrupting) this.#held.push(message);
    else this.#post(message);
  }

  async #interruptAll(): Promise<void> {
    this.#isInterrupting = true;
    const runs = [...this.#running];
    const session = new Session();
    let isConnected = false;
    for (let round = 0; this.#isTerminating || runs.some((run) => this.#running.has(run)); round++) {
      // Asks the main thread to end the runs; terminates the JavaScript that keeps it from answering.
      this.#post({ type: "interrupt", runs });
      await delay(ANSWER_MS);
      if (round === PROGRAMS_ROUND) interruptPrograms();
      if (this.#isTerminating || !runs.some((run) => this.#running.has(run))) continue;
      if (!isConnected) session.connectToMainThread();
      isConnected = true;
      this.#isTerminating = true;
      // Answered once some JavaScript has been terminated, be it the handler of the next message.
      session.post("Runtime.terminateExecution", () => {
        this.#isTerminating = false;
      });
    }
    // A session left open would keep the process from exiting.
    if (isConnected) session.disconnect();
    this.#isInterrupting = false;
    for (const message of this.#held.splice(0)) this.#post(message);
  }
}

/** Signals the group of this process, which itself ignores it. */
function interruptPrograms(): void {
  if (process.platform !== "win32") process.kill(-process.pid, "SIGINT");
}

function delay(timeMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, timeMs));
}
