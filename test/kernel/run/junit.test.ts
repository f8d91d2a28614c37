import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JSDOM } from "jsdom";
import { afterAll, describe, expect, it } from "vitest";
import { writeJUnit } from "../../../kernel/run/junit.ts";

const folder = mkdtempSync(join(tmpdir(), "junit-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function write(...suites: Parameters<typeof writeJUnit>[1][number][]) {
  const path = join(folder, "report.xml");
  await writeJUnit(path, suites);
  // Throws on what is no XML.
  const { window } = new JSDOM(readFileSync(path, "utf8"), { contentType: "text/xml" });
  return window.document;
}

describe("writeJUnit", () => {
  it("writes a suite a notebook and a case a cell", async () => {
    const document = await write({
      name: "a.ipynb",
      cases: [
        { name: "1: load", seconds: 1.5, output: "loaded <5> & more\n" },
        { name: "2: train", failure: { message: "Error: no", details: "Error: no\n  at In[2].ts:1:1" } },
        { name: "3: never", isSkipped: true },
      ],
    });
    const cases = [...document.querySelectorAll("testcase")];
    expect(cases.map((one) => one.getAttribute("name"))).toEqual(["1: load", "2: train", "3: never"]);
    expect(cases[0]?.getAttribute("time")).toBe("1.5");
    expect(cases[0]?.querySelector("system-out")?.textContent).toContain("loaded <5> & more");
    expect(cases[1]?.querySelector("failure")?.getAttribute("message")).toBe("Error: no");
    expect(cases[1]?.querySelector("failure")?.textContent).toContain("at In[2].ts:1:1");
    expect(cases[2]?.querySelector("skipped")).not.toBeNull();
    expect(document.documentElement.getAttribute("failures")).toBe("1");
  });

  it("is XML whatever a cell prints, and bounded", async () => {
    const output = `\u0000\u001b[31mred\u001b[0m ]]> \ud800 ${"x".repeat(100_000)}`;
    const document = await write({ name: "\u0001", cases: [{ name: "\u0002", output }] });
    const text = document.querySelector("system-out")?.textContent ?? "";
    expect(text).toContain("red ");
    expect(text.length).toBeLessThan(21_000);
  });

  it("says that a file can't be written there", async () => {
    await expect(writeJUnit(folder, [])).rejects.toThrow("the JUnit file can't be written there");
  });

  it("leaves nothing beside the file", async () => {
    await write({ name: "n", cases: [] });
    expect(readdirSync(folder)).toEqual(["report.xml"]);
  });
});
