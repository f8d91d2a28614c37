import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { historyFolder } from "../../../kernel/history/history-folder.ts";

describe("historyFolder", () => {
  it("is in TRANSFERLAB_HOME when that is set", () => {
    expect(historyFolder({ TRANSFERLAB_HOME: "/somewhere" })).toBe(join("/somewhere", "history"));
  });

  it("is in the platform's place for data otherwise", () => {
    expect(historyFolder({ TRANSFERLAB_HOME: "" })).toMatch(/transferlab.*history$/);
  });

  it("is none when the history is off", () => {
    expect(historyFolder({ TRANSFERLAB_HOME: "/somewhere", TRANSFERLAB_HISTORY: "off" })).toBeUndefined();
  });
});
