import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import type { Notebook } from "../../kernel/notebook/notebook.ts";
import { parseNotebook } from "../../kernel/notebook/read.ts";
import { gatherResults } from "../../kernel/run/published-results.ts";
import { runNotebook } from "../../kernel/run/run-notebook.ts";

const folder = fileURLToPath(new URL("../../notebooks", import.meta.url));
const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
const scratch = mkdtempSync(join(tmpdir(), "transferlab-notebooks-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const read = (name: string): Notebook => parseNotebook(readFileSync(join(folder, name), "utf8"), name);

describe.each(names)("%s", (name) => {
  const notebook = read(name);

  it("is committed without outputs, counts and stray metadata", () => {
    for (const cell of notebook.cells) {
      expect(Object.keys(cell.metadata).filter((key) => key !== "tags")).toEqual([]);
      if (cell.cell_type === "code") expect([cell.outputs, cell.execution_count]).toEqual([[], null]);
    }
    expect(Object.keys(notebook.metadata).sort()).toEqual(["kernelspec", "language_info"]);
  });

  it("has an id of its own for every cell, in words", () => {
    const ids = notebook.cells.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z][a-z-]+$/.test(id))).toEqual([]);
  });

  it("has no long function: those belong in the library", () => {
    for (const cell of notebook.cells) {
      if (cell.cell_type === "code") expect(cell.source.split("\n").length, cell.id).toBeLessThanOrEqual(14);
    }
  });

  it("begins with a heading and ends with a cell that checks what it says", () => {
    expect(notebook.cells[0]!.source).toMatch(/^# /);
    expect(notebook.cells.at(-1)!.cell_type).toBe("code");
    // What they check may take several cells.
    expect(notebook.cells.at(-1)!.id).toMatch(/^claims(-[a-z]+)?$/);
    const claims = notebook.cells.filter(({ id }) => /^claims(-(?!text)[a-z]+)?$/.test(id));
    expect(claims.map(({ source }) => source).join("\n")).toContain("throw new Error");
  });

  it("fits its types, and runs from top to bottom on what comes with the project", async () => {
    const result = await runNotebook(join(folder, name), {
      types: "on",
      env: { TRANSFERLAB_HOME: scratch, TRANSFERLAB_OFFLINE: "1" },
    });
    expect(result.error).toBeUndefined();
    expect(result.cells).toMatchObject({ failed: 0, run: result.cells.total });
    // 02 counts layers and parameters, and measures no accuracy.
    expect(gatherResults([result]).length > 0).toBe(!name.startsWith("02-"));
  });
});
