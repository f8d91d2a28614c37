import { existsSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserProcess } from "../../../../../kernel/session/user-process.ts";
import { createCellRunner } from "../../run-cells.ts";

describe("imports of cells", () => {
  let folder: string;
  let user: UserProcess;
  let run: ReturnType<typeof createCellRunner>;
  let age = Date.now() / 1000 - 1000;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "imports-")));
    await start({});
  });
  afterEach(async () => {
    await user.dispose();
    await rm(folder, { recursive: true });
  });

  async function start(env: Record<string, string>) {
    user = await UserProcess.start({ notebook: join(folder, "work", "n.ipynb"), env }).catch(async () => {
      await mkdir(join(folder, "work"), { recursive: true });
      return UserProcess.start({ notebook: join(folder, "work", "n.ipynb"), env });
    });
    run = createCellRunner(user);
  }

  /** Each write gets a later time, however fast the test is. */
  async function write(path: string, text: string) {
    const full = join(folder, "work", path);
    await mkdir(dirname(full), { recursive: true });
    await writeFile(full, text);
    age += 10;
    await utimes(full, age, age);
  }

  it("find TypeScript beside the notebook", async () => {
    await write("helper.ts", "export enum E { a = 7 }\nexport const twice = (n: number): number => n * 2;");
    expect((await run("import { E, twice } from './helper.ts'; twice(E.a)")).result).toBe("14");
  });

  it("find TypeScript with JSX", async () => {
    await write("card.tsx", "export const Card = ({ t }: { t: string }) => <section>{t}</section>;");
    expect((await run("import { Card } from './card'; (<Card t='<' />).text")).result).toBe(
      "'<section>&lt;</section>'",
    );
  });

  it("drop a module's imports of types, said to be types or not", async () => {
    await write("types.ts", "export interface Size { n: number }\nexport const one = 1;");
    await write(
      "user.ts",
      "import { Size, one } from './types.ts';\nimport {\n  Size as S,\n} from './types.ts';\nexport const size: Size & S = { n: one };\nthrow new Error('line');",
    );
    const { outcome } = await run("import { size } from './user.ts'");
    expect(outcome.status === "ok" ? "" : outcome.error.traceback.join("\n")).toMatch(/user\.ts:6:7/);
  });

  it.each(["x.mts", "x.cts", "x.mjs", "x.cjs", "x/index.mts", "x/index.tsx"])(
    "find %s without its ending",
    async (path) => {
      const isCommon = /\.c[jt]s$/.test(path);
      await write(path, isCommon ? "exports.x = 4;" : "export const x = 4;");
      expect((await run("import { x } from './x'; x")).result).toBe("4");
    },
  );

  it("find it by the spellings that TypeScript allows", async () => {
    await write("lib/index.ts", "export * from './part.js';");
    await write("lib/part.ts", "export const part: number = 3;");
    expect(
      (await run("import { part } from './lib'; import * as p from './lib/part'; part + p.part")).result,
    ).toBe("6");
  });

  it("load a changed file anew", async () => {
    await write("helper.ts", "export const value: number = 1;");
    const cell = "import { value } from './helper.ts'; value";
    expect((await run(cell)).result).toBe("1");
    await write("helper.ts", "export const value: number = 2;");
    expect((await run(cell)).result).toBe("2");
    await write("helper.ts", "export const value: number = 3;");
    expect((await run("(await import('./helper.ts')).value")).result).toBe("3");
  });

  it("load what imports a changed file anew, and nothing else", async () => {
    await write("top.ts", "export { leaf } from './middle.js'; export { counter } from './other.ts';");
    await write("middle.ts", "import { leaf as l } from './leaf.ts'; export const leaf = l + 10;");
    await write("leaf.ts", "export const leaf: number = 1;");
    await write("other.ts", "export const counter = { n: 0 };");
    const cell = "import { leaf, counter } from './top.ts'; [leaf, ++counter.n]";
    expect((await run(cell)).result).toBe("[ 11, 1 ]");
    expect((await run(cell)).result).toBe("[ 11, 2 ]");
    await write("leaf.ts", "export const leaf: number = 2;");
    expect((await run(cell)).result).toBe("[ 12, 3 ]");
  });

  it("load changed CommonJS and JSON anew, imported or required", async () => {
    await write("x.cjs", "exports.v = 1; exports.y = require('./y.cjs').y");
    await write("y.cjs", "exports.y = 1");
    await write("d.json", '{"a": 1}');
    const imported = "import { v, y } from './x.cjs'; [v, y]";
    const required = "[require('./x.cjs').v, require('./x.cjs').y, require('./d.json').a]";
    expect((await run(imported)).result).toBe("[ 1, 1 ]");
    expect((await run(required)).result).toBe("[ 1, 1, 1 ]");
    await write("y.cjs", "exports.y = 2");
    await write("d.json", '{"a": 22}');
    expect((await run(required)).result).toBe("[ 1, 2, 22 ]");
    expect((await run(imported)).result).toBe("[ 1, 2 ]");
    await write("x.cjs", "exports.v = 3; exports.y = require('./y.cjs').y");
    expect((await run(imported)).result).toBe("[ 3, 2 ]");
  });

  it("find a file again that was away, or wrong, and one that threw", async () => {
    await write("top.ts", "import { b } from './b.ts'; export const f = () => b;");
    await write("b.ts", "import { f } from './top.ts'; export const b = 1; export const g = () => f;");
    const cell = "import { f } from './top.ts'; f()";
    expect((await run(cell)).result).toBe("1");
    await rm(join(folder, "work", "b.ts"));
    expect((await run(cell)).error).toContain("b.ts");
    await write("b.ts", "export const b = 2;");
    expect((await run(cell)).result).toBe("2");
    await write("b.ts", "export const b = ;");
    expect((await run(cell)).error).toContain("b.ts:1:18");
    await write("b.ts", "export const b = 0; throw new Error('at load');");
    expect((await run(cell)).error).toBe("Error: at load");
    await write("b.ts", "export const b = 3;");
    expect((await run(cell)).result).toBe("3");
  });

  it("find packages by the specifiers of other runtimes, and say how to install them", async () => {
    await write("node_modules/old/package.json", '{"name":"old"}');
    await write("node_modules/old/index.js", "exports.v = 4;");
    expect((await run("import old from 'npm:old@^4'; old.v")).result).toBe("4");
    expect((await run("import 'npm:absent-package@3'")).error).toMatch(
      /absent-package.*: npm install absent-package$/,
    );
    expect((await run("import 'jsr:@std/absent@1'")).error).toMatch(/: npx jsr add @std\/absent$/);
    expect((await run("await import('absent-package/part')")).error).toMatch(/: npm install absent-package$/);
    expect((await run("import 'https://example.com/a.js'")).error).toContain(
      "can't be imported from the network",
    );
  });

  it("are told where they are", async () => {
    const url = pathToFileURL(join(folder, "work")).href;
    expect((await run("import.meta.resolve('./a.ts')")).result).toBe(`'${url}/a.ts'`);
    expect((await run("import.meta.resolve('fs')")).result).toBe("'node:fs'");
    expect((await run("import.meta.resolve('absent-package')")).error).toContain("Cannot find module");
  });

  it("are live", async () => {
    await write("live.ts", "export let n = 0; export const count = () => { n++ };");
    await run("import { n, count } from './live.ts'; const read = () => n");
    expect((await run("count(); count(); [n, read()]")).result).toBe("[ 2, 2 ]");
  });

  it("read JSON with and without its attribute, and anew when it changed", async () => {
    await write("data.json", '{"a": 1}');
    expect((await run("import data from './data.json' with { type: 'json' }; data.a")).result).toBe("1");
    expect((await run("import again from './data.json'; again.a")).result).toBe("1");
    await write("data.json", '{"a": 22}');
    expect((await run("import again from './data.json'; again.a")).result).toBe("22");
  });

  it("run for their effects", async () => {
    await write("effect.ts", "(globalThis as any).effect = ((globalThis as any).effect ?? 0) + 1;");
    expect((await run("import './effect.ts'; globalThis.effect")).result).toBe("1");
  });

  it("find packages in the notebook's node_modules first", async () => {
    await write(
      "node_modules/commander/package.json",
      '{"name":"commander","type":"module","exports":"./i.js"}',
    );
    await write("node_modules/commander/i.js", "export const mine = 'local';");
    expect((await run("import { mine } from 'commander'; mine")).result).toBe("'local'");
  });

  it("find CommonJS names that Node's lexer does not see", async () => {
    await write("node_modules/old/package.json", '{"name":"old"}');
    await write("node_modules/old/index.js", "module.exports = Object.fromEntries([['hidden', 4]]);");
    expect(
      (await run("import { hidden } from 'old'; import old from 'old'; hidden + old.hidden")).result,
    ).toBe("8");
  });

  it("fall back to the packages this installation has", async () => {
    expect((await run("import { Command } from 'commander'; typeof Command")).result).toBe("'function'");
    expect((await run("typeof require('commander').Command")).result).toBe("'function'");
  });

  const index = new URL("../../../../../lib/index.ts", import.meta.url);
  it.skipIf(!existsSync(index))("find the package itself by name from anywhere", async () => {
    const { error, result } = await run("import * as lab from 'transferlab'; Object.keys(lab).length > 0");
    expect(error).toBeUndefined();
    expect(result).toBe("true");
  });

  it("look in NODE_PATH", async () => {
    await user.dispose();
    const path = join(folder, "elsewhere", "node_modules");
    await mkdir(join(path, "afar"), { recursive: true });
    await writeFile(
      join(path, "afar", "package.json"),
      '{"name":"afar","type":"module","exports":{"import":"./i.js"}}',
    );
    await writeFile(join(path, "afar", "i.js"), "export const afar = 5;");
    await start({ NODE_PATH: path });
    expect((await run("import { afar } from 'afar'; afar")).result).toBe("5");
  });

  it("say where a fault in a file is", async () => {
    await write("bad.ts", "export const x: number = 1;\nthrow new Error('at load');");
    const { error, outcome } = await run("\nimport './bad.ts'");
    expect(error).toBe("Error: at load");
    const traceback = outcome.status === "ok" ? [] : outcome.error.traceback;
    expect(traceback).toContain("In[1].ts:2:1");
    expect(traceback.join("\n")).toMatch(/bad\.ts:2:7/);
  });

  it("say what is missing", async () => {
    expect((await run("import './absent.ts'")).error).toContain("absent.ts");
    await write("typo.ts", "export const x: = 1;");
    const { error, outcome } = await run("import './typo.ts'");
    expect(error).toMatch(/SyntaxError: Unexpected token\n.*typo\.ts:1:17\n> 1 \| export const x: = 1;/);
    expect(outcome.status === "ok" ? undefined : outcome.error.place).toMatchObject({ line: 1, column: 1 });
  });
});
