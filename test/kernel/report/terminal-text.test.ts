import { describe, expect, it } from "vitest";
import { terminalText } from "../../../kernel/report/terminal-text.ts";

describe("terminalText", () => {
  it("drops colours, titles and other escape sequences", () => {
    expect(terminalText("\u001b[31mred\u001b[39m \u001b]0;title\u0007end")).toBe("red end");
  });
  it("keeps the last state of a line that was written over", () => {
    expect(terminalText("loading 10 %\rloading 100 %\nabc\rX\nab\bc")).toBe("loading 100 %\nXbc\nac");
  });
  it("keeps tabs and line ends of Windows", () => {
    expect(terminalText("a\tb\r\nc")).toBe("a\tb\nc");
  });
});
