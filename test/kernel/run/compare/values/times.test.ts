import { describe, expect, it } from "vitest";
import { hideTimes, isTimeName } from "../../../../../kernel/run/compare/values/times.ts";

const hide = (text: string) => hideTimes(text).replaceAll(/\s+/g, " ").trim();

describe("hideTimes", () => {
  it.each([
    "3.2 s",
    "12 ms",
    "12ms",
    "1,234.5 ms",
    "4 µs",
    "12.1 ± 0.4 ms",
    "1m 3s",
    "2 min 13 s",
    "1h 2m 3s",
    "0:01:02",
    "08:33:45 GMT+0000 (Coordinated Universal Time)",
    "2026-11-25",
    "2026-11-25T08:33:45.123Z",
    "2026-11-25 08:33:45+01:00",
    "Wed Nov 25 2026",
    "5 minutes",
    "0.5 min",
    "35.2 images/s",
    "12 MB/s",
  ])("hides %j", (text) => {
    expect(hide(`took ${text}, done`)).toMatch(/^took ‹time› ?, done$/);
    expect(hide(text)).toBe("‹time›");
  });

  it.each([
    "accuracy 0.93",
    "accuracy 93.1 %",
    "loss: 0.25",
    "mean 0.9 min 0.8 max 0.95",
    "0.9 min=0.8",
    "3 m",
    "24 h",
    "ratio 3:2",
    "conv5s 3",
    "5 samples",
    "5 MB",
    "1.2.3",
    "p = 3.8e-11",
    "2 stages",
    "rms = 0.3",
  ])("leaves %j as it is", (text) => {
    expect(hide(text)).toBe(text);
  });

  it.each(["seconds: 0.59", "trainingMs = 12.5", '"elapsed": 3', "wall_seconds: 1e-3"])(
    "hides the number after the name of a time: %j",
    (text) => {
      expect(hideTimes(text)).toMatch(/[:=] ‹time›$/);
    },
  );
});

describe("isTimeName", () => {
  it("knows the names of times, and no others", () => {
    expect(["seconds", "elapsed", "trainingMs", "wall_ms"].filter(isTimeName)).toHaveLength(4);
    expect(["accuracy", "rms", "items", "count", "top5"].filter(isTimeName)).toEqual([]);
  });
});
