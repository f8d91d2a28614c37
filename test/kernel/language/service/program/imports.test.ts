import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { NotebookService } from "../../../../../kernel/language/service/notebook-service.ts";

const installation = fileURLToPath(new URL("../../../../..", import.meta.url));

describe("imports of cells", () => {
  let folder: string;
  let service: NotebookService;
  let age = Date.now() / 1000 - 1000;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "types-")));
    service = new NotebookService({
      notebook: join(folder, "work", "n.ipynb"),
      installation,
      fromSource: true,
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Each write gets a later time, however fast the test is. */
  function write(path: string, text: string) {
    const full = join(folder, "work", path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
    age += 10;
    utimesSync(full, age, age);
  }
  const check = (source: string) => service.check(source).map(({ code, message }) => `TS${code} ${message}`);

  it("find TypeScript beside the notebook, by every spelling", () => {
    write("helper.ts", "export const twice = (n: number): number => n * 2;");
    write("lib/index.ts", "export * from './part.js';");
    write("lib/part.ts", "export const part: number = 3;");
    write("markup.tsx", "export const markup = 'x';");
    const cell = `import { twice } from "./helper.ts"; import { part } from "./lib"; import * as p from "./lib/part.js";
      import { markup } from "./markup.tsx"; twice(part + p.part).toFixed(); markup.trim(); twice("")`;
    expect(check(cell)).toEqual([
      "TS2345 Argument of type 'string' is not assignable to parameter of type 'number'.",
    ]);
  });

  it("read a changed file anew, also through others and in earlier cells", () => {
    write("top.ts", "export { leaf } from './leaf.ts';");
    write("leaf.ts", "export const leaf = 1;");
    expect(check("import { leaf } from './top.ts'; leaf.toFixed()")).toEqual([]);
    service.commit("import { leaf } from './top.ts'");
    expect(check("leaf.toFixed()")).toEqual([]);
    write("leaf.ts", "export const leaf = 'a';");
    expect(check("leaf.trim()")).toEqual([]);
    expect(check("leaf.toFixed()")[0]).toMatch("TS2551");
  });

  it("find a file and a package that came after they were missed", () => {
    const cell = "import { later } from './later.ts'; import { pack } from 'late-pack'; later + pack";
    expect(check(cell).map((fault) => fault.slice(0, 6))).toEqual(["TS2307", "TS2307"]);
    write("later.ts", "export const later = 1;");
    write("node_modules/late-pack/package.json", '{"name":"late-pack","types":"i.d.ts"}');
    write("node_modules/late-pack/i.d.ts", "export declare const pack: number;");
    expect(check(cell)).toEqual([]);
  });

  it("read JSON", () => {
    write("data.json", '{"a": [1, 2]}');
    expect(
      check("import data from './data.json' with { type: 'json' }; data.a[0].toFixed(); data.b"),
    ).toEqual(["TS2339 Property 'b' does not exist on type '{ a: number[]; }'."]);
  });

  it("read JavaScript beside the notebook", () => {
    write("plain.js", "export function half(n) { return n / 2 }\nexport const name = 'x';");
    expect(check("import { half, name } from './plain.js'; half(4).toFixed(); name.nope")[0]).toMatch(
      "TS2339",
    );
  });

  it("take packages without types as they come", () => {
    write("node_modules/untyped/package.json", '{"name":"untyped","main":"i.js"}');
    write("node_modules/untyped/i.js", "exports.a = 1;");
    expect(
      check("import untyped, { a } from 'untyped'; import * as all from 'untyped'; untyped.x + a.y + all.z"),
    ).toEqual([]);
  });

  it("find packages in the notebook's node_modules first", () => {
    write(
      "node_modules/magic-string/package.json",
      '{"name":"magic-string","type":"module","types":"i.d.ts"}',
    );
    write("node_modules/magic-string/i.d.ts", "export declare const mine: 'local';");
    expect(check("import { mine } from 'magic-string'; mine.trim()")).toEqual([]);
  });

  it("fall back to the packages this installation has", () => {
    expect(check("import { Command } from 'commander'; new Command().name().trim()")).toEqual([]);
    expect(check("import { Command } from 'commander'; new Command().nope")[0]).toMatch("TS2339");
  });

  it("take specifiers as Deno's notebooks have them", () => {
    expect(check("import { Command } from 'npm:commander@14'; new Command().nope")[0]).toMatch("TS2339");
  });

  it("look in NODE_PATH", () => {
    const before = process.env.NODE_PATH;
    process.env.NODE_PATH = join(folder, "elsewhere");
    try {
      write("../elsewhere/afar/package.json", '{"name":"afar","types":"i.d.ts"}');
      write("../elsewhere/afar/i.d.ts", "export declare const afar: number;");
      expect(check("import { afar } from 'afar'; afar.toFixed()")).toEqual([]);
    } finally {
      if (before === undefined) delete process.env.NODE_PATH;
      else process.env.NODE_PATH = before;
    }
  });

  it("say what is missing", () => {
    expect(check("import './absent.ts'; import { Nope } from 'node:fs'")).toEqual([
      expect.stringContaining("TS2882"),
      expect.stringContaining("TS2305"),
    ]);
  });

  it("take types without the word, and values by require", () => {
    expect(check("import { Stats, PathLike } from 'node:fs'; let a: PathLike")).toEqual([]);
    service.commit("import { Stats, PathLike } from 'node:fs'");
    expect(check("const f = (a: PathLike, b: Stats) => b.size + String(a)")).toEqual([]);
    expect(check("import path = require('node:path'); path.join('a').nope")[0]).toMatch("TS2339");
  });

  it("follow the tsconfig.json whose include takes the notebook in", () => {
    const cell = "function f(a) { return [1][0].toFixed() }";
    expect(check(cell)).toEqual([]);
    write(
      "tsconfig.json",
      '{"compilerOptions": {"strict": true, "noUncheckedIndexedAccess": true, "madeUp": 1}}',
    );
    expect(check(cell).map((fault) => fault.slice(0, 6))).toEqual(["TS7006", "TS2532"]);
    write("tsconfig.json", '{"compilerOptions": {"strict": false}, "include": ["./**/*"]}');
    expect(check(cell)).toEqual([]);
    expect(check("let s: string = null")).toEqual([]);
    write("tsconfig.json", '{"compilerOptions": {"strict": true}, "include": ["src"]}');
    expect(check(cell)).toEqual([]);
    expect(check("let s: string = null")[0]).toMatch("TS2322");
    write("base.json", '{"compilerOptions": {"noImplicitAny": true}}');
    write("tsconfig.json", '{"extends": "./base.json"}');
    expect(check(cell)[0]).toMatch("TS7006");
    write("tsconfig.json", "{ not JSON");
    expect(check(cell).length).toBeLessThan(2);
  });
});
