import { describe, expect, it } from "vitest";
import { createStopper, type EarlyStopping } from "../../../../lib/training/loop/early-stopping.ts";

/** Feeds one figure an epoch; returns the epochs that were the best so far, and the one it stopped after. */
function observe(options: EarlyStopping, figures: readonly number[], monitor = "valLoss") {
  const stopper = createStopper(options, true);
  const best: number[] = [];
  let stoppedAfter: number | undefined;
  figures.forEach((figure, index) => {
    if (stoppedAfter !== undefined) return;
    const record = { epoch: index + 1, loss: 1, accuracy: 0, learningRate: 1, seconds: 1, [monitor]: figure };
    if (stopper.observe(record)) best.push(index + 1);
    if (stopper.readState().stopped) stoppedAfter = index + 1;
  });
  return { best, stoppedAfter };
}

describe("createStopper", () => {
  it("stops after so many epochs in a row without improvement", () => {
    expect(observe({ patience: 2 }, [5, 4, 4.5, 3, 3.1, 3.2, 1])).toEqual({
      best: [1, 2, 4],
      stoppedAfter: 6,
    });
  });

  it("does not take less than minDelta for an improvement", () => {
    expect(observe({ patience: 2, minDelta: 0.5 }, [5, 4.6, 4.5, 1])).toEqual({ best: [1], stoppedAfter: 3 });
    expect(observe({ patience: 2, minDelta: 0.5 }, [5, 4.6, 4.4, 1])).toEqual({
      best: [1, 3, 4],
      stoppedAfter: undefined,
    });
  });

  it("wants accuracy to rise", () => {
    const options = { patience: 1, monitor: "valAccuracy" } as const;
    expect(observe(options, [0.5, 0.6, 0.6], "valAccuracy")).toEqual({ best: [1, 2], stoppedAfter: 3 });
  });

  it("never takes NaN for an improvement", () => {
    expect(observe({ patience: 2 }, [Number.NaN, 4, Number.NaN, Number.NaN])).toEqual({
      best: [2],
      stoppedAfter: 4,
    });
  });

  it("refuses options out of range, and validation where there is none", () => {
    expect(() => createStopper({ patience: 0 }, true)).toThrow("earlyStopping.patience");
    expect(() => createStopper({ patience: 1, minDelta: -1 }, true)).toThrow("earlyStopping.minDelta");
    expect(() => createStopper({ patience: 1, monitor: "valLoss" }, false)).toThrow("validation data");
    expect(() => createStopper({ patience: 1, monitor: "f1" as never }, false)).toThrow('received "f1"');
  });
});
