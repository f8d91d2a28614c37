import { describe, expect, it } from "vitest";
import { rateSchedule } from "../../../../lib/charts/training/rate-schedule.ts";

describe("rateSchedule", () => {
  it("counts steps or epochs from 1", () => {
    const { data, layout, summary } = rateSchedule({
      schedules: [{ name: "cosine", rates: Float64Array.of(0.5, 0.25, 0) }],
      unit: "epoch",
    });
    expect(data[0]).toMatchObject({ x: [1, 2, 3], y: [0.5, 0.25, 0] });
    expect(layout.xaxis).toMatchObject({ title: { text: "epoch" } });
    expect(summary).toContain("cosine: from 0.5 to 0 in 3 epochs, at most 0.5.");
  });

  it("leaves 0 out on a logarithmic axis", () => {
    const { data, layout } = rateSchedule({ schedules: [{ name: "a", rates: [0, 0.1] }], scale: "log" });
    expect(data[0]).toMatchObject({ y: [null, 0.1] });
    expect(layout.yaxis).toMatchObject({ type: "log" });
  });

  it("refuses no schedule, no rate and negative rates", () => {
    expect(() => rateSchedule({ schedules: [] })).toThrow("at least one schedule");
    expect(() => rateSchedule({ schedules: [{ name: "a", rates: [] }] })).toThrow(
      "schedules[0].rates: expected at least one step",
    );
    expect(() => rateSchedule({ schedules: [{ name: "a", rates: [-1] }] })).toThrow("schedules[0].rates[0]");
  });
});
