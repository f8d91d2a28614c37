import { describe, expect, it } from "vitest";
import { toCodePoints, toUtf16Offset } from "../../../kernel/handlers/code-points.ts";

const text = "a😀b👩‍💻é";

describe("toUtf16Offset", () => {
  it("counts a character outside the first plane once", () => {
    expect(Array.from({ length: 5 }, (_, index) => toUtf16Offset(text, index))).toEqual([0, 1, 3, 4, 6]);
  });

  it("stays within the text", () => {
    expect(toUtf16Offset(text, 1000)).toBe(text.length);
    expect(toUtf16Offset("", 3)).toBe(0);
  });
});

describe("toCodePoints", () => {
  it("undoes toUtf16Offset everywhere", () => {
    for (let position = 0; position <= [...text].length; position++) {
      expect(toCodePoints(text, toUtf16Offset(text, position))).toBe(position);
    }
  });
});
