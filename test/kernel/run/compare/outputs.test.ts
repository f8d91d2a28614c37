import { describe, expect, it } from "vitest";
import type { NotebookOutput } from "../../../../kernel/notebook/notebook.ts";
import { compareOutputs } from "../../../../kernel/run/compare/outputs.ts";
import { DEFAULT_TOLERANCE } from "../../../../kernel/run/compare/values/tolerance.ts";

const print = (text: string, name = "stdout"): NotebookOutput => ({ output_type: "stream", name, text });
const show = (data: Record<string, unknown>): NotebookOutput => ({
  output_type: "display_data",
  data,
  metadata: {},
});
const result = (text: string, count = 1): NotebookOutput => ({
  output_type: "execute_result",
  execution_count: count,
  data: { "text/plain": text },
  metadata: {},
});
const error = (evalue: string, traceback: string[] = []): NotebookOutput => ({
  output_type: "error",
  ename: "Error",
  evalue,
  traceback,
});
const compare = async (expected: NotebookOutput[], received: NotebookOutput[], ...ignored: string[]) => {
  const found = await compareOutputs(expected, received, {
    tolerance: DEFAULT_TOLERANCE,
    ignored: new Set(ignored),
  });
  return found.map(({ output, fault }) => `${output}: ${fault}`);
};

describe("compareOutputs", () => {
  it("joins streams by name between other outputs", async () => {
    const stored = [print("a\n"), print("warn\n", "stderr"), print("b\n"), result("1")];
    expect(await compare(stored, [print("warn\n", "stderr"), print("a\nb\n"), result("1", 9)])).toEqual([]);
    expect(await compare([print("a"), result("1"), print("b")], [print("ab"), result("1")])).toEqual([
      "output 1, stdout: the text differs",
      "output 3, stdout: it is missing",
    ]);
  });

  it("compares an error's name and message, not its traceback", async () => {
    expect(await compare([error("x", ["1"])], [error("x", ["2"])])).toEqual([]);
    expect(await compare([error("x")], [error("y")])).toEqual(["output 1, error: the text differs"]);
  });

  it("tells a missing, an additional, another output and another order", async () => {
    expect(await compare([result("1")], [])).toEqual(["output 1, result: it is missing"]);
    expect(await compare([], [result("1")])).toEqual(["new output 1, result: it is additional"]);
    expect(await compare([result("1")], [error("x")])).toEqual(["output 1: expected result, received error"]);
    expect(await compare([print("a"), result("1")], [result("1"), print("a")])).toEqual([
      "outputs: they come in another order",
    ]);
    expect(
      await compare(
        [show({ "text/html": "<b>" }), result("1")],
        [print("new"), show({ "text/html": "<b>" }), result("2")],
      ),
    ).toEqual(["new output 1, stdout: it is additional", "output 2, text/plain: the text differs"]);
  });

  it("compares each type as what it is, and tells one that is missing or additional", async () => {
    const type = "application/vnd.plotly.v1+json";
    expect(await compare([show({ [type]: { a: 1, b: 2 } })], [show({ [type]: { b: 2, a: 1 } })])).toEqual([]);
    expect(
      await compare(
        [show({ "text/html": "<b>", "text/plain": "a" })],
        [show({ "text/plain": "a", "application/json": {} })],
      ),
    ).toEqual([
      "output 1, text/html: this type is missing",
      "output 1, application/json: this type is additional",
    ]);
    expect(
      await compare([show({ "application/pdf": "AA/1/AA=" })], [show({ "application/pdf": "AA/2/AA=" })]),
    ).toEqual(["output 1, application/pdf: the bytes differ"]);
  });

  it("leaves out what is ignored", async () => {
    const stored = [print("a"), show({ "image/png": "AA==", "text/plain": "p" })];
    const fresh = [print("b"), show({ "image/png": "BB==", "text/plain": "p" }), print("w", "stderr")];
    expect(await compare(stored, fresh, "stdout", "stderr", "image/png")).toEqual([]);
    expect(await compare(stored, [], "all")).toEqual([]);
    expect(await compare([show({ "image/png": "AA==" })], [], "image/png")).toEqual([]);
  });
});
