import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { LanguageServer } from "../../kernel/language/language-server.ts";
import type { Notebook } from "../../kernel/notebook/notebook.ts";
import { parseNotebook } from "../../kernel/notebook/read.ts";
import { runNotebook } from "../../kernel/run/run-notebook.ts";

const folder = fileURLToPath(new URL("../../notebooks/exercises", import.meta.url));
const solutionsFolder = join(folder, "solutions");
const isNotebook = (name: string) => name.endsWith(".ipynb");
const names = readdirSync(folder).filter(isNotebook);
const scratch = mkdtempSync(join(tmpdir(), "transferlab-exercises-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const read = (path: string): Notebook => parseNotebook(readFileSync(path, "utf8"), path);

/** What the check cells say, by cell. */
function findVerdicts({ cells }: Notebook): Record<string, string> {
  return Object.fromEntries(
    cells.flatMap((cell) => {
      if (cell.cell_type !== "code" || !cell.id!.endsWith("-check")) return [];
      const shown = cell.outputs.map((output) => ("data" in output ? output.data["text/plain"] : ""));
      return [[cell.id!, shown.join("")]];
    }),
  );
}

describe("the exercises", () => {
  it("have a solution each", () => {
    expect(names.length).toBeGreaterThan(0);
    expect(readdirSync(solutionsFolder).filter(isNotebook)).toEqual(names);
  });

  // One server for all: a later cell may declare a name again.
  it.each([folder, solutionsFolder])("have no type errors (%#)", async (place) => {
    await using server = new LanguageServer({ notebook: join(place, names[0]!) });
    const faults: string[] = [];
    let number = 0;
    for (const name of names) {
      for (const cell of read(join(place, name)).cells) {
        if (cell.cell_type !== "code") continue;
        number++;
        for (const { line, message } of await server.check(number, cell.source)) {
          faults.push(`${name}#${cell.id}:${line} ${message}`);
        }
        server.commit(number, cell.source);
      }
    }
    expect(faults).toEqual([]);
  });
});

describe.each(names)("exercise %s", (name) => {
  const exercise = read(join(folder, name));
  const solution = read(join(solutionsFolder, name));

  it.each([
    ["exercise", exercise],
    ["solution", solution],
  ])("is committed without outputs, counts and stray metadata (%s)", (_, { cells, metadata }) => {
    for (const cell of cells) {
      expect(cell.metadata).toEqual({});
      if (cell.cell_type === "code") expect([cell.outputs, cell.execution_count]).toEqual([[], null]);
    }
    expect(Object.keys(metadata).sort()).toEqual(["kernelspec", "language_info"]);
    const ids = cells.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z][a-z-]+$/.test(id!))).toEqual([]);
    const lengths = cells.map((cell) => (cell.cell_type === "code" ? cell.source.split("\n").length : 0));
    expect(Math.max(...lengths)).toBeLessThanOrEqual(14);
    expect(cells[0]!.source).toMatch(/^# /);
  });

  it("has for each task a question, two or three folded hints, a place to write, and a check", () => {
    const at = (id: string) => exercise.cells.find((cell) => cell.id === id);
    const tasks = Object.keys(findVerdicts(exercise)).map((id) => id.replace(/-check$/, ""));
    expect(tasks.length).toBeGreaterThanOrEqual(2);
    for (const task of tasks) {
      const { source } = at(`${task}-text`)!;
      expect(source).toMatch(/^## Task \d: /);
      const hints = [
        ...source.matchAll(/^<details><summary>Hint (\d)<\/summary>\n\n[\s\S]+?\n\n<\/details>$/gm),
      ];
      expect(hints.map(([, number]) => Number(number))).toEqual(hints.map((_, index) => index + 1));
      expect(hints.length).toBeGreaterThanOrEqual(2);
      expect(hints.length).toBeLessThanOrEqual(3);
      expect(at(task)!.source).toContain("// your code");
    }
    expect(exercise.cells.at(-1)).toMatchObject({ id: "progress", cell_type: "code" });
  });

  it("has a solution with the same tasks, each with its reason, that ends with a cell that checks them", () => {
    expect(Object.keys(findVerdicts(solution))).toEqual(Object.keys(findVerdicts(exercise)));
    const ids = solution.cells.map(({ id }) => id);
    for (const id of Object.keys(findVerdicts(exercise))) {
      expect(ids).toContain(id.replace(/-check$/, "-why"));
    }
    expect(solution.cells.at(-1)).toMatchObject({ id: "claims", cell_type: "code" });
    expect(solution.cells.at(-1)!.source).toContain("throw new Error");
  });

  it("runs unsolved, and says of each task that it was not tried", async () => {
    // Types are checked above, for all in one.
    const run = { types: "off", env: { TRANSFERLAB_HOME: scratch } } as const;
    const { error, notebook } = await runNotebook(join(folder, name), run);
    expect(error).toBeUndefined();
    for (const verdict of Object.values(findVerdicts(notebook))) expect(verdict).toMatch(/^Not tried yet/);
  });

  it("is solved by its solution", async () => {
    const run = { types: "off", env: { TRANSFERLAB_HOME: scratch } } as const;
    const { error, notebook } = await runNotebook(join(solutionsFolder, name), run);
    for (const verdict of Object.values(findVerdicts(notebook))) expect(verdict).toMatch(/^Right/);
    expect(error).toBeUndefined();
  });
});
