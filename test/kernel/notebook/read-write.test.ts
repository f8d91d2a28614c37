import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NotebookFormatError } from "../../../kernel/errors.ts";
import { parseNotebook, readNotebook } from "../../../kernel/notebook/read.ts";
import { formatNotebook, writeNotebook } from "../../../kernel/notebook/write.ts";

const FILE = `${JSON.stringify(
  {
    cells: [
      {
        cell_type: "markdown",
        id: "m1",
        metadata: { mine: 1 },
        source: ["# Title\n", "text 😀"],
        attachments: {},
      },
      {
        cell_type: "code",
        execution_count: 3,
        id: "c-1_x",
        metadata: { tags: ["t"], unknown: { deep: [1] } },
        outputs: [
          { name: "stdout", output_type: "stream", text: ["a\n", "b"] },
          {
            data: {
              "application/json": ["kept", "as it is"],
              "image/png": "QUJD",
              "image/svg+xml": ["<svg>\n", "</svg>"],
              "text/plain": ["x"],
            },
            metadata: {},
            output_type: "display_data",
          },
          { data: { "text/plain": ["1"] }, execution_count: 3, metadata: {}, output_type: "execute_result" },
          { ename: "E", evalue: "v", output_type: "error", traceback: ["t"] },
        ],
        source: ["let a = 1\n", "\n", "a\n"],
      },
      { cell_type: "raw", id: "r1", metadata: {}, source: [] },
    ],
    metadata: { kernelspec: { name: "ts" }, other: true },
    nbformat: 4,
    nbformat_minor: 5,
    extra: "kept",
  },
  undefined,
  1,
)}\n`;

describe("parseNotebook", () => {
  it("joins lines", () => {
    const { cells } = parseNotebook(FILE, "n");
    expect(cells.map((cell) => cell.source)).toEqual(["# Title\ntext 😀", "let a = 1\n\na\n", ""]);
  });

  it("is undone by formatNotebook to the byte", () => {
    expect(formatNotebook(parseNotebook(FILE, "n"))).toBe(FILE);
  });

  it("upgrades older minor formats, with an id for every cell", () => {
    const old = {
      nbformat: 4,
      nbformat_minor: 2,
      metadata: {},
      cells: [
        { cell_type: "code", source: "1" },
        { cell_type: "markdown", source: "" },
      ],
    };
    let next = 0;
    const notebook = parseNotebook(JSON.stringify(old), "n", { createId: () => `id${next++}` });
    expect(notebook.nbformat_minor).toBe(5);
    expect(notebook.cells.map((cell) => cell.id)).toEqual(["id0", "id1"]);
    expect(notebook.cells[0]).toMatchObject({ outputs: [], execution_count: null, metadata: {} });
  });

  const cells = (...list: unknown[]) =>
    JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: list });
  it.each([
    ["", "n.ipynb: expected a notebook (JSON), but the file is empty"],
    ["{ not json", "n.ipynb: expected a notebook (JSON), but"],
    ["[]", "without an nbformat number"],
    ['{"a":1}', "without an nbformat number"],
    ['{"nbformat":3,"worksheets":[]}', "expected nbformat 4, received 3; upgrade it with: jupyter nbconvert"],
    ['{"nbformat":9}', "expected nbformat 4, received 9"],
    ['{"nbformat":4}', "cells: expected a list, received nothing"],
    ['{"nbformat":4,"cells":[],"metadata":[]}', "metadata: expected an object, received a list"],
    [cells(5), "cell 1: expected an object, received a number"],
    [
      cells({ cell_type: "code", source: "" }, { cell_type: "odd" }),
      'cell 2: expected cell_type code, markdown or raw, received "odd"',
    ],
    [
      cells({ cell_type: "code", source: 5 }),
      "cell 1: source: expected text or a list of lines, received a number",
    ],
    [cells({ cell_type: "code", source: "", id: "no spaces" }), "cell 1: expected an id of 1 to 64 letters"],
    [
      cells({ cell_type: "raw", source: "", id: "a" }, { cell_type: "raw", source: "", id: "a" }),
      "cell 2: its id a is that of an earlier cell",
    ],
    [
      cells({ cell_type: "code", source: "", outputs: [{ output_type: "pyout" }] }),
      'cell 1, output 1: unknown output_type "pyout"',
    ],
  ])("refuses %s", (text, message) => {
    expect(() => parseNotebook(text, "n.ipynb")).toThrow(NotebookFormatError);
    expect(() => parseNotebook(text, "n.ipynb")).toThrow(message);
  });
});

describe("readNotebook", () => {
  it("says when there is no file", async () => {
    await expect(readNotebook("no/such.ipynb")).rejects.toThrow("no/such.ipynb: there is no such file");
  });
});

describe("writeNotebook", () => {
  it("makes the folder and leaves nothing beside the file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "write-notebook-"));
    const path = join(folder, "a", "b.ipynb");
    await writeNotebook(path, parseNotebook(FILE, "n"));
    expect(await readFile(path, "utf8")).toBe(FILE);
    expect(await readdir(join(folder, "a"))).toEqual(["b.ipynb"]);
    await rm(folder, { recursive: true });
  });
});
