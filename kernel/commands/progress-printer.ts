import { basename } from "node:path";
import type { RunProgress } from "../run/progress.ts";

/** Where progress goes: a terminal gets one line that is rewritten, anything else a line for each cell. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const ERASE_LINE = "\r\u001b[K";
const TICK_MS = 1000;

/** Prints how far a run is. Must be stopped, so that its clock ends. */
export class ProgressPrinter {
  readonly #stream: ProgressStream;
  #current: { text: string; startMs: number; lastOutput: string } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(stream: ProgressStream) {
    this.#stream = stream;
  }

  /** To be given as `onProgress`. */
  readonly print = (progress: RunProgress): void => {
    const isTerminal = this.#stream.isTTY === true;
    if (progress.type === "cell") {
      const { notebook, cell, cells, title, elapsedMs } = progress;
      const text = `${basename(notebook)}  cell ${cell} of ${cells}  ${title}`;
      this.#current = { text, startMs: Date.now() - elapsedMs, lastOutput: "" };
      this.#timer ??= isTerminal ? setInterval(() => this.#draw(), TICK_MS).unref() : undefined;
      this.#draw();
    } else if (progress.type === "output" && this.#current) {
      const line =
        progress.text
          .trimEnd()
          .split(/[\r\n]/)
          .at(-1) ?? "";
      if (line !== "") this.#current.lastOutput = line;
    } else if (progress.type === "cell-end") {
      const { notebook, cell, cells, title, status, elapsedMs, cellMs } = progress;
      if (isTerminal && status === "ok") return;
      const ending = status === "ok" ? "" : `  ${status}`;
      const times = `${formatSeconds(cellMs)}, ${formatSeconds(elapsedMs)} in all`;
      this.#erase();
      this.#stream.write(`${basename(notebook)}  cell ${cell} of ${cells}  ${title}  (${times})${ending}\n`);
    }
  };

  /** Ends the line and the clock. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#current = undefined;
    this.#erase();
  }

  #draw(): void {
    if (!this.#current || this.#stream.isTTY !== true) return;
    const { text, startMs, lastOutput } = this.#current;
    const line = `${formatSeconds(Date.now() - startMs)}  ${text}${lastOutput === "" ? "" : `  | ${lastOutput}`}`;
    this.#stream.write(`${ERASE_LINE}${[...line].slice(0, (this.#stream.columns ?? 80) - 1).join("")}`);
  }

  #erase(): void {
    if (this.#stream.isTTY === true) this.#stream.write(ERASE_LINE);
  }
}

function formatSeconds(timeMs: number): string {
  const seconds = timeMs / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
