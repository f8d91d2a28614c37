import { describe, expect, it } from "vitest";
import type { NameKind } from "../../../kernel/cell/rewriting/references.ts";
import { transformCell } from "../../../kernel/cell/transform.ts";
import { CellSyntaxError } from "../../../kernel/errors.ts";

const context = (declared: [string, NameKind][] = []) => ({
  cell: 3,
  declared: new Map(declared),
  globals: new Set(["console", "Math", "process"]),
});

function bodyOf(source: string, declared: [string, NameKind][] = []): string {
  const lines = transformCell(source, context(declared)).code.split("\n");
  return lines.slice(1, -1).join("\n");
}

describe("transformCell", () => {
  it("keeps top-level names on the namespace object", () => {
    expect(bodyOf("let x = 1;")).toBe("    $.x = 1;");
  });

  it("leaves globals alone until a cell declares their name", () => {
    expect(bodyOf("process.pid;")).toBe("process.pid;");
    expect(bodyOf("process.pid;", [["process", "const"]])).toBe("$.process.pid;");
  });

  it("keeps every line where it was", () => {
    const source =
      "import { a } from 'm'\n\nlet x: {\n  y: number\n} = { y: 1 }\nexport function f<T>(\n  p: T,\n): T { return p }\n\nx.y";
    const body = bodyOf(source).split("\n");
    expect(body).toHaveLength(source.split("\n").length);
    expect(body[9]).toContain("$.x.y");
    expect(body[5]).toContain("function f");
  });

  it.each([
    ["a rewritten name", "let x = 1; x.toString().foo.bar", "bar", 29],
    ["types", "const x: number = 1 as any; null!.a", "null", 29],
    ["astral characters", "let 变 = '😀', y = 变.z", "z", 21],
  ])("locates columns after %s", (_, source, word, column) => {
    const { code, locate } = transformCell(source, context());
    const line = code.split("\n")[1]!;
    expect(locate({ line: 1, column: line.lastIndexOf(word) + 1 })).toEqual({ line: 1, column });
    expect(source.slice(column - 1)).toMatch(new RegExp(`^${word}`));
  });

  it("locates lines of a cell that had to be compiled", () => {
    const source =
      "enum Color {\n  Red,\n  Green,\n}\n\nfunction fail() {\n  throw new Error(String(Color.Red))\n}";
    const { code, locate } = transformCell(source, context());
    const lines = code.split("\n").slice(1);
    const line = lines.findIndex((text) => text.includes("throw")) + 1;
    const column = lines[line - 1]!.indexOf("throw") + 1;
    expect(locate({ line, column })).toEqual({ line: 7, column: 3 });
  });

  it("takes imports out of the code, with their place", () => {
    const { imports } = transformCell(
      "\n  import d, { a as b, type T } from 'm'; import * as n from './n.json' with { type: 'json' }; b",
      context(),
    );
    expect(imports).toEqual([
      {
        specifier: "m",
        attributes: {},
        bindings: [
          { imported: "default", local: "d", isUsed: false },
          { imported: "a", local: "b", isUsed: true },
        ],
        line: 2,
        column: 3,
      },
      {
        specifier: "./n.json",
        attributes: { type: "json" },
        bindings: [{ imported: "*", local: "n", isUsed: false }],
        line: 2,
        column: 42,
      },
    ]);
  });

  it("tells the kinds of the names it declares", () => {
    const source = "let a; const b = 1; var c; function d() {} class e {} enum f { x } import g from 'g'";
    expect(Object.fromEntries(transformCell(source, context()).declarations)).toEqual({
      a: "let",
      b: "const",
      c: "var",
      d: "function",
      e: "class",
      f: "enum",
      g: "import",
    });
  });

  it.each([
    ["while (a) {await f()}", "while ($.a) {$turn();$leave($enter(), await (0,$.f)());}"],
    ["while (a) f()", "while ($.a) {$turn();(0,$.f)();}"],
    ["do f(); while (a)\n(b)", "do {$turn();(0,$.f)();} while ($.a);\n$result(($.b));"],
    ["while (a) if (b) c(); else d()", "while ($.a) {$turn();if ($.b) (0,$.c)(); else (0,$.d)();}"],
    ["while (a) var b = 1", "while ($.a) {$turn();    $.b = 1;}"],
    [
      "lab: while (a) while (b) continue lab",
      "lab: while ($.a) {$turn();while ($.b) {$turn();continue lab;}}",
    ],
    ["while (a) lab: f()", "while ($.a) {$turn();lab: (0,$.f)();}"],
    ["while (a) ({ b } = c)", "while ($.a) {$turn();({ b: $.b } = $.c);}"],
    ["while (a);", "while ($.a);"],
    ["for await (const x of y) f(x)", "for await (const x of $.y) {$turn();$leave($enter());(0,$.f)(x);}"],
    ["for await (const x of y);", "for await (const x of $.y){$turn();$leave($enter());;}"],
  ])("lets each turn of %j be interrupted", (source, expected) => {
    expect(bodyOf(source)).toBe(expected);
  });

  it.each([
    ["let x = 1\nlet y = ;", 2, 9, "Unexpected token"],
    ["const a = 1\n\n  const a = 2", 3, 9, "already been declared"],
    ["/* ünï 😀 */ let = 1", 1, 14, "reserved"],
    ["await 1; break", 1, 10, "break"],
    ["let x = '", 1, 9, "Unterminated string"],
    ["f(", 1, 3, "Expected"],
    ["let e: { a: = 1 }", 1, 13, ""],
    ["%matplotlib inline", 1, 1, "no such directive"],
    ["\n  %types loud", 2, 3, "received loud"],
    ["1 + 1\n%types warn", 2, 1, "ahead of the cell's code"],
    ["enum E { a }\nexport * from 'm'", 2, 1, "re-export"],
  ])("says where the fault of %j is", (source, line, column, message) => {
    let error: unknown;
    try {
      transformCell(source, context());
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(CellSyntaxError);
    const fault = error as CellSyntaxError;
    expect({ cell: fault.cell, line: fault.line, column: fault.column }).toEqual({ cell: 3, line, column });
    expect(fault.message).toContain(message);
    expect(fault.frame).toMatch(/^> \d \| /m);
    expect(fault.frame).toContain("^");
  });
});
