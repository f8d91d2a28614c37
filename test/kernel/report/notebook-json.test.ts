import { describe, expect, it } from "vitest";
import { NotebookFormatError } from "../../../kernel/errors.ts";
import { readNotebook } from "../../../kernel/report/notebook-json.ts";
import { codeCell, dataOutput, markdownCell, notebookOf } from "./sample-notebook.ts";

describe("readNotebook", () => {
  it("joins lines of text, and streams of one name that follow each other", () => {
    const stream = (name: string, text: string | string[]) => ({ output_type: "stream", name, text });
    const notebook = notebookOf(
      markdownCell(["# a\n", "b"]),
      codeCell("x", stream("stdout", "1\n"), stream("stdout", ["2", "\n"]), stream("stderr", "3")),
    );
    expect(readNotebook(notebook, "n").cells).toEqual([
      { kind: "markdown", source: "# a\nb", attachments: new Map() },
      {
        kind: "code",
        source: "x",
        executionCount: 1,
        outputs: [
          { kind: "stream", name: "stdout", text: "1\n2\n" },
          { kind: "stream", name: "stderr", text: "3" },
        ],
      },
    ]);
  });

  it("passes over cells and outputs it does not know", () => {
    const odd = codeCell("x", { output_type: "future" }, dataOutput({ "text/plain": "y" }), null as never);
    expect(readNotebook(notebookOf(odd, { cell_type: "raw", source: "z" }), "n").cells).toMatchObject([
      { outputs: [{ kind: "data", data: { "text/plain": "y" } }] },
      { kind: "raw", source: "z" },
    ]);
  });

  it.each([
    [null, "null"],
    [[], "a list"],
    [{}, "an object without cells"],
    [{ nbformat: 3, worksheets: [] }, "nbformat 3"],
  ])("refuses %j, naming the notebook", (json, received) => {
    expect(() => readNotebook(json, "03.ipynb")).toThrow(NotebookFormatError);
    expect(() => readNotebook(json, "03.ipynb")).toThrow(new RegExp(`^03.ipynb: .*received ${received}`));
  });
});
