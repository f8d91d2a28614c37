import { describe, expect, it } from "vitest";
import { read, trackedFiles } from "./tracked-files.ts";

/** Names of environment variables of ours, as words of a text. */
const namesIn = (text: string) => new Set(text.match(/\bTRANSFERLAB_[A-Z]+(?:_[A-Z]+)*\b/g));

describe("settings", () => {
  const table = read("README.md").match(/^\| variable [\s\S]*?\n\n/m)![0];
  const source = trackedFiles().filter((file) => /^(lib|kernel|cli|scripts)\/.*\.(ts|mjs)$/.test(file));
  const used = new Set(source.flatMap((file) => [...namesIn(read(file))]));

  it("that the source reads are in the README's table, and no others", () => {
    expect(used.size).toBeGreaterThan(5);
    expect([...namesIn(table)].sort()).toEqual([...used].sort());
  });
});
