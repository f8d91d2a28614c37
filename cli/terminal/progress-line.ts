import type { ProgressStream } from "../../kernel/commands/progress-printer.ts";
import { formatSeconds } from "./format-bytes.ts";

const ERASE_LINE = "\r\u001b[K";
/** A terminal's line is drawn no more often. */
const REDRAW_MS = 100;
/** From when on the pace of a step tells how long the rest takes. */
const PACE_MS = 1500;

/** Prints what a long command is at, and how long that will take: one line in a terminal, else a line a step. */
export class ProgressLine {
  readonly #stream: ProgressStream;
  readonly #nowMs: () => number;
  #step = "";
  #startMs = 0;
  #drawnMs = 0;
  #told = 0;

  constructor(stream: ProgressStream, nowMs: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#nowMs = nowMs;
  }

  /**
   * Tells that a step begins, or how far it is.
   *
   * @param share - of the step, in [0, 1].
   * @param amount - in words, such as "120 of 360 photos".
   */
  readonly tell = (step: string, share = 0, amount = ""): void => {
    const now = this.#nowMs();
    const isNew = step !== this.#step;
    if (isNew) [this.#step, this.#startMs, this.#drawnMs, this.#told] = [step, now, 0, 0];
    const elapsedMs = now - this.#startMs;
    const paced = share > 0 && share < 1 && elapsedMs > PACE_MS;
    const left = paced ? `${formatSeconds((elapsedMs * (1 - share)) / share / 1000)} left` : "";
    const percent = share > 0 ? `${Math.floor(100 * share)} %` : "";
    const text = [step, [percent, amount, left].filter(Boolean).join(", ")].filter(Boolean).join(": ");
    if (this.#stream.isTTY === true) {
      if (!isNew && now - this.#drawnMs < REDRAW_MS) return;
      this.#drawnMs = now;
      const width = (this.#stream.columns ?? 80) - 1;
      this.#stream.write(`${ERASE_LINE}${[...text].slice(0, width).join("")}`);
    } else if (isNew || (paced && share >= this.#told + 0.25)) {
      this.#told = share;
      this.#stream.write(`${text}\n`);
    }
  };

  /** Writes a line that stays. */
  note(text: string): void {
    this.stop();
    this.#stream.write(`${text}\n`);
  }

  /** Takes the terminal's line away. */
  stop(): void {
    if (this.#stream.isTTY === true && this.#step !== "") this.#stream.write(ERASE_LINE);
    this.#step = "";
  }
}
