import { describe, expect, it } from "vitest";
import { createRateMeter, secondsLeft } from "../../../../lib/datasets/download/progress.ts";

describe("createRateMeter", () => {
  it("knows no rate before two moments", () => {
    const meter = createRateMeter();
    expect(meter.rate()).toBeUndefined();
    meter.add(100, 0);
    expect(meter.rate()).toBeUndefined();
    meter.add(200, 0);
    expect(meter.rate()).toBeUndefined();
    meter.add(300, 50);
    expect(meter.rate()).toBe(4000);
  });

  it("does not count what was there before", () => {
    const meter = createRateMeter();
    meter.add(1_000_000, 10_000);
    meter.add(1_002_000, 12_000);
    expect(meter.rate()).toBe(1000);
  });

  it("forgets what is more than five seconds ago", () => {
    const meter = createRateMeter();
    for (let second = 0; second <= 10; second++) meter.add(second * 1000, second * 1000);
    for (let second = 11; second <= 16; second++) meter.add(10_000 + (second - 10) * 5000, second * 1000);
    expect(meter.rate()).toBe(5000);
  });

  it("falls to nothing while nothing comes", () => {
    const meter = createRateMeter();
    meter.add(0, 0);
    meter.add(9000, 1000);
    meter.add(9000, 60_000);
    meter.add(9000, 61_000);
    expect(meter.rate()).toBe(0);
  });

  it("takes many counts a moment", () => {
    const meter = createRateMeter();
    for (let step = 0; step <= 100_000; step++) meter.add(step * 10, step / 100);
    expect(meter.rate()).toBeCloseTo(1_000_000, 0);
  });
});

describe("secondsLeft", () => {
  it("divides the rest by the rate", () => {
    expect(secondsLeft(200, 1000, 100)).toBe(8);
    expect(secondsLeft(1200, 1000, 100)).toBe(0);
  });

  it.each([
    [undefined, 100],
    [1000, undefined],
    [1000, 0],
  ])("says nothing for a total of %s at %s bytes a second", (total, rate) => {
    expect(secondsLeft(200, total, rate)).toBeUndefined();
  });
});
