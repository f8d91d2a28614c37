import { describe, expect, it } from "vitest";
import { compileGlob } from "../../../kernel/history/match-glob.ts";

describe("compileGlob", () => {
  // What SQLite 3.40 answers to SELECT text GLOB pattern.
  it.each<[pattern: string, text: string, isMatch: boolean]>([
    ["", "", true],
    ["", "a", false],
    ["abc", "abc", true],
    ["abc", "abcd", false],
    ["ABC", "abc", false],
    ["*", "", true],
    ["*", "two\nlines", true],
    ["a*c", "abbc", true],
    ["a*c", "abcb", false],
    ["*b*b*", "abab", true],
    ["**x**", "x", true],
    ["?", "", false],
    ["?", "é", true],
    ["?", "😀", true],
    ["a?c", "a\nc", true],
    ["[abc]x", "bx", true],
    ["[abc]x", "dx", false],
    ["[a-c]", "b", true],
    ["[a-c]", "-", false],
    ["[^a-c]", "d", true],
    ["[^a-c]", "b", false],
    ["[!a]", "a", true],
    ["[!a]", "b", false],
    ["[]]", "]", true],
    ["[^]]", "]", false],
    ["[^]]", "a", true],
    ["[a-]", "-", true],
    ["[-a]", "-", true],
    ["[*]", "*", true],
    ["[*]", "a", false],
    ["[?]x", "?x", true],
    ["[abc", "a", false],
    ["[abc", "[abc", false],
    ["x[", "x[", false],
    ["]", "]", true],
    ["[a-c-e]", "d", false],
    ["[a-c-e]", "-", true],
    ["\\*", "\\anything", true],
    ["*.fit(*", "model.fit(x, y)", true],
  ])("%j on %j is %j", (pattern, text, isMatch) => {
    expect(compileGlob(pattern)(text)).toBe(isMatch);
  });

  it("does not take for ever on a pattern of many stars", () => {
    const start = performance.now();
    expect(compileGlob(`${"*a".repeat(50)}*b`)("a".repeat(20_000))).toBe(false);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
