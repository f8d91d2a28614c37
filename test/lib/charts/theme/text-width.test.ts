import { describe, expect, it } from "vitest";
import { textWidthPx } from "../../../../lib/charts/theme/text-width.ts";

describe("textWidthPx", () => {
  // Measured by Chromium in Liberation Sans at 1,000 px, without kerning.
  it.each([
    ["Hamburg 123", 6059, false],
    ["Hamburg 123", 6335, true],
    ["café", 1890, false],
  ] as const)("measures %j as a browser does", (text, width, bold) => {
    expect(Math.abs(textWidthPx(text, 1000, bold) - width)).toBeLessThanOrEqual(2);
  });
  it("takes East Asian letters as one em, and nothing as nothing", () => {
    expect(textWidthPx("中文", 10)).toBe(20);
    expect(textWidthPx("", 10)).toBe(0);
  });
});
