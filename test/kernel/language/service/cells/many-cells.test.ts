import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, it } from "vitest";
import { NotebookService } from "../../../../../kernel/language/service/notebook-service.ts";

const service = new NotebookService({
  notebook: join(tmpdir(), "no-such-folder", "many.ipynb"),
  installation: fileURLToPath(new URL("../../../../..", import.meta.url)),
  fromSource: true,
});

const run = (source: string): void => {
  expect(service.check(source)).toEqual([]);
  service.commit(source);
};

describe("a thousand cells", () => {
  beforeEach(() => service.forget());

  it("that take one name over are forgotten but for the last", () => {
    for (let index = 0; index < 1000; index++) service.commit(`let a = ${index}; function f() { return a }`);
    expect(service.size).toEqual({ known: 1, loaded: 0 });
    run("a.toFixed(); f().toFixed()");
    expect(service.size).toEqual({ known: 1, loaded: 1 });
  });

  it("that each make a name from its former value don't keep one another", () => {
    service.commit("let total = 0; const words = ['a']");
    let largest = 0;
    for (let index = 0; index < 1000; index++) {
      service.commit("const before = total; let total = before + 1; const words = words.filter(Boolean)");
      largest = Math.max(largest, service.size.known);
    }
    expect(largest).toBeLessThan(50);
    run("total.toFixed(); words[0].trim()");
    expect(service.check("total.nope").map(({ message }) => message)).toEqual([
      "Property 'nope' does not exist on type 'number'.",
    ]);
  });

  it("that each declare a name are in the program only while they are used", () => {
    for (let index = 0; index < 1000; index++) service.commit(`const name${index} = ${index}`);
    expect(service.size).toEqual({ known: 1000, loaded: 0 });
    for (let index = 0; index < 100; index++) run(`name${index * 7}.toFixed()`);
    expect(service.size.loaded).toBeLessThan(40);
    const sum = Array.from({ length: 200 }, (_, index) => `name${index}`).join(" + ");
    run(`const sum = ${sum}; sum.toFixed()`);
    run("sum.toFixed() + name999.toFixed()");
  });

  it("that declare nothing leave nothing", () => {
    for (let index = 0; index < 1000; index++) service.commit(`console.log(${index})`);
    expect(service.size).toEqual({ known: 0, loaded: 0 });
  });
});
