import { describe, expect, it } from "vitest";
import { cosine } from "../../../../lib/training/schedules/cosine.ts";
import { exponentialDecay } from "../../../../lib/training/schedules/decay.ts";
import { oneCycle } from "../../../../lib/training/schedules/one-cycle.ts";
import { rateAt, scheduleOf } from "../../../../lib/training/schedules/schedule.ts";

const sweep = (schedule: (step: number, total: number) => number, total: number) =>
  Array.from({ length: total }, (_, step) => schedule(step, total));

describe("cosine", () => {
  // Keras 3.15: keras.optimizers.schedules.CosineDecay(0.1, 10)(step), and with
  // CosineDecay(0.0, 8, alpha=0.1, warmup_target=0.1, warmup_steps=2)
  it("falls as Keras's CosineDecay", () => {
    const expected = [
      0.1, 0.0975528258, 0.0904508497, 0.0793892626, 0.0654508497, 0.05, 0.0345491503, 0.0206107374,
      0.00954915028, 0.00244717419,
    ];
    sweep(cosine({ peak: 0.1 }), 10).forEach((rate, step) => {
      expect(rate).toBeCloseTo(expected[step]!, 9);
    });
  });

  it("rises in a straight line first, and ends above its floor", () => {
    const rates = sweep(cosine({ peak: 0.1, warmUp: 0.2, floor: 0.1 }), 10);
    expect(rates[0]).toBe(0);
    expect(rates[1]).toBeCloseTo(0.05, 12);
    expect(rates[2]).toBeCloseTo(0.1, 12);
    expect(rates[6]).toBeCloseTo(0.1 * (0.1 + 0.9 * 0.5), 12);
    expect(Math.min(...rates.slice(2))).toBeGreaterThan(0.01);
    expect(cosine({ peak: 0.1, warmUp: 0.2, floor: 0.1 })(10, 10)).toBeCloseTo(0.01, 12);
  });

  it("refuses what is no rate or no share", () => {
    expect(() => cosine({ peak: 0 })).toThrow("peak: expected a finite number above 0, received 0");
    expect(() => cosine({ peak: 1, warmUp: 2 })).toThrow("warmUp: expected a number in [0, 1], received 2");
  });
});

describe("oneCycle", () => {
  it("follows fastai's combined_cos: a start, a peak, an end, half a cosine between each two", () => {
    const schedule = oneCycle({ peak: 1, rise: 0.25, divide: 25, divideFinal: 1e5 });
    const total = 100;
    const rise = (share: number) => 1 / 25 + ((1 + Math.cos(Math.PI * (1 - share))) * (1 - 1 / 25)) / 2;
    const fall = (share: number) => 1e-5 + ((1 + Math.cos(Math.PI * share)) * (1 - 1e-5)) / 2;
    expect(schedule(0, total)).toBeCloseTo(1 / 25, 12);
    expect(schedule(10, total)).toBeCloseTo(rise(0.4), 12);
    expect(schedule(25, total)).toBeCloseTo(1, 12);
    expect(schedule(60, total)).toBeCloseTo(fall((0.6 - 0.25) / 0.75), 12);
    expect(schedule(100, total)).toBeCloseTo(1e-5, 12);
  });

  it("rises to the end with a rise of 1, and only falls with one of 0", () => {
    const rising = sweep(oneCycle({ peak: 1, rise: 1 }), 10);
    expect(rising.every((rate, step) => step === 0 || rate > rising[step - 1]!)).toBe(true);
    const falling = sweep(oneCycle({ peak: 1, rise: 0 }), 10);
    expect(falling[0]).toBe(1);
    expect(falling.every((rate, step) => step === 0 || rate < falling[step - 1]!)).toBe(true);
  });

  it("refuses a divisor below 1", () => {
    expect(() => oneCycle({ peak: 1, divide: 0.5 })).toThrow(
      "divide: expected a finite number of at least 1",
    );
  });
});

describe("exponentialDecay", () => {
  it("falls a little each step, or at once every so many", () => {
    const smooth = sweep(exponentialDecay({ initial: 1, factor: 0.25, every: 2 }), 5);
    expect(smooth).toEqual([1, 0.5, 0.25, 0.125, 0.0625]);
    const stairs = sweep(exponentialDecay({ initial: 1, factor: 0.25, every: 2, staircase: true }), 5);
    expect(stairs).toEqual([1, 1, 0.25, 0.25, 0.0625]);
  });

  it("refuses a factor above 1", () => {
    expect(() => exponentialDecay({ initial: 1, factor: 2, every: 2 })).toThrow("factor");
  });
});

describe("scheduleOf", () => {
  it("takes a number for every step, and a schedule as it is", () => {
    expect(scheduleOf(0.5)(7, 10)).toBe(0.5);
    const schedule = cosine({ peak: 1 });
    expect(scheduleOf(schedule)).toBe(schedule);
  });

  it("refuses a number that is no rate, and names the step at which a schedule gives none", () => {
    expect(() => scheduleOf(-1)).toThrow("learningRate: expected a finite number above 0, received -1");
    expect(() => rateAt(() => Number.NaN, 3, 10)).toThrow(
      "learningRate: expected a finite number of at least 0 for step 3 of 10, received NaN",
    );
  });
});
