/** Times of one contender, in milliseconds. */
export interface Timing {
  readonly name: string;
  readonly medianMs: number;
  readonly timesMs: readonly number[];
}

/** Something to be timed; `dispose` frees what it holds before the next contender is made. */
export interface Contender {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/**
 * Runs contenders in turn, round by round, so that a slow spell of the machine hits all of them, and takes the median.
 *
 * @param divideBy - units in one run, such as images a batch.
 */
export async function timeSideBySide(
  contenders: readonly Contender[],
  { rounds = 5, divideBy = 1 }: { readonly rounds?: number; readonly divideBy?: number } = {},
): Promise<Timing[]> {
  const times = contenders.map((): number[] => []);
  for (const { run } of contenders) await run();
  for (let round = 0; round < rounds; round++) {
    for (const [index, { run }] of contenders.entries()) {
      const started = performance.now();
      await run();
      times[index]!.push((performance.now() - started) / divideBy);
    }
  }
  return contenders.map(({ name }, index) => ({
    name,
    medianMs: median(times[index]!),
    timesMs: times[index]!,
  }));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

export function printTimings(title: string, unit: string, timings: readonly Timing[]): void {
  console.log(`\n${title}`);
  for (const { name, medianMs, timesMs } of timings) {
    const spread = timesMs.map((time) => time.toFixed(0)).join(" ");
    console.log(`  ${name.padEnd(44)} ${medianMs.toFixed(1).padStart(9)} ms ${unit}   (${spread})`);
  }
}
