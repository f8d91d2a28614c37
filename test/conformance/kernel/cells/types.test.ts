import { beforeAll, describe, expect, it } from "vitest";
import { outputsOf, resultOf, streamOf } from "../client/exchange-view.ts";
import { isOurKernel } from "../client/kernel-command.ts";
import { shareKernel } from "../client/shared-kernel.ts";
import { untilTyped } from "../client/until-typed.ts";

describe.skipIf(!isOurKernel)("types", () => {
  const shared = shareKernel();
  const run = (code: string) => shared.client.run(code);

  beforeAll(() => untilTyped(shared.client), 60_000);

  it("that are wrong stop the cell before it runs, in one error with the place", async () => {
    const exchange = await run('console.log("must not run");\nconst size: number = "five";');
    expect(outputsOf(exchange).map(({ type }) => type)).toEqual(["error"]);
    const text = exchange.reply.content.traceback.join("\n") as string;
    expect(exchange.reply.content.ename).toBe("TypeScriptError");
    expect(text).toContain("TS2322");
    expect(text).toMatch(/In\[\d+\](\.ts)?:2:7/);
    expect(text).toContain('const size: number = "five"');
    expect(text).toMatch(/^.*\^+/m);
  });

  it("flow from cell to cell", async () => {
    await run("interface Point { x: number; y: number }\nconst origin: Point = { x: 0, y: 0 };");
    const wrong = await run("origin.z");
    expect(wrong.reply.content.traceback.join("\n")).toContain("TS2339");
    expect(resultOf(await run("const moved: Point = { ...origin, x: 2 }; moved.x"))).toBe("2");
  });

  it("that are wrong are all named", async () => {
    const { reply } = await run('const a1: number = "a";\nconst b1: string = 5;');
    expect(reply.content.traceback.join("\n").match(/TS2322/g)).toHaveLength(2);
  });

  it("are not looked at in a cell that says so", async () => {
    const exchange = await run('// @ts-nocheck\nconst size: number = "six"; size');
    expect(exchange.reply.content.status).toBe("ok");
    expect(resultOf(exchange)).toContain("six");
    expect((await run('const again: number = "x"')).reply.content.status).toBe("error");
  });

  it("only warn after %types warn, block again after %types on, and are silent after %types off", async () => {
    expect((await run("%types warn")).reply.content.status).toBe("ok");
    const warned = await run('const loose: number = "seven"; loose');
    expect(warned.reply.content.status).toBe("ok");
    expect(resultOf(warned)).toContain("seven");
    expect(streamOf(warned, "stderr")).toContain("TS2322");

    await run("%types off");
    const unseen = await run('const free: number = "eight"; free');
    expect(outputsOf(unseen).map(({ type }) => type)).toEqual(["execute_result"]);

    await run("%types on");
    expect((await run('const strict: number = "nine"')).reply.content.ename).toBe("TypeScriptError");
  });

  it("don't stop names from being declared anew as anything", async () => {
    for (const code of [
      "const thing = 1",
      "let thing = 'text'",
      "var thing = [1]",
      "function thing() { return 4 }",
      "class thing { size = 5 }",
      "const thing = { six: 6 }",
      "enum thing { A = 7 }",
      'import thing from "node:path"',
      "const thing = 1",
    ]) {
      const { reply } = await run(code);
      expect(reply.content, `${code}: ${reply.content.traceback?.join("\n")}`).toMatchObject({
        status: "ok",
      });
    }
    expect(resultOf(await run("thing"))).toBe("1");
  });

  it("shows the page of a name behind ?", async () => {
    await run("/** Adds one. */\nfunction addOne(n: number): number { return n + 1 }");
    for (const code of ["?addOne", "addOne?", "addOne??"]) {
      const { reply } = await run(code);
      expect(reply.content.status).toBe("ok");
      expect(reply.content.payload).toHaveLength(1);
      expect(reply.content.payload[0]).toMatchObject({ source: "page", start: 0 });
      expect(reply.content.payload[0].data["text/plain"]).toContain("addOne");
    }
  });
});

describe("names", () => {
  const shared = shareKernel();
  const run = (code: string) => shared.client.run(code);

  it("can be declared again in a later cell, and closures see the new value", async () => {
    await run("let value = 1; function read(): number { return value }");
    await run("value = 5;");
    expect(resultOf(await run("read()"))).toBe("5");
    await run("let value = 6;");
    if (isOurKernel) expect(resultOf(await run("read()"))).toBe("6");
    for (let time = 0; time < 3; time++) expect((await run("const x = 1")).reply.content.status).toBe("ok");
  });

  it("that libraries use too don't reach them", async () => {
    await run("const process = 5; const document = { body: 1 }; const Buffer = 'mine'; const fetch = 0");
    const exchange = await run('import { join } from "node:path"; console.log(join("a", "b")); process');
    expect(streamOf(exchange)).toBe("a/b\n");
    expect(resultOf(exchange)).toBe("5");
  });
});
