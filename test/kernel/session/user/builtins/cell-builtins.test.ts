import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CommMessage } from "../../../../../kernel/session/protocol/comm-message.ts";
import { UserProcess } from "../../../../../kernel/session/user-process.ts";
import { createCellRunner } from "../../run-cells.ts";

const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

describe("display in cells", { timeout: 60_000 }, () => {
  let folder: string;
  let user: UserProcess;
  let run: ReturnType<typeof createCellRunner>;
  let comms: CommMessage[];
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "display-names-")));
    await writeFile(join(folder, "pixel.png"), Buffer.from(PIXEL, "base64"));
    user = await UserProcess.start({
      notebook: join(folder, "n.ipynb"),
      startTimeoutMs: 60_000,
      onComm: (message) => comms.push(message),
    });
    run = createCellRunner(user);
  }, 60_000);
  afterAll(async () => {
    await user.dispose();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    comms = [];
  });

  const showsOf = async (source: string) => {
    const { outputs, error } = await run(source);
    expect(error).toBeUndefined();
    return outputs.map((output) => ("data" in output ? [output.type, output.data] : [output.type]));
  };

  describe("display", () => {
    it("shows nothing of its handle", async () => {
      expect(await showsOf("display(1)")).toEqual([["display", { "text/plain": "1" }]]);
    });

    it("takes metadata, and bundles as they are", async () => {
      const { outputs } = await run(
        `display({ "image/png": "${PIXEL}", "text/plain": "dot" }, { raw: true, id: "dot", metadata: { "image/png": { width: 9 } } })`,
      );
      expect(outputs).toEqual([
        {
          type: "display",
          data: { "image/png": PIXEL, "text/plain": "dot" },
          metadata: { "image/png": { width: 9 } },
          displayId: "dot",
        },
      ]);
      expect((await run("display(5, { raw: true })")).error).toContain("expected an object of MIME types");
    });

    it("is updated by its id from another cell", async () => {
      await run("display('first', { id: 'place' })");
      expect(await showsOf("display.update('place', 'second')")).toEqual([
        ["update", { "text/plain": "'second'" }],
      ]);
    });

    it("refuses a second value, which it would lose", async () => {
      const { error } = await run("display(1, { x: 2 })");
      expect(error).toContain("TypeError: display: expected options out of id, metadata and raw");
      expect((await run("display(1, { id: '' })")).error).toContain("expected a text as id");
    });

    it("lets no slow form overwrite a later value", async () => {
      const shows = await showsOf(
        "const slow = { async [Symbol.for('Jupyter.display')]() { await new Promise((r) => setTimeout(r, 100)); return { 'text/plain': 'slow' } } }; const shown = display(slow); shown.update('later')",
      );
      expect(shows.at(-1)).toEqual(["update", { "text/plain": "'later'" }]);
      expect(JSON.stringify(shows)).not.toContain('"slow"');
    });

    it("asks formatters that cells register, until they are taken back", async () => {
      await run(
        "class Money { constructor(sum) { this.sum = sum } }; const off = display.register((value) => value instanceof Money ? { 'text/html': '<b>' + value.sum } : undefined)",
      );
      expect(await showsOf("new Money(5)")).toEqual([
        ["result", { "text/html": "<b>5", "text/plain": "Money (text/html)" }],
      ]);
      expect(await showsOf("off(); new Money(5)")).toEqual([
        ["result", { "text/plain": "Money { sum: 5 }" }],
      ]);
      expect((await run("display.register(5)")).error).toContain("expected a function of a value");
    });

    it("shows rows as a table", async () => {
      const [[, data]] = (await showsOf("display.table([{ a: 1, b: '<' }, { a: 2 }], ['b', 'a'])")) as [
        [string, Record<string, string>],
      ];
      expect(data["text/plain"]!.split("\n")).toEqual(["b  a", "-  -", "<  1", "   2"]);
      expect(data["text/html"]).toContain("&lt;");
    });

    it("carries a picture of 50 MB", async () => {
      const { outputs } = await run(
        `const big = Buffer.alloc(50e6); big.set(Buffer.from("${PIXEL}", "base64")); big`,
      );
      const [output] = outputs;
      const data = output && "data" in output ? String(output.data["image/png"]) : "";
      expect(data.length).toBe(Math.ceil(50e6 / 3) * 4);
    });
  });

  describe("tslab", () => {
    it("shows by each of its names, by import and by require", async () => {
      const shows = await showsOf(
        "import * as tslab from 'tslab'; const { display: d } = require('tslab'); tslab.display.html('<b>'); d.text('t'); d.latex('x'); tslab.display.png(new Uint8Array([1, 2])); tslab.display.raw('application/json', '1'); d.javascript('1')",
      );
      expect(shows).toEqual([
        ["display", { "text/html": "<b>" }],
        ["display", { "text/plain": "t" }],
        ["display", { "text/latex": "x" }],
        ["display", { "image/png": "AQI=" }],
        ["display", { "application/json": "1" }],
        ["display", { "text/javascript": "1" }],
      ]);
    });

    it("shows in one place by a display of its own", async () => {
      const { outputs } = await run("const own = tslab.newDisplay(); own.text('a'); own.markdown('b')");
      const [first, second] = outputs;
      expect([first?.type, second?.type]).toEqual(["display", "update"]);
      if (first?.type !== "display" || second?.type !== "update") throw new Error("expected both");
      expect(second.displayId).toBe(first.displayId);
    });

    it("tells versions", async () => {
      expect((await run("tslab.versions.node === process.version")).result).toBe("true");
    });
  });

  describe("Deno.jupyter", () => {
    it("is seen by cells alone", async () => {
      expect((await run("[typeof Deno.jupyter, typeof globalThis.Deno]")).result).toBe(
        "[ 'object', 'undefined' ]",
      );
    });

    it("displays and formats, also when nobody awaits it", async () => {
      const shows = await showsOf(
        "Deno.jupyter.display({ 'text/html': '<b>' }, { raw: true, display_id: 'd' }); await Deno.jupyter.display(1, { update: true, display_id: 'd' }); await Deno.jupyter.format([1])",
      );
      expect(shows).toEqual([
        ["display", { "text/html": "<b>" }],
        ["update", { "text/plain": "1" }],
        ["result", { "text/plain": "{ 'text/plain': '[ 1 ]' }" }],
      ]);
    });

    it("has tags that leave what is put in as it is", async () => {
      expect(await showsOf("Deno.jupyter.html(['<i>', '</i>'], '<b>x</b>')")).toEqual([
        ["result", { "text/html": "<i><b>x</b></i>", "text/plain": "Object (text/html)" }],
      ]);
    });

    it("shows pictures by path and by bytes", async () => {
      for (const source of ["'pixel.png'", `Buffer.from('${PIXEL}', 'base64')`]) {
        const [[, data]] = (await showsOf(`Deno.jupyter.image(${source})`)) as [[string, object]];
        expect(data).toMatchObject({ "image/png": PIXEL });
      }
      expect((await run("Deno.jupyter.image(new Uint8Array(3))")).error).toContain("expected a JPEG or PNG");
    });

    it("broadcasts displays", async () => {
      const { outputs } = await run(
        "await Deno.jupyter.broadcast('display_data', { data: { 'text/plain': 'a' }, metadata: {}, transient: { display_id: 'p' } }); await Deno.jupyter.broadcast('update_display_data', { data: { 'text/plain': 'b' }, metadata: { k: 1 }, transient: { display_id: 'p' } }); await Deno.jupyter.broadcast('stream', { name: 'stderr', text: 'c' }); await Deno.jupyter.broadcast('clear_output', { wait: true })",
      );
      expect(outputs).toEqual([
        { type: "display", data: { "text/plain": "a" }, metadata: {}, displayId: "p" },
        { type: "update", data: { "text/plain": "b" }, metadata: { k: 1 }, displayId: "p" },
        { type: "stream", name: "stderr", text: "c" },
        { type: "clear", wait: true },
      ]);
    });

    it("broadcasts comm messages, with metadata and buffers", async () => {
      await run(
        "await Deno.jupyter.broadcast('comm_open', { comm_id: 'w', target_name: 'jupyter.widget', data: { state: 1 } }, { metadata: { version: '2.1.0' }, buffers: [new Uint8Array([1, 2])] }); await Deno.jupyter.broadcast('comm_msg', { comm_id: 'w', data: {} }); await Deno.jupyter.broadcast('comm_close', { comm_id: 'w', data: {} })",
      );
      expect(comms).toMatchObject([
        {
          type: "open",
          commId: "w",
          targetName: "jupyter.widget",
          data: { state: 1 },
          metadata: { version: "2.1.0" },
        },
        { type: "msg", commId: "w" },
        { type: "close", commId: "w" },
      ]);
      expect([...(comms[0]?.buffers?.[0] ?? [])]).toEqual([1, 2]);
    });

    it.each([
      ["broadcast('execute_reply', {})", "expected display_data, update_display_data"],
      ["broadcast('update_display_data', { data: {} })", "expected transient.display_id"],
      ["broadcast('comm_msg', {})", "expected comm_id"],
      ["broadcast('comm_open', { comm_id: 'a' })", "expected target_name"],
      [
        "broadcast('display_data', { data: {} }, { buffers: [new Uint8Array(1)] })",
        "buffers with comm messages",
      ],
      ["broadcast('display_data', {})", "expected an object of MIME types"],
    ])("refuses %s", async (call, message) => {
      expect((await run(`await Deno.jupyter.${call}`)).error).toContain(message);
    });
  });
});
