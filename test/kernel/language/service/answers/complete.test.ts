import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { NotebookService } from "../../../../../kernel/language/service/notebook-service.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "complete-")));
mkdirSync(join(folder, "parts"));
writeFileSync(
  join(folder, "helper.ts"),
  "/** Doubles. */\nexport const twice = (n: number): number => n * 2;\n",
);
writeFileSync(join(folder, "parts", "leaf.ts"), "export const leaf = 1;\n");
const service = new NotebookService({
  notebook: join(folder, "n.ipynb"),
  installation: fileURLToPath(new URL("../../../../..", import.meta.url)),
  fromSource: true,
});

/** Completes at the place of `|`. */
function complete(marked: string) {
  const offset = marked.indexOf("|");
  return service.complete(marked.replace("|", ""), offset);
}
const names = (marked: string) => complete(marked).items.map(({ name }) => name);

beforeEach(() => service.forget());
afterAll(() => rmSync(folder, { recursive: true }));

describe("completeCell", () => {
  it("finds names of earlier cells, with kind, type and signature", () => {
    service.commit("const zipper = 1; function zig(a: number, b?: string) { return [a] } class Zoo {}");
    expect(names("zi|")).toEqual(["zig", "zipper"]);
    const { start, end, items } = complete("1 + zi|");
    expect([start, end]).toEqual([4, 6]);
    expect(items[0]).toMatchObject({
      name: "zig",
      kind: "function",
      signature: "(a: number, b?: string): number[]",
    });
    expect(items[1]).toMatchObject({ name: "zipper", kind: "variable", type: "1" });
    expect(complete("new Zo|").items).toMatchObject([{ name: "Zoo", kind: "class" }]);
  });

  it("finds names of the cell itself, which come before those of all programs", () => {
    const found = names("const consider = 1; con|");
    expect(found[0]).toBe("consider");
    expect(found).toContain("console");
    expect(found.every((name) => name.startsWith("con"))).toBe(true);
  });

  it("finds the newest meaning of a name", () => {
    service.commit("const thing = 1");
    service.commit("const thing = 'a'");
    expect(names("thing.toFix|")).toEqual([]);
    expect(names("thing.toUp|")).toEqual(["toUpperCase"]);
  });

  it("finds types where a type is written", () => {
    service.commit("interface Zebra { x: 1 }; type Zulu = 1");
    expect(names("let a: Ze|")).toEqual(["Zebra"]);
    expect(names("let a: Zu| = 1")).toEqual(["Zulu"]);
  });

  it("finds members", () => {
    service.commit("const data = { alpha: 1, beta() { return 2 }, 'with space': 3 }");
    expect(names("data.|")).toEqual(["alpha", "beta"]);
    expect(complete("data.be|").items).toMatchObject([
      { name: "beta", kind: "method", signature: "(): number" },
    ]);
    expect(names("data.alp|; 1 + 1")).toEqual(["alpha"]);
    expect(names("data\n  .al|")).toEqual(["alpha"]);
    expect(names("process.pi|")).toEqual(["pid"]);
  });

  it("finds members while they are being typed in front of other code", () => {
    service.commit("const data = { alpha: 1 }");
    expect(names("data.|\nconst next = 1")).toEqual(["alpha"]);
    expect(names("console.log(data.|")).toEqual(["alpha"]);
    expect(names("if (true) { data.|")).toEqual(["alpha"]);
  });

  it("takes the dot in where a value may be missing", () => {
    service.commit("let maybe = undefined as string | undefined");
    expect(complete("maybe.toUp|")).toMatchObject({ start: 5, end: 10, items: [{ name: "?.toUpperCase" }] });
  });

  it("finds keys of objects and literals of strings", () => {
    service.commit(
      "function load(name: 'vgg16' | 'vgg19' | 'resnet50', options?: { includeTop?: boolean }) {}",
    );
    expect(names("load('vgg|')")).toEqual(["vgg16", "vgg19"]);
    expect(names('load("|")')).toEqual(["resnet50", "vgg16", "vgg19"]);
    expect(names("load('vgg16', { inc|")).toEqual(["includeTop"]);
    const { start, end } = complete("load('vgg|')");
    expect([start, end]).toEqual([6, 9]);
  });

  it("finds modules: files beside the notebook, Node's, packages", () => {
    expect(complete("import {} from './he|'")).toMatchObject({
      start: 18,
      end: 20,
      items: [{ name: "helper" }],
    });
    expect(names("import {} from './parts/|'")).toEqual(["leaf"]);
    expect(names("import {} from 'node:child|'")).toEqual(["node:child_process"]);
    expect(names("await import('magic|')")).toEqual(["magic-string"]);
    expect(names("import * as t from 'transferl|'")).toEqual(["transferlab"]);
    expect(names("import { tw| } from './helper.ts'")).toEqual(["twice"]);
  });

  it("replaces a word that goes on behind the cursor whole", () => {
    expect(complete("con|sole.log")).toMatchObject({ start: 0, end: 7 });
  });

  it("takes other case only where nothing fits as written", () => {
    service.commit("const Apple = 1, apply = 2");
    expect(names("Appl|")).toEqual(["Apple"]);
    expect(names("APPL|")).toEqual(["Apple", "apply"]);
  });

  it("finds keywords last", () => {
    service.commit("const functional = 1");
    expect(complete("func|").items).toMatchObject([
      { name: "functional" },
      { name: "function", kind: "keyword" },
    ]);
  });

  it("finds nothing in comments and numbers, and nothing of its own", () => {
    expect(names("// con|")).toEqual([]);
    expect(names("12|")).toEqual([]);
    service.commit("const data = [1]");
    expect(names("const data = data.map(String); $|").filter((name) => name.startsWith("$cell"))).toEqual([]);
    expect(names("const data = data.map(String); da|").every((name) => name.startsWith("da"))).toBe(true);
    expect(names("const data = data.map(String); dat|")).toEqual(["data"]);
  });

  it("finds names beyond ASCII", () => {
    service.commit("const größe = 1; const 变量 = 2");
    expect(complete("'🎉' + grö|")).toMatchObject({ start: 7, end: 10, items: [{ name: "größe" }] });
    expect(names("变|")).toEqual(["变量"]);
  });

  it("lists every name of many cells", () => {
    for (let index = 0; index < 60; index++) service.commit(`let many${index} = 0`);
    expect(names("many|")).toHaveLength(60);
  });
});
