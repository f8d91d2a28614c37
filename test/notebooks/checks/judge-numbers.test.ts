import { describe, expect, it } from "vitest";
import { judgeNumbers } from "../../../notebooks/exercises/checks/judge-numbers.ts";

const judge = (received: unknown) =>
  judgeNumbers(received, [1, 2], {
    what: "values",
    mistakes: [
      { gives: [2, 1], because: "the wrong way round" },
      { gives: [1, 2, 3], because: "one too many" },
    ],
  })?.message;

describe("judgeNumbers", () => {
  it("finds nothing in what is right, as a list or a typed array", () => {
    expect([judge([1, 2]), judge(Float32Array.of(1, 2.000001))]).toEqual([undefined, undefined]);
  });

  it("recognises mistakes, also those of another length", () => {
    expect([judge([2, 1]), judge([1, 2, 3])]).toEqual(["the wrong way round", "one too many"]);
  });

  it("names the place and both numbers where it knows no mistake", () => {
    expect(judge([1, 5])).toBe("number 1 of your values: expected 2, received 5");
    expect(judge([1])).toBe("expected 2 values, received 1");
    expect(judge([1, Number.NaN])).toMatch(/^number 1 of your values is NaN/);
  });

  it("says what came where it was no list of numbers", () => {
    expect(judge("12")).toBe('expected values as a list of numbers, received "12"');
    expect(judge([[1, 2]])).toMatch(/received a list of 1, the first of them a list of 2/);
    expect(judge({ a: 1 })).toMatch(/received a Object with a|received an? Object with a/);
  });
});
