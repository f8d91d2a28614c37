import { describe, expect, it } from "vitest";
import {
  formatResults,
  formatResultsMarkdown,
  gatherNotes,
  gatherResults,
} from "../../../kernel/run/published-results.ts";

const vgg = { model: "vgg16", mode: "frozen", accuracy: 0.9, low: 0.85, high: 0.94, seconds: 12.34 };
const pixels = { model: "pixels", mode: "svm | raw", accuracy: 0.5 };

describe("gatherResults", () => {
  it("takes lists and single results, in order, and leaves out what is neither", () => {
    const data = [[vgg, { note: "n" }], "text", null, pixels, { model: "x", mode: "y" }];
    expect(gatherResults([{ data: [] }, { data }])).toEqual([vgg, pixels]);
  });
});

describe("gatherNotes", () => {
  it("says each thing once, with its details under it", () => {
    const note = { note: "1 picture was left out", details: ["a.jpg: empty"] };
    expect(gatherNotes([{ data: [note, [vgg]] }, { data: [note, { note: "slow" }] }])).toEqual([
      "1 picture was left out:",
      "  a.jpg: empty",
      "slow",
    ]);
  });

  it("leaves out notes of another shape", () => {
    expect(gatherNotes([{ data: [{ note: 3 }, { note: "x", details: "y" }] }])).toEqual([]);
  });
});

describe("formatResults", () => {
  it("aligns columns, with intervals and times where there are any", () => {
    expect(formatResults([vgg, pixels])).toEqual([
      "model   mode       accuracy (95 % interval)    time",
      "------  ---------  ------------------------  ------",
      "vgg16   frozen     90.0 % (85.0 to 94.0)     12.3 s",
      "pixels  svm | raw  50.0 %",
    ]);
  });
});

describe("formatResultsMarkdown", () => {
  it("keeps a bar in a name from ending its cell", () => {
    expect(formatResultsMarkdown([pixels]).split("\n").at(-1)).toBe("| pixels | svm \\| raw | 50.0 % |  |");
  });
});
