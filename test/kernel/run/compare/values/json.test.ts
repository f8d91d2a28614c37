import { describe, expect, it } from "vitest";
import { compareJson } from "../../../../../kernel/run/compare/values/json.ts";
import { DEFAULT_TOLERANCE } from "../../../../../kernel/run/compare/values/tolerance.ts";

const compare = (expected: unknown, received: unknown) => compareJson(expected, received, DEFAULT_TOLERANCE);

describe("compareJson", () => {
  it("ignores rounding, the order of keys, and times", () => {
    const stored = { data: [{ y: [0.1, 0.2] }], title: "took 3 s", seconds: 1.5 };
    expect(
      compare(stored, { seconds: 9, title: "took 12 s", data: [{ y: [0.1000000001, 0.2] }] }),
    ).toBeUndefined();
  });

  it("names the place of a number", () => {
    expect(compare({ data: [{ y: [0.1, 0.2] }] }, { data: [{ y: [0.1, 0.3] }] })).toEqual({
      fault: "a value differs",
      lines: [
        ".data[0].y[1]:",
        "expected  0.2",
        "received  0.3",
        expect.stringMatching(/^0\.2 and 0\.3 differ by 0\.1 /),
      ],
    });
  });

  it.each([
    [{ a: 1 }, {}],
    [{}, { a: 1 }],
    [[1, 2], [1]],
    [{ accuracy: 0.93 }, { accuracy: 0.92 }],
    [{ seconds: 1 }, { seconds: null }],
    [1, "1"],
    [null, {}],
    [true, false],
  ])("tells %j from %j", (expected, received) => {
    expect(compare(expected, received)).toBeDefined();
  });
});
