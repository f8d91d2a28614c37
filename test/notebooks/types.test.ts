import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { LanguageServer } from "../../kernel/language/language-server.ts";

const notebooks = fileURLToPath(new URL("../../notebooks/", import.meta.url));
const names = readdirSync(notebooks).filter((name) => name.endsWith(".ipynb"));

describe("types of the notebooks", () => {
  it.each(names)("%s has no type errors", async (name) => {
    await using server = new LanguageServer({ notebook: join(notebooks, name) });
    const { cells } = JSON.parse(readFileSync(join(notebooks, name), "utf8")) as {
      cells: { cell_type: string; source: string[] }[];
    };
    const faults: string[] = [];
    let number = 0;
    for (const { source } of cells.filter(({ cell_type }) => cell_type === "code")) {
      const text = source.join("");
      number++;
      for (const { line, message } of await server.check(number, text))
        faults.push(`[${number}]:${line} ${message}`);
      server.commit(number, text);
    }
    expect(faults).toEqual([]);
  });
});
