import { describe, expect, it } from "vitest";
import { ParameterError } from "../../../kernel/errors.ts";
import { parseNotebook } from "../../../kernel/notebook/read.ts";
import { injectParameters, parseParameter } from "../../../kernel/run/parameters.ts";

function notebookOf(...cells: [source: string, ...tags: string[]][]) {
  const list = cells.map(([source, ...tags]) => ({ cell_type: "code", source, metadata: { tags } }));
  return parseNotebook(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: list }), "n");
}

describe("parseParameter", () => {
  it.each([
    ["a=1", ["a", 1]],
    ["a=[1,2]", ["a", [1, 2]]],
    ["a=true", ["a", true]],
    ["a=text", ["a", "text"]],
    ['a="1"', ["a", "1"]],
    ["a=x=y", ["a", "x=y"]],
    ["größe=", ["größe", ""]],
  ])("reads %s", (text, expected) => {
    expect(parseParameter(text)).toEqual(expected);
  });

  it.each(["a", "1a=2", "a b=1", "=1"])("refuses %s", (text) => {
    expect(() => parseParameter(text)).toThrow(ParameterError);
  });
});

describe("injectParameters", () => {
  it("adds a cell after the one that declares them", () => {
    const notebook = notebookOf(["1"], ["let a: number = 1; const b = 'x'", "parameters"], ["a"]);
    const { cells } = injectParameters(notebook, { a: 5, b: 'q"\u2028' });
    expect(cells.map((cell) => cell.source)).toEqual([
      "1",
      "let a: number = 1; const b = 'x'",
      `// Parameters of this run\na = 5;\nlet b = "q\\"\u2028";`,
      "a",
    ]);
    expect(cells[2]?.metadata.tags).toEqual(["injected-parameters"]);
  });

  it("replaces what an earlier run added", () => {
    const notebook = notebookOf(["let a = 1", "parameters"], ["let a = 2", "injected-parameters"], ["a"]);
    expect(injectParameters(notebook, { a: 3 }).cells.map((cell) => cell.source)).toEqual([
      "let a = 1",
      "// Parameters of this run\na = 3;",
      "a",
    ]);
  });

  it("changes nothing without parameters", () => {
    const notebook = notebookOf(["1"]);
    expect(injectParameters(notebook, {})).toBe(notebook);
  });

  it("refuses a name that the notebook does not declare, and names those it does", () => {
    const notebook = notebookOf(["let epochs = 1; let rate = 2", "parameters"]);
    expect(() => injectParameters(notebook, { epoch: 5 })).toThrow(
      "parameter epoch: the notebook declares no such parameter; it declares: epochs, rate",
    );
    expect(() => injectParameters(notebookOf(["let a = 1"]), { a: 5 })).toThrow(
      "no code cell tagged parameters",
    );
  });
});
