import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { NotebookService } from "../../../../../kernel/language/service/notebook-service.ts";

const service = new NotebookService({
  notebook: join(tmpdir(), "no-such-folder", "cells.ipynb"),
  installation: fileURLToPath(new URL("../../../../..", import.meta.url)),
  fromSource: true,
});

/** Cells run one after the other; of the last one the faults are compared, as `TS2322 line:column`. */
const CASES: readonly (readonly [title: string, cells: readonly string[], faults: readonly string[]])[] = [
  // One cell
  ["finds a wrong value", ["const n: number = 'one'"], ["TS2322 1:7"]],
  ["finds nothing in a right one", ["const n: number = 1; n.toFixed()"], []],
  ["counts lines and columns", ["const a = 1;\n\n  a.nope()"], ["TS2339 3:5"]],
  ["counts columns in UTF-16 units", ["'🎉🎉'; nope"], ["TS2304 1:9"]],
  ["takes Windows' line breaks", ["const a = 1;\r\na.nope"], ["TS2339 2:3"]],
  ["takes await outside functions", ["const a = await Promise.resolve(1); a.toFixed()"], []],
  ["takes for await", ["for await (const part of [1]) part.toFixed()"], []],
  ["takes export", ["export const a = 1; export default class B {}"], []],
  ["takes using", ["using a = { [Symbol.dispose]() {} }"], []],
  [
    "takes decorators",
    ["function d(v: unknown, c: ClassMethodDecoratorContext) {} class A { @d m() {} }"],
    [],
  ],
  ["takes import.meta", ["import.meta.dirname.length; import.meta.url"], []],
  ["leaves unused names alone", ["import { sep } from 'node:path'; function f(a: number) { let b }"], []],
  ["leaves missing returns alone", ["function f(a: number) { if (a) return 1 }"], []],
  ["leaves parameters without types alone", ["function add(a, b) { return a + b }; ({ c }) => c"], []],
  ["leaves syntax errors alone", ["const { "], []],
  ["leaves an empty cell alone", [""], []],
  ["honours @ts-expect-error", ["// @ts-expect-error\nconst n: number = ''"], []],
  ["has no browser", ["document.title"], ["TS2584 1:1"]],
  [
    "has what cells can use",
    ["display(1).update(2); html`<b>`; signal.aborted; clearOutput({ wait: true })"],
    [],
  ],
  ["has Node", ["process.pid + __filename.length; Buffer.from('a'); await fetch('http://a')"], []],

  // Kinds of names
  ["knows let", ["let a = 1", "const b: string = a"], ["TS2322 1:7"]],
  ["knows const", ["const a = 1", "const b: 1 = a; const c: string = a"], ["TS2322 1:23"]],
  ["knows var", ["var a = 1", "a.nope"], ["TS2339 1:3"]],
  [
    "knows var of a block and a loop",
    ["{ var a = 1 } for (var b = 0; ;) break", "a.toFixed(b); b.nope"],
    ["TS2339 1:17"],
  ],
  ["knows no let of a block", ["{ let a = 1 }", "a"], ["TS2304 1:1"]],
  ["knows functions", ["function f(a: number) { return String(a) }", "f(1).length; f('')"], ["TS2345 1:16"]],
  [
    "knows overloads",
    ["function f(a: 1): 1; function f(a: 2): 2; function f(a: any): any {}", "const b: 2 = f(2); f(3)"],
    ["TS2769 1:22"],
  ],
  [
    "knows generics",
    ["function f<T>(a: T) { return [a] }", "f(1)[0].toFixed(); f('')[0].nope"],
    ["TS2339 1:29"],
  ],
  [
    "knows classes as values and types",
    ["class A<T> { constructor(public v: T) {} }", "const a: A<number> = new A(1); a.v.nope"],
    ["TS2339 1:36"],
  ],
  ["knows enums", ["enum E { a, b }", "let e = E.a; e = E.b; e = 'c'; type X = E.a"], ["TS2322 1:23"]],
  [
    "knows namespaces",
    ["namespace N { export type T = 1; export const v = 2 }", "const a: N.T = 1; N.v.nope"],
    ["TS2339 1:23"],
  ],
  [
    "knows interfaces",
    ["interface P<T = number> { x: T }", "const p: P = { x: '' }; const q: P<string> = { x: '' }"],
    ["TS2322 1:16"],
  ],
  ["knows type aliases", ["type L<T> = T[]", "const l: L<number> = ['']"], ["TS2322 1:23"]],
  [
    "knows destructured names",
    [
      "const { a, b: [c, ...d], ...e } = { a: 1, b: ['', ''], f: true }",
      "a.toFixed(); c.trim(); d[0].trim(); e.f.nope",
    ],
    ["TS2339 1:41"],
  ],
  ["knows imports", ["import { sep } from 'node:path'", "sep.trim(); sep.nope"], ["TS2339 1:17"]],
  [
    "knows renamed, default and whole imports",
    [
      "import fs, { readFileSync as read } from 'node:fs'; import * as path from 'node:path'",
      "path.join(read('', 'utf8')); fs.nope; path.nope",
    ],
    ["TS2339 1:33", "TS2339 1:44"],
  ],
  [
    "knows imported types",
    [
      "import { type Stats, type BigIntStats as B } from 'node:fs'; import type { ParsedPath } from 'node:path'",
      "const a = (s: Stats, b: B, p: ParsedPath) => p.base + s.size + b.nope",
    ],
    ["TS2339 1:66"],
  ],
  [
    "knows exported names",
    [
      "export const a = 1; const b = 2; export { b as c }; export default function f() {}",
      "a.toFixed(b); f(); c",
    ],
    ["TS2304 1:20"],
  ],
  [
    "knows awaited values",
    ["const fs = await import('node:fs')", "fs.readFileSync; fs.nope"],
    ["TS2339 1:21"],
  ],
  [
    "knows JSON",
    ["const a = { b: [1, { c: 'x' as string | null }] as const }", "a.b[1].c.length"],
    ["TS2531 1:1"],
  ],
  [
    "knows unique symbols",
    ["const s = Symbol('s'); interface H { [s]: number }", "const h: H = { [s]: '' }"],
    ["TS2418 1:16"],
  ],
  [
    "widens a constant's literal in a variable",
    ["const a = 5, b = -1, c = true ? 'x' : 'y'", "let d = a, e = b, f = c; d = 6; e = 7; f = 'z'"],
    [],
  ],
  ["narrows constants in closures", ["const a = [1].find(Boolean)", "if (a) [1].map(() => a.toFixed())"], []],
  [
    "knows names with $ and beyond ASCII",
    ["const $ = 1, größe = 2, 变量 = 3", "($ + größe + 变量).nope"],
    ["TS2339 1:18"],
  ],

  // Assigning
  ["lets let be assigned", ["let a = 1", "a = 2; a += 3; a++; [a] = [4]"], []],
  ["keeps the type of let", ["let a = 1", "a = ''"], ["TS2322 1:1"]],
  ["keeps const", ["const a = 1", "a = 2"], ["TS2588 1:1"]],
  ["keeps const of a longer value", ["const a = [1]", "a.push(2); a = []"], ["TS2588 1:12"]],
  ["keeps functions", ["function f() {}", "f = () => {}"], ["TS2630 1:1"]],
  ["keeps classes", ["class A {}", "A = class {}"], ["TS2629 1:1"]],
  ["keeps enums", ["enum E { a }", "E = 1"], ["TS2628 1:1"]],
  ["keeps imports", ["import { sep } from 'node:path'", "sep = ''"], ["TS2632 1:1"]],

  // Types that grow
  ["lets an empty array take anything", ["let a = []", "a.push(1, ''); a.length"], []],
  [
    "lets a constant empty array take anything",
    ["const a = []", "a.push(1); const b = () => a.push({})"],
    [],
  ],
  ["lets null be replaced", ["let a = null", "a = { b: 1 }; const c = () => a.b"], []],
  ["lets a name without value be given one", ["let a", "a = 1", "a.anything"], []],
  ["keeps a declared union", ["let a: string | undefined", "a.length"], ["TS18048 1:1"]],
  ["narrows by assignment in the cell", ["let a: string | undefined", "a = 'x'; a.length"], []],
  [
    "does not narrow by assignment in another cell",
    ["let a: string | undefined", "a = 'x'", "a.length"],
    ["TS18048 1:1"],
  ],

  // Declaring again
  [
    "takes any kind after any other",
    [
      "let a = 1",
      "var a = ''",
      "class a {}",
      "function a() {}",
      "enum a { x }",
      "const a = /x/",
      "a.test('')",
    ],
    [],
  ],
  ["takes the newest", ["let a = 1", "let a = ''", "a.toFixed()"], ["TS2551 1:3"]],
  [
    "forgets an older type of the name with its class",
    ["class A {}", "const A = 1", "let a: A"],
    ["TS2749 1:8"],
  ],
  [
    "keeps an interface beside a new value",
    ["interface A { x: 1 }", "const A = 5", "const a: A = { x: A }"],
    ["TS2322 1:16"],
  ],
  [
    "takes an interface after a class",
    ["class A { x = 1 }", "interface A { y: 2 }", "new A().x; const a: A = { y: 2 }"],
    [],
  ],
  ["takes a value beside its own type", ["type A = 1; const A = 1", "const a: A = A"], []],
  ["reads the old value in the new one's initialiser", ["let a = 1", "let a = a.toFixed()", "a.trim()"], []],
  ["reads several old values of one letter", ["let a = 1, b = ''", "const a = b.trim(), b = a.trim()"], []],
  [
    "reports faults with the old value by its name",
    ["const data = [1]", "const data = data.filer(Boolean)"],
    ["TS2551 1:19"],
  ],
  [
    "reads the old value in a callback of the initialiser",
    ["const data = [1, 2]", "const data = data.filter((v) => v < data.length).map(String)", "data[0].trim()"],
    [],
  ],
  [
    "reads the old value before the declaration",
    ["let a = 1", "a.toFixed(); { a++ } let a = ''; a.trim()"],
    [],
  ],
  ["reads the new value in functions", ["let a = 1", "const f = () => a.trim(); let a = ''"], []],
  ["lets a function call itself", ["const f = 1", "const f = (n: number): number => n && f(n - 1)"], []],
  [
    "lets an object's methods mean the new one",
    ["const o = { n: '' }", "const o = { n: 1, inc() { o.n++ } }"],
    [],
  ],
  [
    "extends the class before",
    [
      "class A { m() { return 1 } }",
      "class A extends A { n() { return this.m() } }",
      "new A().n().toFixed()",
    ],
    [],
  ],
  ["lets a shorthand read the old value", ["const a = 1", "const a = { a }", "a.a"], []],
  ["reports a use before any declaration", ["a; let a = 1"], ["TS2448 1:1", "TS2454 1:1"]],
  ["shadows a global", ["const process = { pid: 'mine' }", "process.pid.trim()"], []],
  ["shadows what cells can use", ["const display = 1", "display.toFixed()"], []],

  // What stays inside
  ["leaves parameters alone", ["let a = 1", "function f(a: string) { return a.trim() }"], []],
  ["leaves inner names alone", ["let a = 1", "{ let a = ''; a.trim() } a.toFixed()"], []],
  ["leaves members alone", ["let a = 1", "({ a: '' }).a.trim()"], []],
  ["tells names of later cells", ["function f() { return muchLater }"], ["TS2304 1:23"]],

  // Markup
  ["reads markup", ["const a = <b title='x'>{1 + 1}</b>", "a.toString()"], []],
  ["finds faults in markup", ["const a = <b>{nope}</b>"], ["TS2304 1:15"]],
  [
    "reads angle brackets as types elsewhere",
    ["const a = <number>JSON.parse('1'); const f = <T>(v: T) => v", "f(a).nope"],
    ["TS2339 1:6"],
  ],

  // Globals
  [
    "keeps declared globals",
    ["declare global { interface Array<T> { second(): T } }", "[1].second().nope"],
    ["TS2339 1:14"],
  ],
];

describe("types of cells", () => {
  it.each(CASES)("%s", (_title, cells, expected) => {
    service.forget();
    for (const cell of cells.slice(0, -1)) service.commit(cell);
    const faults = service.check(cells.at(-1)!);
    expect(faults.map(({ code, line, column }) => `TS${code} ${line}:${column}`)).toEqual(expected);
  });

  it("say what is wrong, with reasons, ranges and the names as written", () => {
    service.forget();
    service.commit("interface Point { x: number }; const data = 1");
    const [fault] = service.check("const data = [data].map((d): Point => ({ x: String(d) }))\n");
    expect(fault).toMatchObject({ line: 1, column: 42, endLine: 1, endColumn: 43, severity: "error" });
    expect(service.check("let data = data.nope")[0]?.message).toBe(
      "Property 'nope' does not exist on type '1'.",
    );
    const nested = service.check("const f: (p: Point) => void = (p: { x: string }) => {}")[0]!;
    expect(nested.message.split("\n").length).toBeGreaterThan(1);
    expect(nested.message).toContain("'(p: Point) => void'");
    expect(nested.message).not.toMatch(/\$cell|\.cell/);
  });

  it("ask for types of parameters where a tsconfig.json does", () => {
    const strict = new NotebookService({
      notebook: fileURLToPath(new URL("./cells.ipynb", import.meta.url)),
      installation: fileURLToPath(new URL("../../../../..", import.meta.url)),
      fromSource: true,
    });
    expect(strict.check("function f(a) { return [1][0].toFixed() }").map(({ code }) => code)).toEqual([
      7006, 2532,
    ]);
  });
});
