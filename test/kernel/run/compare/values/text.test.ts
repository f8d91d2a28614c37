import { describe, expect, it } from "vitest";
import { compareText } from "../../../../../kernel/run/compare/values/text.ts";
import { DEFAULT_TOLERANCE } from "../../../../../kernel/run/compare/values/tolerance.ts";

const compare = (expected: string, received: string, tolerance = DEFAULT_TOLERANCE) =>
  compareText(expected, received, tolerance);

describe("compareText", () => {
  it.each([
    ["accuracy 0.9300001", "accuracy 0.9300002"],
    ["loss 1e-9", "loss 0"],
    ["\u001b[33m0.5\u001b[39m", "0.5"],
    ["done  \n\n", "done"],
    ["10 %\r100 %", "100 %"],
    ["took 3.2 s", "took 12.1 s"],
    ["(  3.2 s) | ok", "(112.1 s) | ok"],
    ["[ 9.9999999, -1 ]", "[10.0000001, -1 ]"],
    ["time\n──────\n0.59 s", "time\n───────\n112.59 s"],
    ["−0.5", "-0.5"],
  ])("takes %j and %j for equal", (expected, received) => {
    expect(compare(expected, received)).toBeUndefined();
  });

  it.each([
    ["accuracy 0.93", "accuracy 0.94"],
    ["accuracy 0.9300", "accuracy 0.9301"],
    ["accuracy 93 %", "accuracy 92 %"],
    ["920784 parameters", "920785 parameters"],
    ["conv1", "conv2"],
    ["NaN", "0.5"],
    ["x = 1", "x = -1"],
    ["a", "b"],
    ["  indented", "indented"],
    ["one", "one\ntwo"],
    ["1 2", "1"],
    ["1.2.3", "1.2.4"],
  ])("tells %j from %j", (expected, received) => {
    expect(compare(expected, received)).toBeDefined();
  });

  it("says which number differs, by how much, and what was allowed", () => {
    expect(compare("epoch 3, accuracy 0.93", "epoch 3, accuracy 0.91")).toEqual({
      fault: "the text differs",
      lines: [
        "expected  epoch 3, accuracy 0.93",
        "received  epoch 3, accuracy 0.91",
        "number 2: 0.93 and 0.91 differ by 0.02 (relative 0.0215); tolerance 0.00001 relative, 1e-7 absolute",
      ],
    });
  });

  it("compares whole numbers under a cell's tolerance, and exactly without", () => {
    const own = { relative: 0.02, absolute: 0, coversIntegers: true };
    expect(compare("150 of 151", "151 of 151", own)).toBeUndefined();
    expect(compare("150 of 151", "140 of 151", own)).toBeDefined();
    expect(compare("150", "151", { ...own, coversIntegers: false })?.lines.at(-1)).toContain(
      "whole numbers have no tolerance",
    );
  });

  it("shows where texts of different lengths part, and is bounded", () => {
    const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${"x".repeat(index)}`);
    const fault = compare(["top", "end"].join("\n"), ["top", ...lines(50), "end"].join("\n"));
    expect(fault?.fault).toBe("expected 2 lines, received 52 lines; they part at line 2");
    expect(fault?.lines).toHaveLength(10);
    expect(fault?.lines.at(-1)).toBe("+ … and 42 more lines");
    const long = compare(`${"a ".repeat(5000)}1`, `${"a ".repeat(5000)}2`);
    expect(Math.max(...long!.lines.map((line) => line.length))).toBeLessThan(200);
    expect(long!.lines[0]).toMatch(/1$/);
  });
});
