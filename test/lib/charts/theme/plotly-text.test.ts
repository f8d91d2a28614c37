import { describe, expect, it } from "vitest";
import {
  countOf,
  escapePlotlyText,
  percent,
  shortenToWidth,
  smallPercent,
  wrapText,
} from "../../../../lib/charts/theme/plotly-text.ts";
import { textWidthPx } from "../../../../lib/charts/theme/text-width.ts";

describe("escapePlotlyText", () => {
  it("escapes what plotly reads as HTML, entities and TeX", () => {
    expect(escapePlotlyText("<i>&lt;</i> $a$")).toBe("&lt;i&gt;&amp;lt;&lt;/i&gt; &#36;a&#36;");
  });
  it("turns line breaks and escape characters into spaces", () => {
    expect(escapePlotlyText("a\nb\u001b[31mc")).toBe("a b [31mc");
  });
});

describe("shortenToWidth", () => {
  it("leaves a short name as it is", () => {
    expect(shortenToWidth("cat", 100)).toBe("cat");
  });
  it("cuts the middle, so that endings still tell names apart", () => {
    const short = shortenToWidth("holiday-pictures-of-the-year-IMG_0001.jpg", 120);
    expect(short).toMatch(/^holiday.*….*01\.jpg$/);
    expect(textWidthPx(short, 13)).toBeLessThanOrEqual(120);
  });
  it("does not cut a letter of two code units in half", () => {
    expect(shortenToWidth("🐈🐈🐈🐈", 30)).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
  });
});

describe("wrapText", () => {
  it("breaks between words, no line wider than asked", () => {
    const lines = wrapText("one two three four five six", 60, 13);
    expect(lines.join(" ")).toBe("one two three four five six");
    expect(Math.max(...lines.map((line) => textWidthPx(line, 13)))).toBeLessThanOrEqual(60);
  });
  it("shortens a word that is wider than a line", () => {
    expect(wrapText("a".repeat(100), 60, 13)).toHaveLength(1);
  });
});

describe("percent, smallPercent and countOf", () => {
  it("writes shares", () => {
    expect(percent(0.1234)).toBe("12.3 %");
    expect([0, 0.63, 0.0042, 0.0000123, 1e-12].map(smallPercent)).toEqual([
      "0",
      "63 %",
      "0.42 %",
      "0.0012 %",
      "1.0e-10 %",
    ]);
  });
  it("counts in words", () => {
    expect([countOf(1, "image"), countOf(2, "class", "classes")]).toEqual(["1 image", "2 classes"]);
  });
});
