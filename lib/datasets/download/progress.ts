/** How far a download is. */
export interface DownloadProgress {
  /**
   * - `"waiting"`: another process is downloading this file; `bytes` is what it has
   * - `"downloading"`
   * - `"retrying"`: pauses after `reason`, for `retryInMs`
   * - `"checking"`: sums the bytes
   * - `"unpacking"`: writes the pictures of a data set; `bytes` is how far in its archive
   */
  readonly phase: "waiting" | "downloading" | "retrying" | "checking" | "unpacking";
  /** Name of the file, without its folder. */
  readonly file: string;
  /** Bytes on disk. */
  readonly bytes: number;
  /** Undefined until the server has said it, when nobody knew it before. */
  readonly totalBytes: number | undefined;
  /** Over the last five seconds; undefined until two moments can be compared. */
  readonly bytesPerSecond: number | undefined;
  /** At that rate; undefined without a rate or a total. */
  readonly secondsLeft: number | undefined;
  /** Why it pauses; only while retrying. */
  readonly reason?: string;
  /** Length of the pause in milliseconds; only while retrying. */
  readonly retryInMs?: number;
}

/** Takes byte counts as they come and says how fast they grow. */
export interface RateMeter {
  /** @param timeMs - of a clock that never goes back. */
  add(bytes: number, timeMs: number): void;
  /** Bytes a second over the window; undefined before two moments are known. */
  rate(): number | undefined;
}

/** Counts over this long: longer and a change of the network shows late, shorter and the time left jumps. */
const WINDOW_MS = 5000;
/** Two counts nearer to each other than this are one. */
const SAMPLE_MS = 100;

/** Makes a meter of the rate over the last five seconds. */
export function createRateMeter(): RateMeter {
  let samples: { bytes: number; timeMs: number }[] = [];
  return {
    add(bytes, timeMs) {
      const last = samples.at(-1);
      const beforeLast = samples.at(-2);
      if (last && beforeLast && last.timeMs - beforeLast.timeMs < SAMPLE_MS) samples.pop();
      samples.push({ bytes, timeMs });
      const recent = samples.findIndex((sample) => timeMs - sample.timeMs <= WINDOW_MS);
      samples = samples.slice(Math.max(0, Math.min(recent, samples.length - 2)));
    },
    rate() {
      const [first, last] = [samples[0], samples.at(-1)];
      if (!first || !last || last.timeMs <= first.timeMs) return undefined;
      return ((last.bytes - first.bytes) / (last.timeMs - first.timeMs)) * 1000;
    },
  };
}

/** Seconds that the rest takes at a rate; undefined when that cannot be said. */
export function secondsLeft(
  bytes: number,
  totalBytes: number | undefined,
  bytesPerSecond: number | undefined,
): number | undefined {
  if (totalBytes === undefined || bytesPerSecond === undefined || bytesPerSecond <= 0) return undefined;
  return Math.max(0, totalBytes - bytes) / bytesPerSecond;
}
