import { describe, expect, it } from "vitest";
import { createLog } from "../../../kernel/dispatch/log.ts";

describe("createLog", () => {
  it("marks each line", () => {
    const lines: string[] = [];
    createLog({ write: (text) => lines.push(text) })("hello");
    expect(lines).toEqual(["[transferlab] hello\n"]);
  });

  it("falls silent before a pipe that nobody reads is full", () => {
    let length = 0;
    const log = createLog({
      write: (text) => {
        length += text.length;
      },
    });
    for (let index = 0; index < 10_000; index++) log("a line of the log");
    expect(length).toBeGreaterThan(1000);
    expect(length).toBeLessThan(65_536);
  });
});
