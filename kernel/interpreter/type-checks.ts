import { parseTypeScript } from "../cell/parse.ts";
import { CellSyntaxError } from "../errors.ts";
import { LanguageServer } from "../language/language-server.ts";
import type { TypeFault } from "../language/messages.ts";
import { formatFaults } from "./type-faults.ts";

export interface TypeChecksOptions {
  readonly notebook: string;
  /** How long a cell waits for its types while their service starts. */
  readonly timeoutMs: number;
}

/** A cell that is to be checked. */
export interface CheckedCell {
  readonly cell: number;
  readonly source: string;
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** Tells the reader something, on lines of its own. */
  readonly tell: (lines: readonly string[]) => void;
}

/** The types of a notebook's cells, from a service that is started when it is first needed. Must be disposed. */
export class TypeChecks {
  readonly #options: TypeChecksOptions;
  #language: LanguageServer | undefined;
  #isReady = false;
  /** Faults of a cell that ran before they were known. */
  #late: readonly string[] = [];

  constructor(options: TypeChecksOptions) {
    this.#options = options;
  }

  /** The service; undefined before it was needed. */
  get language(): LanguageServer | undefined {
    return this.#language;
  }

  /** Starts the service; does nothing when it has been started. */
  start(): LanguageServer {
    if (this.#language) return this.#language;
    const language = new LanguageServer({ notebook: this.#options.notebook });
    this.#language = language;
    language.ready.then(
      () => {
        this.#isReady = true;
      },
      // The next check starts it again, or tells.
      () => {},
    );
    return language;
  }

  /** Gives back what was found of an earlier cell after it had run. */
  takeLate(): readonly string[] {
    const late = this.#late;
    this.#late = [];
    return late;
  }

  /**
   * Finds a cell's type errors. It has none where it is no TypeScript (it fails when it is run, with a better message),
   * and where the service is not there in time, which is told.
   */
  async check({ cell, source, signal, tell }: CheckedCell): Promise<readonly TypeFault[]> {
    if (!isTypeScript(source, cell)) return [];
    const asked = this.start().check(cell, source);
    const answered = asked.catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      tell([`This cell's types were not checked: ${reason}`]);
      return [];
    });
    const limitMs = this.#isReady ? undefined : this.#options.timeoutMs;
    const found = await Promise.race([answered, untilAborted(signal, limitMs)]);
    if (found || signal.aborted) return found ?? [];
    asked.then(
      (faults) => {
        if (faults.length === 0) return;
        const lines = formatFaults(faults, source, cell);
        this.#late = [`In[${cell}] ran before its types were known:`, ...lines];
      },
      () => {},
    );
    return [];
  }

  /** Makes the names of a cell that has run known to later ones. */
  commit(cell: number, source: string): void {
    this.#language?.commit(cell, source);
  }

  /** Forgets the names of all cells. */
  forget(): void {
    this.#language?.forget();
  }

  async dispose(): Promise<void> {
    await this.#language?.dispose();
  }
}

function isTypeScript(source: string, cell: number): boolean {
  try {
    parseTypeScript(source, cell);
    return true;
  } catch (error) {
    if (error instanceof CellSyntaxError) return false;
    throw error;
  }
}

/** Resolves when the signal aborts or the time is over. @param limitMs - undefined: no limit. */
function untilAborted(signal: AbortSignal, limitMs: number | undefined): Promise<undefined> {
  return new Promise((resolve) => {
    const timer = limitMs === undefined ? undefined : setTimeout(() => resolve(undefined), limitMs);
    timer?.unref();
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
}
