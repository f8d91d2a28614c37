import { beforeAll, describe, expect, it } from "vitest";
import { errorOf, outputsOf, resultOf, streamOf } from "../client/exchange-view.ts";
import type { Exchange } from "../client/kernel-client.ts";
import { isOurKernel } from "../client/kernel-command.ts";
import { shareKernel } from "../client/shared-kernel.ts";
import { untilTyped } from "../client/until-typed.ts";

const LIMIT_MS = 2500;

describe("an interrupt", () => {
  const shared = shareKernel();

  beforeAll(async () => {
    if (isOurKernel) await untilTyped(shared.client);
    await shared.client.run("let kept = 1; let turns = 0;");
  });

  async function interrupt(code: string, by: () => unknown): Promise<{ exchange: Exchange; tookMs: number }> {
    const { client } = shared;
    const request = client.execute(`console.log("begun"); ${code}`);
    await client.untilPublished(
      ({ type, parentId }) => type === "stream" && parentId === request.msg_id,
      "its output",
    );
    await new Promise((next) => setTimeout(next, 200));
    const start = performance.now();
    await by();
    const exchange = await client.finish(request);
    return { exchange, tookMs: performance.now() - start };
  }
  const byMessage = () => shared.client.ask("control", "interrupt_request", {});

  async function expectStopped({ exchange, tookMs }: Awaited<ReturnType<typeof interrupt>>): Promise<void> {
    expect(errorOf(exchange)).toMatch(/interrupt/i);
    expect(outputsOf(exchange).filter(({ type }) => type === "error")).toHaveLength(1);
    expect(tookMs).toBeLessThan(LIMIT_MS);
    expect(resultOf(await shared.client.run("kept"))).toBe("1");
    expect(shared.kernel.hasExited).toBe(false);
  }

  it.each([
    ["a loop", "while (true) { turns++ }"],
    ["a loop that catches", "for (;;) { try { while (true) { turns++ } } catch {} }"],
    ["a loop after an await", "await null; while (true) { turns++ }"],
    ["a loop of awaits", "while (true) { turns++; await null }"],
    ["a loop of waits", "while (true) { turns++; await new Promise((next) => setTimeout(next, 5)) }"],
    ["a loop in a timer", "await new Promise(() => { setTimeout(() => { while (true) { turns++ } }, 5) })"],
    ["a wait for nothing", "await new Promise(() => {})"],
    ["a blocking wait", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);"],
    ["a regular expression", '/(a+)+b/.test("a".repeat(40));'],
    [
      "a program that is waited for",
      'import { spawn } from "node:child_process"; await new Promise((end) => spawn("sleep", ["60"]).on("exit", end))',
    ],
    ["a function called by a native one", "[3, 1, 2].sort(() => { while (true) turns++ })"],
  ])("stops %s, keeps names, and its cell has one error", async (_, code) => {
    await expectStopped(await interrupt(code, byMessage));
  });

  it("that comes as SIGINT does the same", async () => {
    await expectStopped(await interrupt("while (true) { turns++ }", () => shared.kernel.signal("SIGINT")));
    await expectStopped(
      await interrupt("await new Promise(() => {})", () => shared.kernel.signalGroup("SIGINT")),
    );
  });

  it("that comes on shell, as some front ends send it, is not queued behind the cell", async () => {
    const byShell = () => shared.client.ask("shell", "interrupt_request", {});
    const stopped = await interrupt("while (true) { turns++ }", byShell);
    await expectStopped(stopped);
    const replies = shared.client.answers.filter(({ type }) => type === "interrupt_reply");
    expect(replies.at(-1)?.channel).toBe("shell");
  });

  it("that comes as SIGINT when nothing runs is harmless", async () => {
    shared.kernel.signalGroup("SIGINT");
    await new Promise((next) => setTimeout(next, 300));
    expect(resultOf(await shared.client.run("kept"))).toBe("1");
  });

  it("aborts the cells queued behind", async () => {
    const { client } = shared;
    let queued: ReturnType<typeof client.execute> | undefined;
    await interrupt("while (true) { turns++ }", () => {
      queued = client.execute('console.log("must not run")');
      client.send("control", "interrupt_request", {});
    });
    const exchange = await client.finish(queued!);
    expect(["error", "aborted"]).toContain(exchange.reply.content.status);
    expect(streamOf(exchange)).toBe("");
  });

  it("can come many times, and while none is needed", async () => {
    for (let time = 0; time < 5; time++) {
      await interrupt("while (true) { turns++ }", () => {
        for (let again = 0; again < 3; again++) shared.client.send("control", "interrupt_request", {});
      });
      expect(resultOf(await shared.client.run("kept"))).toBe("1");
    }
  });

  it.skipIf(!isOurKernel)("aborts the cell's signal, so that work can end in its own way", async () => {
    const code = `let ended = "";
      await new Promise<void>((done) => { signal.addEventListener("abort", () => { ended = "by signal"; done() }) });`;
    await interrupt(code, byMessage);
    expect(resultOf(await shared.client.run("ended"))).toContain("by signal");
  });

  it.skipIf(!isOurKernel)(
    "of native code says that it waits, and a second one ends the process",
    async () => {
      const { client, kernel } = shared;
      const request = client.execute(
        'import { pbkdf2Sync } from "node:crypto"; console.log("begun"); pbkdf2Sync("a", "b", 100_000_000, 64, "sha512")',
      );
      await client.untilPublished(
        ({ type, parentId }) => type === "stream" && parentId === request.msg_id,
        "its output",
      );
      await client.ask("control", "interrupt_request", {});
      const said = await client.untilPublished(
        ({ type, content, parentId }) =>
          type === "stream" && content.name === "stderr" && parentId === request.msg_id,
        "a word on native code",
      );
      expect(said.content.text).toMatch(/interrupt/i);
      expect(client.repliesTo(request)).toEqual([]);
      await client.ask("control", "interrupt_request", {});
      const { reply } = await client.finish(request);
      expect(reply.content.status).toBe("error");
      expect(JSON.stringify(reply.content)).toMatch(/lost/);
      expect(kernel.hasExited).toBe(false);
      expect(resultOf(await client.run("1 + 1"))).toBe("2");
    },
    60_000,
  );
});
