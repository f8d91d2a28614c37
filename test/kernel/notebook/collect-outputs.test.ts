import { describe, expect, it } from "vitest";
import { OutputCollector } from "../../../kernel/notebook/collect-outputs.ts";
import type { CodeCell } from "../../../kernel/notebook/notebook.ts";

const cell = (): CodeCell => ({
  cell_type: "code",
  id: "a",
  metadata: {},
  source: "",
  execution_count: 1,
  outputs: [],
});
const shown = (text: string, displayId?: string) =>
  ({
    type: "display",
    data: { "text/plain": text },
    metadata: {},
    ...(displayId ? { displayId } : {}),
  }) as const;
const stream = (name: "stdout" | "stderr", text: string) => ({ type: "stream", name, text }) as const;

describe("OutputCollector", () => {
  it("joins a stream's pieces, but not across another output", () => {
    const target = cell();
    const outputs = new OutputCollector();
    for (const output of [
      stream("stdout", "a"),
      stream("stdout", "b"),
      stream("stderr", "c"),
      stream("stdout", "d"),
    ]) {
      outputs.add(target, output);
    }
    expect(target.outputs.map((output) => ("text" in output ? output.text : ""))).toEqual(["ab", "c", "d"]);
  });

  it("rewrites every output of an id, in whichever cell, and keeps the id out of the file", () => {
    const [first, second] = [cell(), cell()];
    const outputs = new OutputCollector();
    outputs.add(first, shown("a", "one"));
    outputs.add(first, shown("b", "two"));
    outputs.add(second, shown("c", "one"));
    outputs.add(second, {
      type: "update",
      data: { "text/plain": "new" },
      metadata: { m: 1 },
      displayId: "one",
    });
    const expected = { output_type: "display_data", data: { "text/plain": "new" }, metadata: { m: 1 } };
    expect(first.outputs).toEqual([
      expected,
      { output_type: "display_data", data: { "text/plain": "b" }, metadata: {} },
    ]);
    expect(second.outputs).toEqual([expected]);
  });

  it("clears at once, or with the next output", () => {
    const target = cell();
    const outputs = new OutputCollector();
    outputs.add(target, stream("stdout", "a"));
    outputs.add(target, { type: "clear", wait: true });
    expect(target.outputs).toHaveLength(1);
    outputs.add(target, stream("stdout", "b"));
    expect(target.outputs).toEqual([{ output_type: "stream", name: "stdout", text: "b" }]);
    outputs.add(target, { type: "clear", wait: false });
    expect(target.outputs).toEqual([]);
  });

  it("gives a result the cell's count", () => {
    const target = cell();
    new OutputCollector().add(target, { type: "result", data: { "text/plain": "1" }, metadata: {} });
    expect(target.outputs[0]).toMatchObject({ output_type: "execute_result", execution_count: 1 });
  });
});
