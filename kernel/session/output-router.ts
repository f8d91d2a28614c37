import type { CellOutput } from "../notebook/collect-outputs.ts";

type Listener = (output: CellOutput) => unknown;

/** Where to stop reading while listeners have not dealt with what they got, in UTF-16 units. */
const BACKLOG_LIMIT = 32 * 1024 * 1024;
/** A cell that ended so many cells ago still has its late output told, as the latest cell's. */
const LISTENERS_KEPT = 1000;

/** Hands each output to the listener of its run. */
export class OutputRouter {
  /** What came before there was a listener: the reason when a process does not start. */
  startLog = "";
  readonly #source: { pause(): void; resume(): void };
  readonly #listeners = new Map<number, Listener>();
  #latest: number | undefined;
  #backlog = 0;

  constructor(source: { pause(): void; resume(): void }) {
    this.#source = source;
  }

  /** Makes a listener that of a run (below 0: a comm message). */
  listen(run: number, listener: Listener | undefined): void {
    if (listener) this.#listeners.set(run, listener);
    if (run > 0) this.#latest = run;
    if (this.#listeners.size > LISTENERS_KEPT) {
      const [oldest] = this.#listeners.keys();
      this.#listeners.delete(oldest!);
    }
  }

  add(run: number, output: CellOutput): void {
    const listener = this.#listeners.get(run) ?? this.#listeners.get(this.#latest ?? 0);
    const pending = listener?.(output);
    if (!(pending instanceof Promise)) return;
    const size = findSize(output);
    this.#backlog += size;
    if (this.#backlog > BACKLOG_LIMIT) this.#source.pause();
    const settle = (): void => {
      this.#backlog -= size;
      if (this.#backlog <= BACKLOG_LIMIT) this.#source.resume();
    };
    pending.then(settle, settle);
  }

  /** Adds what was written past JavaScript: whose it is can't be told, so it is the running or the latest cell's. */
  addNative(running: number | undefined, output: Extract<CellOutput, { type: "stream" }>): void {
    const run = running ?? this.#latest;
    if (run === undefined) this.startLog += output.text;
    else this.add(run, output);
  }
}

function findSize(output: CellOutput): number {
  if (output.type === "stream") return output.text.length;
  if (output.type === "clear") return 0;
  let size = 0;
  for (const value of Object.values(output.data)) size += typeof value === "string" ? value.length : 1000;
  return size;
}
