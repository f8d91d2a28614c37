import { SingleBar } from "cli-progress";
import type { DownloadProgress } from "../../lib/datasets/download/progress.ts";
import { formatBytes, formatSeconds } from "./format-bytes.ts";

/** What every published name has in its middle: without it a bar fits into 80 columns. */
const COMMON_TO_ALL = "_weights_tf_dim_ordering_tf_kernels";

/** Prints how far downloads are: a bar in a terminal, a line now and then elsewhere. Must be stopped. */
export class DownloadPrinter {
  readonly #stream: NodeJS.WriteStream;
  #bar: SingleBar | undefined;
  #file = "";
  #phase = "";
  #tenth = -1;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** To be given as `onProgress`. */
  readonly print = (progress: DownloadProgress): void => {
    if (progress.file !== this.#file) {
      this.stop();
      this.#file = progress.file;
      [this.#phase, this.#tenth] = ["", -1];
    }
    if (this.#stream.isTTY) this.#draw(progress);
    else this.#writeLine(progress);
  };

  /** Ends the bar's line. */
  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  #draw(progress: DownloadProgress): void {
    const { file, bytes, totalBytes } = progress;
    const payload = { file: file.replace(COMMON_TO_ALL, ""), state: describeState(progress) };
    if (this.#bar === undefined) {
      this.#bar = new SingleBar({
        format: "{file} [{bar}] {percentage}%  {state}",
        stream: this.#stream,
        barsize: 20,
        barCompleteChar: "=",
        barIncompleteChar: "-",
        hideCursor: null,
        gracefulExit: false,
        linewrap: true,
      });
      this.#bar.start(totalBytes ?? 0, bytes, payload);
    }
    if (totalBytes !== undefined) this.#bar.setTotal(totalBytes);
    this.#bar.update(bytes, payload);
  }

  /** A line for each phase, each pause and each tenth. */
  #writeLine(progress: DownloadProgress): void {
    const { phase, file, bytes, totalBytes } = progress;
    const tenth = totalBytes === undefined ? 0 : Math.floor((10 * bytes) / totalBytes);
    const isNews =
      phase === "retrying" ||
      phase !== this.#phase ||
      ((phase === "downloading" || phase === "unpacking") && tenth !== this.#tenth);
    [this.#phase, this.#tenth] = [phase, tenth];
    if (isNews) this.#stream.write(`${file}: ${describeState(progress)}\n`);
  }
}

function describeState(progress: DownloadProgress): string {
  const { phase, bytes, totalBytes, bytesPerSecond, secondsLeft, reason, retryInMs = 0 } = progress;
  const amount =
    totalBytes === undefined ? formatBytes(bytes) : `${formatBytes(bytes)} of ${formatBytes(totalBytes)}`;
  if (phase === "waiting") return `another process downloads it (${amount})`;
  if (phase === "unpacking") return `unpacking, ${Math.floor((100 * bytes) / (totalBytes ?? bytes))} %`;
  if (phase === "checking") return `checking ${formatBytes(bytes)}`;
  if (phase === "retrying") return `${amount}; ${reason}; again in ${formatSeconds(retryInMs / 1000)}`;
  const rate = bytesPerSecond === undefined ? "" : `, ${formatBytes(bytesPerSecond)}/s`;
  const left = secondsLeft === undefined ? "" : `, ${formatSeconds(secondsLeft)} left`;
  return `${amount}${rate}${left}`;
}
