import { describe, expect, it } from "vitest";
import { ProgressLine } from "../../../cli/terminal/progress-line.ts";

/** What is written of steps at given times. */
function written(isTTY: boolean, steps: (line: ProgressLine, at: (ms: number) => void) => void): string[] {
  const texts: string[] = [];
  let now = 0;
  const stream = { isTTY, columns: 60, write: (text: string) => texts.push(text) };
  const line = new ProgressLine(stream, () => now);
  steps(line, (ms) => {
    now = ms;
  });
  return texts;
}

describe("ProgressLine", () => {
  it("writes a line a step and each quarter, with the time left from the step's own pace", () => {
    const texts = written(false, (line, at) => {
      line.tell("vgg16");
      at(1000);
      line.tell("vgg16", 0.3, "30 of 100 photos");
      at(3000);
      line.tell("vgg16", 0.5, "50 of 100 photos");
      line.tell("vgg16", 0.51, "51 of 100 photos");
      at(9000);
      line.tell("resnet50");
    });
    expect(texts).toEqual(["vgg16\n", "vgg16: 50 %, 50 of 100 photos, 3 s left\n", "resnet50\n"]);
  });

  it("rewrites one line of a terminal, no wider than it, not too often, and takes it away", () => {
    const texts = written(true, (line, at) => {
      line.tell("a step with a name that is far too long for a terminal of sixty columns");
      at(20);
      line.tell("a step with a name that is far too long for a terminal of sixty columns", 0.1);
      at(200);
      line.note("something that stays");
    });
    expect(texts).toEqual([
      "\r\u001b[Ka step with a name that is far too long for a terminal of s",
      "\r\u001b[K",
      "something that stays\n",
    ]);
  });
});
