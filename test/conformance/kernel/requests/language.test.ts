import { beforeAll, describe, expect, it } from "vitest";
import { isOurKernel } from "../client/kernel-command.ts";
import { shareKernel } from "../client/shared-kernel.ts";
import { untilTyped } from "../client/until-typed.ts";

/** Places in messages are counted in code points. */
const length = (text: string) => [...text].length;

describe("complete_request", () => {
  const shared = shareKernel();
  const complete = async (code: string, cursor = length(code)) =>
    (await shared.client.ask("shell", "complete_request", { code, cursor_pos: cursor })).reply.content;

  beforeAll(async () => {
    if (isOurKernel) await untilTyped(shared.client);
    await shared.client.run("const kitchenSink = { wrench: 1, washer: 2 }; const 𝒳𝒴 = { inner: 3 }");
  });

  it("names what an earlier cell declared", async () => {
    expect(await complete("kitchenSi")).toMatchObject({
      status: "ok",
      matches: ["kitchenSink"],
      cursor_start: 0,
      cursor_end: 9,
    });
  });

  it("names properties, and replaces only what was begun", async () => {
    const { matches, cursor_start, cursor_end } = await complete("1 + kitchenSink.w");
    expect(new Set(matches)).toEqual(new Set(["wrench", "washer"]));
    expect([cursor_start, cursor_end]).toEqual([16, 17]);
  });

  it("sees what is declared above in the same cell", async () => {
    expect((await complete("const localOnly = 5;\nlocalO")).matches).toEqual(["localOnly"]);
  });

  it("works in the middle of a cell", async () => {
    const code = "kitchenSink.wre + 1;\nconst after = 2;";
    expect(await complete(code, 15)).toMatchObject({ matches: ["wrench"], cursor_start: 12, cursor_end: 15 });
  });

  it("counts places in code points behind astral characters", async () => {
    const code = 'const s = "😀😀"; kitchenSink.wre';
    const before = length('const s = "😀😀"; kitchenSink.');
    expect(await complete(code)).toMatchObject({
      matches: ["wrench"],
      cursor_start: before,
      cursor_end: before + 3,
    });
  });

  it("counts places in code points inside names of astral characters", async () => {
    expect(await complete("𝒳")).toMatchObject({ matches: ["𝒳𝒴"], cursor_start: 0, cursor_end: 1 });
    expect(await complete("𝒳𝒴.inn")).toMatchObject({ matches: ["inner"], cursor_start: 3, cursor_end: 6 });
  });

  it("finds nothing where nothing fits", async () => {
    const content = await complete("kitchenSink.zzz");
    expect(content).toMatchObject({ status: "ok", matches: [] });
  });

  it.skipIf(!isOurKernel)("tells the kind of each match as JupyterLab reads it", async () => {
    const { matches, metadata, cursor_start, cursor_end } = await complete("kitchenSink.w");
    const types = metadata._jupyter_types_experimental as Record<string, unknown>[];
    expect(types.map(({ text }) => text)).toEqual(matches);
    for (const entry of types) {
      expect(entry).toMatchObject({ start: cursor_start, end: cursor_end });
      expect(typeof entry.type).toBe("string");
    }
  });
});

describe("inspect_request", () => {
  const shared = shareKernel();
  const inspect = async (code: string, cursor = length(code), detail = 0) =>
    (await shared.client.ask("shell", "inspect_request", { code, cursor_pos: cursor, detail_level: detail }))
      .reply.content;

  beforeAll(async () => {
    if (isOurKernel) await untilTyped(shared.client);
    await shared.client.run(
      '/** Greets somebody. */\nfunction greet(name: string): string { return "hello " + name }\nconst 𝒵 = 42',
    );
  });

  it("tells of a name of an earlier cell", async () => {
    const content = await inspect("greet");
    expect(content).toMatchObject({ status: "ok", found: true });
    expect(content.data["text/plain"]).toContain("greet(name: string): string");
    expect(content.data["text/plain"]).toContain("Greets somebody.");
  });

  it("tells more when more is asked", async () => {
    const plain = (await inspect("greet", 5, 0)).data["text/plain"] as string;
    const more = (await inspect("greet", 5, 1)).data["text/plain"] as string;
    expect(more.length).toBeGreaterThanOrEqual(plain.length);
    if (isOurKernel) expect(more).toContain('return "hello');
  });

  it("finds the name at a cursor behind and inside astral characters", async () => {
    const code = '"😀😀😀"; greet("x")';
    expect((await inspect(code, length('"😀😀😀"; gr'))).data["text/plain"]).toContain("greet");
    expect((await inspect("1 + 𝒵 + 1", 5)).found).toBe(true);
  });

  it("says that it found nothing, with data and metadata that are empty", async () => {
    expect(await inspect("nobodyKnowsThis")).toEqual({ status: "ok", found: false, data: {}, metadata: {} });
    expect(await inspect("")).toEqual({ status: "ok", found: false, data: {}, metadata: {} });
  });
});

describe("is_complete_request", () => {
  const shared = shareKernel();
  const isComplete = async (code: string) =>
    (await shared.client.ask("shell", "is_complete_request", { code })).reply.content;

  it.each([
    "1 + 1",
    "const x = 1",
    "",
    "if (true) { 1 }",
    "await 1",
    "import fs from 'node:fs'",
    "`a\nb`",
    "// note",
  ])("calls %j complete", async (code) => {
    expect(await isComplete(code)).toEqual({ status: "complete" });
  });

  it.each([
    "const x = {",
    "function f() {",
    "`text",
    "[1, 2,",
    "/* note",
    "if (a) {\n  b()",
    "class A {",
    "f(1,",
  ])("calls %j incomplete", async (code) => {
    const content = await isComplete(code);
    expect(content.status).toBe("incomplete");
    expect(content.indent).toMatch(/^\s*$/);
  });

  it.each(["const = 1", "function function", "1 +* 2", "}", "let x: = 3"])(
    "calls %j invalid",
    async (code) => {
      expect((await isComplete(code)).status).toBe("invalid");
    },
  );
});
