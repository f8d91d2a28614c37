import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UserProcess } from "../../../kernel/session/user-process.ts";
import { createCellRunner } from "../session/run-cells.ts";

const DISPOSABLE =
  "const disposable = (name: string, log: string[]) => ({ name, [Symbol.dispose]() { log.push(name) }, async [Symbol.asyncDispose]() { await 0; log.push('async ' + name) } })";

/** Cells run one after the other in a real process; the last one's result, or its error, is compared. */
const CASES: readonly (readonly [title: string, cells: readonly string[], expected: string | undefined])[] = [
  // Names from cell to cell
  ["keeps let", ["let a1 = 1", "a1 + 1"], "2"],
  ["keeps const", ["const a2 = 1", "a2"], "1"],
  ["keeps var", ["var a3 = 1", "a3"], "1"],
  ["keeps a function", ["function a4() { return 4 }", "a4()"], "4"],
  ["keeps a class", ["class A5 { m() { return 5 } }", "new A5().m()"], "5"],
  ["keeps an enum", ["enum A6 { x = 6 }", "A6.x"], "6"],
  ["forgets an enum's old members", ["enum A7 { x, y }", "enum A7 { x }", "'y' in A7"], "false"],
  ["keeps a namespace", ["namespace A8 { export const x = 8 }", "A8.x"], "8"],
  ["keeps an async function", ["async function a9() { return 9 }", "await a9()"], "9"],
  ["keeps a generator", ["function* a10() { yield 1; yield 2 }", "[...a10()]"], "[ 1, 2 ]"],
  [
    "keeps several declarators",
    ["let a11 = 1, b11 = a11 + 1, c11", "[a11, b11, c11]"],
    "[ 1, 2, undefined ]",
  ],
  [
    "keeps destructured names",
    ["const { a12, b: [b12, ...c12], ...d12 } = { a12: 1, b: [2, 3, 4], e: 5 }", "[a12, b12, c12, d12]"],
    "[ 1, 2, [ 3, 4 ], { e: 5 } ]",
  ],
  ["keeps destructured defaults", ["const { a13 = 1, b13 = a13 + 1 } = {} as any", "[a13, b13]"], "[ 1, 2 ]"],
  ["keeps an array pattern with holes", ["let [, a14, , b14 = 9] = [1, 2, 3]", "[a14, b14]"], "[ 2, 9 ]"],
  ["keeps var of a block", ["{ var a15 = 15 }", "a15"], "15"],
  ["keeps var of a loop head", ["for (var a16 = 0; a16 < 3; a16++);", "a16"], "3"],
  ["keeps var of for-of", ["for (var a17 of [1, 2]) {}", "a17"], "2"],
  ["keeps var of for-in with a pattern", ["for (var [a18] in { xy: 1 }) {}", "a18"], "'x'"],
  ["hoists var as undefined", ["a19; var a19 = 1", "a19"], "1"],
  ["keeps var's value when declared again without one", ["var a20 = 20", "var a20", "a20"], "20"],
  [
    "forgets let's value when declared again without one",
    ["let a21 = 21", "let a21", "a21 === undefined"],
    "true",
  ],
  ["drops export", ["export const a22 = 22; export function b22() { return a22 }", "b22()"], "22"],
  ["drops export lists", ["const a23 = 23; export { a23 }; export type { X23 }; type X23 = 1", "a23"], "23"],
  ["drops export default", ["export default class A24 {}", "A24.name"], "'A24'"],
  ["takes unicode names", ["const größe = 1, 变量 = 2, \\u0061x = 3", "größe + 变量 + ax"], "6"],
  [
    "takes $ as a name",
    ["const $ = 3; const $result = 4", "function dollar($: number) { return $ + $result }; dollar($)"],
    "7",
  ],
  [
    "takes names of the kernel's own",
    ["let namespace = 1; let $namespace = 2; let constants = 3", "namespace + $namespace + constants"],
    "6",
  ],

  // Closures
  ["closures see a later value", ["let b1 = 1; function f1() { return b1 }", "b1 = 5; f1()"], "5"],
  ["closures see a later declaration", ["let b2 = 1; const f2 = () => b2", "let b2 = 7", "f2()"], "7"],
  [
    "closures see a function declared later",
    ["function f3() { return later3() }", "function later3() { return 3 }", "f3()"],
    "3",
  ],
  [
    "closures see a function replaced later",
    ["function g4() { return 1 }; function f4() { return g4() }", "const g4 = () => 2", "f4()"],
    "2",
  ],
  ["closures write", ["let b5 = 0; const inc5 = () => ++b5", "inc5(); inc5(); b5"], "2"],
  [
    "bodies of loops without braces",
    [
      "let log: unknown[] = []; outer: for (const a of [1, 2, 3]) for (const b of [1, 2]) if (a === b) log.push(a); else if (a === 3) break outer; else continue outer",
      "let n = 0; do n++; while (n < 3)\n(n)",
      "for await (const each of [Promise.resolve(4)]) log.push(each); for (const each of [5]) var last = each, none; for (var i = 0; i < 2; i++) {(() => log.push(i))()}",
      "[log, n, last, none]",
    ],
    "[ [ 1, 4, 0, 1 ], 3, 5, undefined ]",
  ],
  [
    "loop bindings are per iteration",
    ["const fs6 = []; for (let i = 0; i < 3; i++) fs6.push(() => i)", "fs6.map(f => f())"],
    "[ 0, 1, 2 ]",
  ],

  ["closures write what is declared later", ["const inc7 = () => ++b7", "let b7 = 1", "inc7(); b7"], "2"],
  ["globals made on the way", ["globalThis.b8 = 1", "b8 += 1; [b8, globalThis.b8]"], "[ 2, 2 ]"],

  // Any redeclaration
  [
    "let then var then class then function then const",
    ["let r1 = 1", "var r1 = 2", "class r1 {}", "function r1() { return 4 }", "const r1 = 5", "r1"],
    "5",
  ],
  ["import then let", ["import { sep as r2 } from 'node:path'", "let r2 = r2 + '!'", "r2"], "'/!'"],
  ["const then import", ["const r3 = 1", "import { sep as r3 } from 'node:path'", "r3"], "'/'"],
  ["shadows a global", ["const process = { pid: 'mine' }", "process.pid"], "'mine'"],
  [
    "a shadowed global leaves libraries alone",
    ["const setTimeout = 1", "await (await import('node:timers/promises')).setTimeout(1, 'ok')"],
    "'ok'",
  ],

  // What stays local
  ["block scope", ["let s1 = 1; { let s1 = 2; s1++ }", "s1"], "1"],
  ["parameters", ["let s2 = 1; function p2(s2: number) { s2 = 9; return s2 }", "[p2(3), s2]"], "[ 9, 1 ]"],
  [
    "default parameters see the outer name",
    ["let s3 = 1; function p3(a = s3, s4 = a) { return [a, s4] }", "s3 = 6; p3()"],
    "[ 6, 6 ]",
  ],
  [
    "destructured parameters",
    ["let s5 = 1; const p5 = ({ s5, t = s5 }: any) => [s5, t]", "[p5({ s5: 4 }), s5]"],
    "[ [ 4, 4 ], 1 ]",
  ],
  ["catch clauses", ["let s6 = 1; try { throw { m: 2 } } catch ({ m: s6 }) { s6 = 3 }", "s6"], "1"],
  [
    "function names inside themselves",
    ["const s7 = function self(n: number): number { return n ? n + self(n - 1) : 0 }", "s7(3)"],
    "6",
  ],
  [
    "class names inside themselves",
    [
      "class S8 { static make() { return new S8() } }; const K8 = S8; class S8b {}",
      "K8.make() instanceof S8",
    ],
    "true",
  ],
  ["var of a function", ["var s9 = 1; function p9() { var s9 = 2; return s9 }", "[p9(), s9]"], "[ 2, 1 ]"],
  ["functions in blocks", ["let s10 = 1; { function s10() {} }", "s10"], "1"],
  [
    "for-let heads",
    ["let s11 = 1; for (let s11 = 0; s11 < 2; s11++) {}; for (const s11 of [7]) {}", "s11"],
    "1",
  ],
  [
    "class static blocks",
    ["let s12 = 0; class S12 { static { var s12b = 5; s12 = s12b } }", "[s12, typeof s12b]"],
    "[ 5, 'undefined' ]",
  ],
  ["switch cases", ["let s13 = 1; switch (1) { case 1: let s13 = 2 }", "s13"], "1"],
  ["labels", ["let s14 = 0; s14: for (;;) { s14++; break s14 }", "s14"], "1"],
  [
    "property names",
    ["let s15 = 1; const o15 = { s15: 2, m: { s15: 3 } }", "[o15.s15, o15.m.s15, o15?.m?.s15]"],
    "[ 2, 3, 3 ]",
  ],
  [
    "methods and private names",
    ["let s16 = 1; class S16 { #s16 = 2; s16() { return this.#s16 + s16 } }", "new S16().s16()"],
    "3",
  ],
  ["arguments", ["function p17() { return arguments.length }", "p17.apply(null, [1, 2])"], "2"],

  // Every place a reference can stand
  ["shorthand properties", ["let u1 = 1", "({ u1 })"], "{ u1: 1 }"],
  [
    "shorthand in an assignment pattern",
    ["let u2, v2; ({ u2, v2 = 3 } = { u2: 2 } as any)", "[u2, v2]"],
    "[ 2, 3 ]",
  ],
  ["assignment patterns", ["let u3, v3; [u3, [v3]] = [1, [2]]; [u3, v3] = [v3, u3]", "[u3, v3]"], "[ 2, 1 ]"],
  [
    "computed keys",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a cell
    ["let u4 = 'k'; const o4 = { [u4]: u4, [`${u4}2`]() { return u4 } }", "[o4.k, o4.k2()]"],
    "[ 'k', 'k' ]",
  ],
  ["typeof", ["let u5 = 1", "[typeof u5, typeof neverDeclared5]"], "[ 'number', 'undefined' ]"],
  [
    "typeof of something not yet declared",
    ["const t5 = typeof later5b; let later5b = 1", "t5"],
    "'undefined'",
  ],
  ["updates and compound assignment", ["let u6 = 1", "u6++; --u6; u6 += 4; u6 **= 2; u6"], "25"],
  ["logical assignment", ["let u7: any", "u7 ??= 1; u7 &&= u7 + 1; u7 ||= 9; u7"], "2"],
  ["for-of into a name", ["let u8; for (u8 of [1, 2, 3]);", "u8"], "3"],
  ["for-in into a name", ["let u9; for (u9 in { a: 1 });", "u9"], "'a'"],
  [
    "template literals",
    [
      "let u10 = 1; const t10 = (s: TemplateStringsArray, ...v: any[]) => s.raw.join('|') + v",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a cell
      "`${u10}-${`${u10}`}` + t10`a${u10}b`",
    ],
    "'1-1a|b1'",
  ],
  [
    "calls without this",
    ["function u11(this: any) { return this }", "[u11(), u11?.(), (u11)()]"],
    "[ undefined, undefined, undefined ]",
  ],
  [
    "method calls with this",
    ["const u12 = { v: 3, m() { return this.v } }", "[u12.m(), u12['m'](), u12?.m?.()]"],
    "[ 3, 3, 3 ]",
  ],
  [
    "new",
    [
      "class U13 { constructor(public a = 1) {} }; const n13 = { C: U13 }",
      "[new U13().a, new n13.C(2).a, new (U13)(3).a]",
    ],
    "[ 1, 2, 3 ]",
  ],
  [
    "extends and super",
    [
      "class U14 { m() { return 1 } }; class V14 extends U14 { m() { return super.m() + 1 } }",
      "new V14().m()",
    ],
    "2",
  ],
  [
    "extends a call",
    [
      "const mix = (B: any) => class extends B {}; class U15 extends mix(Array) {}",
      "new U15() instanceof Array",
    ],
    "true",
  ],
  [
    "optional chains",
    ["let u16: any = null", "[u16?.a.b, u16?.(), u16?.[0]]"],
    "[ undefined, undefined, undefined ]",
  ],
  ["spread", ["const u17 = [1, 2]", "[...u17, Math.max(...u17)]"], "[ 1, 2, 2 ]"],
  [
    "await in odd places",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a cell
    ["const u18 = Promise.resolve([1, 2])", "(await u18)[0] + [...await u18].length + `${await u18}`"],
    "'31,2'",
  ],
  [
    "for await",
    [
      "async function* g19() { yield 1; yield 2 }; let u19 = 0; for await (const x of g19()) { u19 += x }",
      "u19",
    ],
    "3",
  ],
  [
    "yield",
    [
      "const u20 = 5; function* g20(): any { const x = yield u20; yield x + u20 }",
      "const i20 = g20(); i20.next(); i20.next(1).value",
    ],
    "6",
  ],
  [
    "comma, conditional, in, instanceof",
    ["let u21 = 1", "(u21, u21 ? 'u21' in { u21 } && ({}) instanceof Object : u21)"],
    "true",
  ],
  [
    "regular expressions and strings are no references",
    ["let u22 = 1", "[/u22/.test('u22'), 'u22', \"u22\"]"],
    "[ true, 'u22', 'u22' ]",
  ],
  ["this is undefined", ["let t23 = this", "t23"], undefined],
  ["import.meta", ["import.meta.dirname === __dirname && import.meta.url.startsWith('file:')"], "true"],

  // Statements without semicolons
  [
    "a call after a line without semicolon",
    ["let w1 = 1\nfunction f_w1() { return 2 }\nlet v1 = w1\nf_w1()\n"],
    "2",
  ],
  [
    "an object pattern after a line without semicolon",
    ["let w2 = 'abc'\nconst { length: l2 } = w2\nl2"],
    "3",
  ],
  ["a class followed by a parenthesis", ["class W3 {}\n(1 + 1)"], "2"],
  ["a cast before a parenthesis", ["let w4 = 1 as any\n;(2 as number)"], "2"],
  ["if and else without semicolons", ["let w5 = 0\nif (w5) w5 = 1\nelse w5 = 2\nw5"], "2"],
  ["do-while", ["let w6 = 0; do w6++; while (w6 < 3) w6"], "3"],
  ["directives are strings too", ["'use strict'\n'hello'"], "'hello'"],
  ["CRLF lines", ["let w8 = 1\r\nw8\r\n"], "1"],

  // Results
  ["shows an expression", ["1 + 1"], "2"],
  ["hides it after a semicolon", ["1 + 1;"], undefined],
  ["hides it after a semicolon and a comment", ["1 + 1; // yes"], undefined],
  ["shows it before a comment", ["1 + 1 // no; semicolon"], "2"],
  ["shows null", ["null"], "null"],
  ["shows no undefined", ["undefined"], undefined],
  ["shows no declaration", ["let x1 = 1"], undefined],
  ["shows an object literal in parentheses", ["({ a: 1 })"], "{ a: 1 }"],
  ["shows a parenthesised expression with types", ["(1 as number) as any"], "1"],
  ["does not await a promise unasked", ["Promise.resolve(1)"], "Promise { 1 }"],
  ["shows an awaited value", ["await Promise.resolve(1)"], "1"],
  ["shows a string with quotes", ["'a\"b'"], "'a\"b'"],
  ["shows astral characters", ["'😀' + 'é'"], "'😀é'"],
  [
    "gives functions the names of their variables",
    [
      "const nameA = () => 1; let nameB = class {}; nameC = function () {}; var nameC",
      "[nameA.name, nameB.name, nameC.name]",
    ],
    "[ 'nameA', 'nameB', 'nameC' ]",
  ],
  ["gives default functions their names", ["const { nameD = () => 1 } = {} as any", "nameD.name"], "'nameD'"],

  // Types
  [
    "interfaces and aliases leave nothing",
    ["interface T1 { a: number }; type T2<T> = T | null; declare const gone1: number; 1"],
    "1",
  ],
  ["a type after the result hides it", ["1\ntype T3 = 1"], undefined],
  [
    "generics, casts, satisfies, non-null",
    ["const t4 = <T,>(a: T): T => a", "(t4<number>(1)! as number) satisfies number"],
    "1",
  ],
  ["overloads", ["function t5f(a: string): string; function t5f(a: any) { return a }", "t5f('x')"], "'x'"],
  [
    "abstract classes, modifiers, fields",
    [
      "abstract class T6 { protected readonly a: number = 1; declare b: string; abstract m(): void; get x() { return this.a } }; class T6b extends T6 { override m() {} }",
      "new T6b().x",
    ],
    "1",
  ],
  [
    "parameter properties",
    [
      "class T7 { constructor(private a: number, readonly b = 2) {} sum() { return this.a + this.b } }",
      "new T7(1).sum()",
    ],
    "3",
  ],
  [
    "type arguments, which JavaScript reads as comparisons",
    ["function t8f<T>(a: T) { return [a] }", "t8f<number>(1)"],
    "[ 1 ]",
  ],
  ["angle-bracket casts", ["const t8 = <any>{ a: 1 }", "t8.a"], "1"],
  [
    "type-only imports",
    ["import type { Foo } from './no-such-file.ts'; import { type Bar, sep } from 'node:path'; sep"],
    "'/'",
  ],
  [
    "type parameters that share a value's name",
    ["let T9 = 1; function id9<T9>(a: T9): T9 { return a }", "[id9(2), T9]"],
    "[ 2, 1 ]",
  ],
  ["const enums", ["const enum T10 { a = 10 }", "T10.a"], "10"],
  [
    "type predicates and this types",
    ["function t11(this: unknown, a: unknown): a is string { return typeof a === 'string' }", "t11('')"],
    "true",
  ],

  // Imports
  ["default import", ["import path1 from 'node:path'", "path1.sep"], "'/'"],
  ["namespace import", ["import * as path2 from 'node:path'", "path2.join('a', 'b')"], "'a/b'"],
  [
    "named import called without this",
    ["import { join as join3 } from 'node:path'", "join3('a', 'b')"],
    "'a/b'",
  ],
  [
    "imports are hoisted",
    ["const h4 = join4('a', 'b'); import { join as join4 } from 'node:path'", "h4"],
    "'a/b'",
  ],
  [
    "string export names and mixed forms",
    ["import def5, { default as def5b } from 'node:path'", "def5 === def5b"],
    "true",
  ],
  ["dynamic import", ["const { sep: sep6 } = await import('node:path')", "sep6"], "'/'"],
  ["require", ["const { sep: sep7 } = require('node:path')", "sep7"], "'/'"],

  [
    "imported types need no `type`",
    [
      "import { ImportedType1, join as join8 } from 'node:path'; let i8: ImportedType1 = 8",
      "join8('a', 'b') + i8",
    ],
    "'a/b8'",
  ],
  [
    "an imported type used as a value later",
    ["import { ImportedType2 } from 'node:path'; type A9 = ImportedType2", "new ImportedType2()"],
    `SyntaxError: "node:path" has no export named "ImportedType2". If it is a type, write: import { type ImportedType2 } from "node:path"`,
  ],
  ["import =", ["import path10 = require('node:path'); import sep10 = path10.sep", "sep10"], "'/'"],

  // Disposal
  [
    "using disposes at the cell's end, last first, and keeps no name",
    [
      `${DISPOSABLE}; const d1: string[] = []`,
      "using a = disposable('a', d1), b = disposable('b', d1); function read1() { return a.name } d1.push(read1())",
      "[d1, typeof a, read1()]",
    ],
    "[ [ 'a', 'b', 'a' ], 'undefined', 'a' ]",
  ],
  ["using hides no result", ["using n2 = null; 5"], "5"],
  [
    "using in blocks, functions, generators, loops and static blocks",
    [
      `${DISPOSABLE}; const d3: string[] = []; const of3 = (name: string) => disposable(name, d3)`,
      "{ using a = of3('block') } function f3d() { 'use strict'; using b = of3('function')\nreturn d3.length } f3d()",
      "function* g3() { using c = of3('generator'); yield 1; yield 2 } for (const x of g3()) break",
      "for (using e of [of3('turn 1'), of3('turn 2')]) d3.push(e.name + '!')",
      "for (using h = of3('loop'); ; ) { using i = of3('body'); break } class S3 { static { using j = of3('static') } }",
      "d3.join()",
    ],
    "'block,function,generator,turn 1!,turn 1,turn 2!,turn 2,body,loop,static'",
  ],
  [
    "await using waits",
    [
      `${DISPOSABLE}; const d4: string[] = []`,
      "await using a = disposable('a', d4); using b = disposable('b', d4); await (async () => { await using c = disposable('c', d4) })()",
      "d4",
    ],
    "[ 'async c', 'b', 'async a' ]",
  ],
  [
    "using when the cell throws",
    [`${DISPOSABLE}; const d5: string[] = []`, "using a = disposable('a', d5); throw 1", "d5"],
    "[ 'a' ]",
  ],
  ["disposal that fails", ["using a = { [Symbol.dispose]() { throw new Error('no') } }"], "Error: no"],
  [
    "disposal that fails after an error",
    [
      "let e7d: any; try { using a = { [Symbol.dispose]() { throw 1 } }; throw 2 } catch (error) { e7d = error }",
      "[e7d.name, e7d.error, e7d.suppressed]",
    ],
    "[ 'SuppressedError', 1, 2 ]",
  ],
  [
    "what can't be disposed of",
    ["using a = 5 as any"],
    "TypeError: using: expected a value with a method [Symbol.dispose](), or null or undefined",
  ],

  // Decorators
  [
    "decorators of the standard",
    [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a cell
      "const kinds: string[] = []; function note(value: any, { kind, name }: any) { kinds.push(`${kind} ${name}`); return value }",
      "@note class D1 { @note m() { return 1 } @note static s = 2; @note accessor q = 3; constructor(readonly p = 4) {} }\nnew D1().m()",
      "const d1d = new D1(); [kinds.join(), d1d.q, d1d.p, D1.s, D1.name, typeof __esDecorate]",
    ],
    "[ 'method m,accessor q,field s,class D1', 3, 4, 2, 'D1', 'undefined' ]",
  ],
  ["accessor alone", ["class D2 { accessor v = 5 }", "new D2().v"], "5"],

  // JSX
  [
    "JSX is HTML, what is put in escaped",
    ["const j1 = <p className=\"a\">{1 < 2}{['<', <b>x</b>]}</p>", "j1.text"],
    "'<p class=\"a\">&lt;<b>x</b></p>'",
  ],
  [
    "components and fragments",
    [
      "const Item2 = ({ n }: { n: number }) => <li>{n}</li>",
      "(<>{[1, 2].map((n) => <Item2 n={n} />)}</>).text",
    ],
    "'<li>1</li><li>2</li>'",
  ],
  [
    "JSX beside an enum and a decorator",
    [
      "enum J3 { a = 3 } const none3 = (v: any, _: any) => v; @none3 class C3 {} const j3 = <i>{J3.a}</i>; j3.text",
    ],
    "'<i>3</i>'",
  ],
  ["<T>value stays a cast", ["const j4 = <any>5; j4"], "5"],
  [
    "JSX that does not match",
    ["const j5 = <p>{1}</q>"],
    "SyntaxError: Expected corresponding JSX closing tag for 'p'.",
  ],

  // Odd corners
  ["a hashbang", ["#!/usr/bin/env node\n3"], "3"],
  ["a byte order mark", ["\uFEFF5"], "5"],
  ["line separators in strings", ["'a\u2028b'.length"], "3"],
  [
    "names of Object.prototype",
    ["const __proto__ = 1, constructor = 2, hasOwnProperty = 3", "[__proto__, constructor, hasOwnProperty]"],
    "[ 1, 2, 3 ]",
  ],
  [
    "names of the kernel's builtins",
    ["const display = 5; const require = 6, signal = 7", "[display, require, signal]"],
    "[ 5, 6, 7 ]",
  ],
  [
    "labelled loops",
    ["let c5 = 0; outer: for (const i of [1, 2]) for (;;) { c5 += i; continue outer }", "c5"],
    "3",
  ],
  [
    "loop heads with defaults",
    [
      "let c6 = 1; const fs6c: any[] = []; for (const { a = c6, b = () => a } of [{}, { a: 9 }] as any[]) fs6c.push(b)",
      "c6 = 5; fs6c.map((f) => f())",
    ],
    "[ 1, 9 ]",
  ],
  [
    "class keys and fields with top-level names",
    [
      "let k7 = 'key'; class C7 { [k7] = k7 + 1; static [k7 + 's'] = 2; get [k7 + 'g']() { return k7 } }",
      "k7 = 'new'; const c7 = new C7() as any; [c7.key, (C7 as any).keys, c7.keyg]",
    ],
    "[ 'new1', 2, 'new' ]",
  ],
  ["merged enums", ["enum C8 { a = 1 } enum C8 { b = 2 }", "[C8.a, C8.b]"], "[ 1, 2 ]"],
  [
    "a namespace merged with a class",
    ["class C9 { static a = 1 } namespace C9 { export const b = 2 }", "[C9.a, C9.b]"],
    "[ 1, 2 ]",
  ],
  ["top-level arguments", ["arguments"], "ReferenceError: arguments is not defined"],
  [
    "top-level new.target",
    ["new.target"],
    "SyntaxError: Unexpected new.target expression (new.target is only allowed in constructors, functions, and class field initializers)",
  ],
  ["an HTML comment", ["<!-- old"], "SyntaxError: HTML comments are not allowed in modules"],
  [
    "await as a name",
    ["let await = 1"],
    "SyntaxError: Cannot use `await` as an identifier in an async context",
  ],
  ["with", ["with (Math) abs(1)"], "SyntaxError: 'with' statements are not allowed"],
  [
    "an export assignment",
    ["export = 5"],
    "SyntaxError: A cell has no importers, so it can't export a value: write the value alone to show it",
  ],

  // Errors
  ["an unknown name", ["unknownName1"], "ReferenceError: unknownName1 is not defined"],
  [
    "an unknown name inside a function",
    ["function e2() { return unknownName2 }", "e2()"],
    "ReferenceError: unknownName2 is not defined",
  ],
  ["assigning to an unknown name", ["unknownName3 = 1"], "ReferenceError: unknownName3 is not defined"],
  [
    "a name before its declaration",
    ["e4; let e4 = 1"],
    "ReferenceError: Cannot access 'e4' before initialization",
  ],
  ["assigning to a constant", ["const e5 = 1", "e5 = 2"], "TypeError: Assignment to constant variable."],
  [
    "assigning to a constant by a pattern",
    ["const e6 = 1; let o6", "({ e6, o6 } = { e6: 2, o6: 3 })"],
    "TypeError: Assignment to constant variable.",
  ],
  ["counting up a constant", ["const e7 = 1; e7++"], "TypeError: Assignment to constant variable."],
  [
    "assigning to an import",
    ["import { sep as e8 } from 'node:path'; e8 = ''"],
    "TypeError: Assignment to constant variable.",
  ],
  [
    "a name declared twice in one cell",
    ["let e9 = 1; let e9 = 2"],
    "SyntaxError: Identifier `e9` has already been declared",
  ],
  ["a thrown value that is no error", ["throw { a: 1 }"], "Uncaught: { a: 1 }"],
  ["keeps names when a cell throws midway", ["let e10 = 1; throw new Error('x'); let e11 = 2", "e10"], "1"],
  [
    "a name that a thrown cell did not reach",
    ["throw new Error('x'); let e12 = 2", "e12"],
    "ReferenceError: Cannot access 'e12' before initialization",
  ],
  [
    "a package that is not there",
    ["import 'no-such-package-here'"],
    "Error: Cannot find package 'no-such-package-here' imported from NOTEBOOK. To install it beside the notebook: npm install no-such-package-here",
  ],
  [
    "an export that is not there",
    ["import { nope13 } from 'node:path'; nope13"],
    'SyntaxError: "node:path" has no export named "nope13". If it is a type, write: import { type nope13 } from "node:path"',
  ],
  [
    "a re-export",
    ["export * from 'node:path'"],
    "SyntaxError: A cell has no importers, so it can't re-export a module: write import instead of export",
  ],
  [
    "return outside a function",
    ["return 1"],
    "SyntaxError: A 'return' statement can only be used within a function body.",
  ],
];

describe("a cell", () => {
  const notebook = join(tmpdir(), "cell-semantics.ipynb");
  let user: UserProcess;
  let run: ReturnType<typeof createCellRunner>;

  beforeAll(async () => {
    user = await UserProcess.start({ notebook });
    run = createCellRunner(user);
  });
  afterAll(() => user.dispose());

  it.each(CASES.map(([title, cells, expected]) => ({ title, cells, expected })))(
    "$title",
    async ({ cells, expected }) => {
      let last: Awaited<ReturnType<typeof run>> | undefined;
      for (const [index, source] of cells.entries()) {
        last = await run(source);
        const mayFail = index === cells.length - 1 || source.includes("throw");
        if (!mayFail) expect(last.error).toBeUndefined();
      }
      expect(last?.error?.replace(notebook, "NOTEBOOK") ?? last?.result).toBe(expected);
    },
  );
});
