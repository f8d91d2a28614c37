import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { LanguageServer } from "../../../kernel/language/language-server.ts";
import { parseNotebook } from "../../../kernel/notebook/read.ts";
import { checkNotebook } from "../../../kernel/run/check-notebook.ts";

const folder = mkdtempSync(join(tmpdir(), "check-"));
const language = new LanguageServer({ notebook: join(folder, "test.ipynb") });
beforeEach(() => language.forget());
afterAll(async () => {
  await language.dispose();
  rmSync(folder, { recursive: true });
});

/** Checks cells, each a source and its tags; gives the faults that there are as `cell:line:column code`. */
async function check(...cells: [source: string, ...tags: string[]][]) {
  const list = cells.map(([source, ...tags]) => ({ cell_type: "code", source, metadata: { tags } }));
  const notebook = parseNotebook(
    JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: list }),
    "n",
  );
  const checked = await checkNotebook(notebook, language);
  return checked.flatMap(({ cell, faults, counts }) =>
    faults.map(
      ({ line, column, code }) => `${cell}:${line}:${column} ${code ?? "syntax"}${counts ? "" : " told"}`,
    ),
  );
}

describe("checkNotebook", () => {
  it("reads each cell after those before it", async () => {
    expect(await check(["let a = 1"], ["a = 2"], ["\na = 'three'"], ["a.toUpperCase()"])).toEqual([
      "3:2:1 2322",
      "4:1:3 2339",
    ]);
  }, 60_000);

  it("counts faults of syntax, also of directives that there are not", async () => {
    expect(await check(["const = 1"], ["%matplotlib inline"], ["export * from 'x'"])).toEqual([
      "1:1:7 syntax",
      "2:1:1 syntax",
      "3:1:1 syntax",
    ]);
  }, 60_000);

  it("does as directives and tags say", async () => {
    const wrong = "const n: number = 'x'";
    expect(
      await check(
        [`// @ts-nocheck\n${wrong}`],
        [`%types warn\n${wrong}`],
        [`%types off\n${wrong}`],
        [wrong],
        [`%types on\n${wrong}`, "raises-exception"],
        [wrong, "skip-execution"],
        ["?n"],
        [""],
        [wrong],
      ),
    ).toEqual(["2:2:7 2322 told", "5:2:7 2322 told", "9:1:7 2322"]);
  }, 60_000);

  it("does not know names of a cell that is not run", async () => {
    expect(await check(["let hidden = 1", "skip-execution"], ["hidden"])).toEqual(["2:1:1 2304"]);
  }, 60_000);
});
