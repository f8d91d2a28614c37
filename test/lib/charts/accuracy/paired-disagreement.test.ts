import { describe, expect, it } from "vitest";
import { pairedDisagreement } from "../../../../lib/charts/accuracy/paired-disagreement.ts";

const counts = {
  first: "VGG16",
  second: "ResNet50",
  bothRight: 80,
  onlyFirst: 4,
  onlySecond: 11,
  bothWrong: 5,
};

describe("pairedDisagreement", () => {
  it("puts the first model's outcome down and the second's across", () => {
    const { data, layout } = pairedDisagreement(counts);
    const { x, y, text } = data[0] as { x: number[]; y: number[]; text: string[] };
    const at = (column: number, row: number) =>
      text[x.findIndex((value, index) => value === column && y[index] === row)];
    expect(layout.yaxis).toMatchObject({ ticktext: ["VGG16 right", "VGG16 wrong"] });
    expect(layout.xaxis).toMatchObject({ ticktext: ["ResNet50 right", "ResNet50 wrong"] });
    expect(at(1, 0)).toBe("<b>4</b><br>4.0 %<br>only VGG16 right");
    expect(at(0, 1)).toBe("<b>11</b><br>11.0 %<br>only ResNet50 right");
  });

  it("says the test's outcome in words", () => {
    expect(pairedDisagreement({ ...counts, pValue: 0.1184 }).summary).toContain("McNemar's test: p = 0.118.");
    expect(pairedDisagreement({ ...counts, pValue: 0.00001 }).summary).toContain("p < 0.001.");
    expect(pairedDisagreement(counts).summary).not.toContain("McNemar");
  });

  it("refuses shares, no image at all and a p-value beyond 1", () => {
    expect(() => pairedDisagreement({ ...counts, onlyFirst: 0.04 })).toThrow(
      "onlyFirst: expected a whole number",
    );
    const none = { bothRight: 0, onlyFirst: 0, onlySecond: 0, bothWrong: 0 };
    expect(() => pairedDisagreement({ ...counts, ...none })).toThrow("at least one image");
    expect(() => pairedDisagreement({ ...counts, pValue: 2 })).toThrow("pValue");
  });
});
