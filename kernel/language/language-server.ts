import { resolve } from "node:path";
import { Worker } from "node:worker_threads";
import { LanguageServerError } from "../errors.ts";
import { findSpawnArguments } from "../session/child/spawn-options.ts";
import type {
  Completions,
  FromWorker,
  Inspection,
  Request,
  ServiceOptions,
  ToWorker,
  TypeFault,
} from "./messages.ts";

export interface LanguageServerOptions {
  /** The notebook whose cells are read: imports are found from its folder. It need not exist. */
  readonly notebook: string;
  /** The package this kernel belongs to, whose packages cells can import. @defaultValue the package of this file */
  readonly installation?: string;
  /** Whether cells get the package's types from its sources. @defaultValue whether the kernel runs from its own */
  readonly fromSource?: boolean;
}

/** Memory that the service may take before its thread is ended and started anew, in MiB. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 16, stackSizeMb: 8 };

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** One run of the worker thread. */
interface Thread {
  readonly worker: Worker;
  readonly ready: Promise<void>;
  readonly pending: Map<number, Pending>;
}

/**
 * Types of a notebook's cells: errors, completions and documentation, from TypeScript's language service.
 *
 * The service lives on a thread of its own, which starts at once. Should it die, what it was asked is rejected, and the
 * next call starts another that knows the same cells.
 *
 * @example
 * const server = new LanguageServer({ notebook: "notebooks/03.ipynb" });
 * const faults = await server.check(1, "const n: number = 'one'");
 * await server.dispose();
 */
export class LanguageServer {
  readonly #options: ServiceOptions;
  /** Sources of the cells that have run, for a service that has to start anew. */
  readonly #commits: string[] = [];
  #thread: Thread | undefined;
  #nextId = 0;
  #isDisposed = false;

  constructor(options: LanguageServerOptions) {
    const own = findSpawnArguments();
    this.#options = {
      notebook: resolve(options.notebook),
      installation: options.installation ?? own.installation,
      fromSource: options.fromSource ?? own.fromSource,
    };
    this.#thread = this.#start();
  }

  /** Resolves when the first check will not have to wait. Rejects with {@link LanguageServerError} when the thread ended. */
  get ready(): Promise<void> {
    return this.#use().ready;
  }

  /**
   * Finds the type errors of a cell, read after the cells committed so far.
   *
   * @param source - syntax errors give none: they are the transform's to tell.
   * @throws {@link LanguageServerError} when the service ended meanwhile.
   */
  async check(_cell: number, source: string): Promise<readonly TypeFault[]> {
    return (await this.#ask({ method: "check", source })) as readonly TypeFault[];
  }

  /** Makes the names of a cell that has run, also one that threw, known to the cells after it. */
  commit(_cell: number, source: string): void {
    const thread = this.#use();
    this.#commits.push(source);
    thread.worker.postMessage({ method: "commit", source } satisfies ToWorker);
  }

  /** Forgets the names of all cells: the process that held their values has ended. */
  forget(): void {
    this.#commits.length = 0;
    this.#thread?.worker.postMessage({ method: "forget" } satisfies ToWorker);
  }

  /** Finds what can stand at an offset (UTF-16 units from 0) of a cell. */
  async complete(source: string, offset: number): Promise<Completions> {
    return (await this.#ask({ method: "complete", source, offset })) as Completions;
  }

  /**
   * Describes the name at an offset (UTF-16 units from 0), or the function whose arguments are being written there.
   *
   * @param detail - 1 adds the source of what is defined in a cell or in a file of TypeScript.
   * @returns undefined when nothing is known of the place.
   */
  async inspect(source: string, offset: number, detail: 0 | 1 = 0): Promise<Inspection | undefined> {
    return (await this.#ask({ method: "inspect", source, offset, detail })) as Inspection | undefined;
  }

  /** Ends the thread to free its memory; what was asked and not answered is rejected. The next call starts another. */
  async stop(): Promise<void> {
    await this.#thread?.worker.terminate();
  }

  /** Ends the thread for good. What was asked and not answered is rejected. Safe to call again. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    await this.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  #use(): Thread {
    if (this.#isDisposed)
      throw new LanguageServerError("the language service has been disposed; make another");
    this.#thread ??= this.#start();
    return this.#thread;
  }

  async #ask(request: Request): Promise<unknown> {
    const { worker, pending } = this.#use();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject });
      worker.postMessage({ ...request, id } satisfies ToWorker);
    });
  }

  #start(): Thread {
    const worker = startWorker(this.#options);
    const pending = new Map<number, Pending>();
    let settle: { resolve: () => void; reject: (error: Error) => void } | undefined;
    const ready = new Promise<void>((resolve, reject) => {
      settle = { resolve, reject };
    });
    // Whoever waits for it gets the error; nobody has to wait.
    ready.catch(() => {});
    const thread: Thread = { worker, pending, ready };
    let reason = "its thread ended";
    worker.on("message", (message: FromWorker) => {
      if (message.type === "ready") return settle?.resolve();
      const asked = pending.get(message.id);
      pending.delete(message.id);
      if (message.type === "reply") asked?.resolve(message.value);
      else asked?.reject(new LanguageServerError(`the language service failed: ${message.message}`));
    });
    worker.on("error", (error) => {
      reason = error.message;
    });
    worker.on("exit", () => {
      if (this.#thread === thread) this.#thread = undefined;
      const error = new LanguageServerError(`the language service stopped: ${reason}`);
      settle?.reject(error);
      for (const asked of pending.values()) asked.reject(error);
      pending.clear();
    });
    for (const source of this.#commits) {
      worker.postMessage({ method: "commit", source } satisfies ToWorker);
    }
    return thread;
  }
}

function startWorker(workerData: ServiceOptions): Worker {
  const options = { workerData, resourceLimits: RESOURCE_LIMITS, execArgv: [] };
  if (import.meta.url.endsWith(".js")) return new Worker(new URL("./worker.js", import.meta.url), options);
  // tsx does not reach into threads by itself.
  const tsx = JSON.stringify(import.meta.resolve("tsx/esm/api"));
  const entry = JSON.stringify(new URL("./worker.ts", import.meta.url).href);
  const code = `import(${tsx}).then(({ register }) => { register(); return import(${entry}); })`;
  return new Worker(code, { ...options, eval: true });
}
