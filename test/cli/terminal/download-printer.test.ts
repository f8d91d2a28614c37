import { describe, expect, it } from "vitest";
import { DownloadPrinter } from "../../../cli/terminal/download-printer.ts";
import { formatBytes, formatSeconds } from "../../../cli/terminal/format-bytes.ts";
import type { DownloadProgress } from "../../../lib/datasets/download/progress.ts";

const progress = (change: Partial<DownloadProgress>): DownloadProgress => ({
  phase: "downloading",
  file: "vgg16.h5",
  bytes: 0,
  totalBytes: 553_467_096,
  bytesPerSecond: undefined,
  secondsLeft: undefined,
  ...change,
});

/** What is printed to a terminal, or to something else. */
function printed(isTTY: boolean, steps: readonly DownloadProgress[]): string {
  let text = "";
  const stream = {
    isTTY,
    columns: 120,
    write: (more: string) => {
      text += more;
      return true;
    },
  };
  const printer = new DownloadPrinter(stream as unknown as NodeJS.WriteStream);
  for (const step of steps) printer.print(step);
  printer.stop();
  return text;
}

const steps = [
  progress({}),
  progress({ bytes: 60_000_000, bytesPerSecond: 12_300_000, secondsLeft: 40.1 }),
  progress({ bytes: 61_000_000, bytesPerSecond: 12_300_000, secondsLeft: 40 }),
  progress({ phase: "retrying", bytes: 61_000_000, reason: "the connection was cut", retryInMs: 2000 }),
  progress({ phase: "waiting", bytes: 61_000_000 }),
  progress({ phase: "waiting", bytes: 62_000_000 }),
  progress({ phase: "checking", bytes: 553_467_096 }),
];

describe("DownloadPrinter", () => {
  it("writes a line for each phase, pause and tenth where no terminal is", () => {
    expect(printed(false, steps).split("\n")).toEqual([
      "vgg16.h5: 0 B of 553 MB",
      "vgg16.h5: 60.0 MB of 553 MB, 12.3 MB/s, 41 s left",
      "vgg16.h5: 61.0 MB of 553 MB; the connection was cut; again in 2 s",
      "vgg16.h5: another process downloads it (61.0 MB of 553 MB)",
      "vgg16.h5: checking 553 MB",
      "",
    ]);
  });

  it("draws a bar in a terminal, and ends its line", () => {
    const text = printed(true, steps);
    expect(text).toContain("vgg16.h5 [--------------------] 0%  0 B of 553 MB");
    expect(text).toContain("vgg16.h5 [====================] 100%  checking 553 MB");
    expect(text.endsWith("\n")).toBe(true);
    const named = printed(true, [
      progress({
        file: "inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5",
        bytes: 26_900_000,
        totalBytes: 87_910_968,
        bytesPerSecond: 7_670_000,
        secondsLeft: 7.9,
      }),
    ]);
    expect(named).toContain(
      "inception_v3_notop.h5 [======--------------] 30%  26.9 MB of 87.9 MB, 7.67 MB/s, 8 s left",
    );
  });
});

describe("formatBytes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [35_363, "35.4 kB"],
    [999_499, "999 kB"],
    [999_500, "1.00 MB"],
    [58_889_256, "58.9 MB"],
    [553_467_096, "553 MB"],
    [1_648_724_192, "1.65 GB"],
    [5e12, "5000 GB"],
  ])("writes %d as %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe("formatSeconds", () => {
  it.each([
    [0, "0 s"],
    [59.2, "1 min 0 s"],
    [125, "2 min 5 s"],
    [3780, "1 h 3 min"],
  ])("writes %d as %s", (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});
