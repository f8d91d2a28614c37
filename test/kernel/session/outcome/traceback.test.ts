import { describe, expect, it } from "vitest";
import { readTraceback } from "../../../../kernel/session/outcome/traceback.ts";

const sources = new Map([
  [1, { source: "one\ntwo", locate: (place: { line: number; column: number }) => place }],
]);
const read = (name: string, message: string, inspected: string) =>
  readTraceback({ name, message, stack: inspected, inspected, interrupted: false }, 1, sources);

describe("readTraceback", () => {
  it("places an error and its causes, without the kernel's frames", () => {
    const inspected = [
      "Error: outer",
      "    at f (In[1].ts:2:1)",
      "    at node:internal/process:1:2",
      "    ... 7 lines matching cause stack trace ...",
      "    at node:vm:1:1 {",
      "  [cause]: TypeError: inner",
      "      at In[1].ts:1:1",
      "}",
    ].join("\n");
    const { place, traceback } = read("Error", "outer", inspected);
    expect(place).toEqual({ cell: 1, line: 2, column: 1 });
    expect(traceback).toEqual([
      "Error: outer",
      "In[1].ts:2:1",
      "  1 | one",
      "> 2 | two",
      "    | ^",
      "    at f (In[1].ts:2:1) {",
      "  [cause]: TypeError: inner",
      "      at In[1].ts:1:1",
      "}",
    ]);
  });

  it("puts the lines of an error without frames after its message", () => {
    const inspected =
      "[AggregateError: many] {\n  [errors]: [\n    Error: a\n        at In[1].ts:2:1\n  ]\n}";
    expect(read("AggregateError", "many", inspected).traceback).toEqual([
      "AggregateError: many",
      "In[1].ts:2:1",
      "  1 | one",
      "> 2 | two",
      "    | ^",
      "{",
      "  [errors]: [",
      "    Error: a",
      "        at In[1].ts:2:1",
      "  ]",
      "}",
    ]);
  });

  it("keeps a message of several lines whole", () => {
    const { traceback } = read("Error", "a\n b\nc", "Error: a\n b\nc\n    at In[1].ts:1:1");
    expect(traceback.slice(0, 4)).toEqual(["Error: a", " b", "c", "In[1].ts:1:1"]);
  });

  it("bounds messages and tracebacks", () => {
    const long = "x".repeat(200_000);
    const { message, traceback } = read("Error", long, `Error: ${long}\n    at In[1].ts:1:1`);
    expect(message).toMatch(/x… \(190000 more characters\)$/);
    expect(traceback.join("\n").length).toBeLessThan(11_000);
    const frames = Array.from({ length: 2000 }, () => "    at f (/a.js:1:1)").join("\n");
    expect(read("Error", "m", `Error: m\n${frames}`).traceback.slice(-1)).toEqual(["… (1501 more lines)"]);
  });
});
