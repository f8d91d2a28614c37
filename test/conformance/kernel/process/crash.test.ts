import { describe, expect, it } from "vitest";
import { outputsOf, resultOf, streamOf } from "../client/exchange-view.ts";
import { isOurKernel } from "../client/kernel-command.ts";
import { shareKernel } from "../client/shared-kernel.ts";

describe.skipIf(!isOurKernel)("a cell that ends its process", () => {
  const shared = shareKernel({ env: { NODE_OPTIONS: "--max-old-space-size=400" } });

  it.each([
    ["process.exit", "process.exit(3)"],
    ["process.exit of 0", "process.exit(0)"],
    ["process.exit in a timer", "await new Promise(() => { setTimeout(() => process.exit(4), 20) })"],
    ["process.abort", "process.abort()"],
    ["a kill of itself", 'process.kill(process.pid, "SIGKILL"); await new Promise(() => {})'],
    ["SIGTERM to itself", 'process.kill(process.pid, "SIGTERM"); await new Promise(() => {})'],
    [
      "memory without end",
      "const hog: unknown[] = []; for (;;) hog.push(new Array(10_000).fill(Math.random()))",
    ],
  ])(
    "by %s has one error that says so, and the next runs in a fresh process",
    async (_, code) => {
      const { client, kernel } = shared;
      await client.run("const before = 1;");
      const exchange = await client.run(`console.log("out"); ${code}`, {}, 45_000);
      expect(exchange.reply.content.status).toBe("error");
      const types = outputsOf(exchange).map(({ type }) => type);
      // V8 and Node say on stderr why they end.
      expect(types.filter((type) => type !== "stream")).toEqual(["error"]);
      expect(streamOf(exchange)).toBe("out\n");
      expect(`${exchange.reply.content.evalue}`).toMatch(/names.*lost/);
      const next = await client.run("1 + 1");
      expect(resultOf(next)).toBe("2");
      const gone = await client.run("before");
      expect(gone.reply.content.status).toBe("error");
      expect(gone.reply.content.traceback.join("\n")).toContain("before");
      expect(kernel.hasExited).toBe(false);
      expect(await client.beat()).toBeDefined();
    },
    120_000,
  );

  it("counts on", async () => {
    const { client } = shared;
    const before = (await client.run("1")).reply.content.execution_count as number;
    const crash = await client.run("process.exit(1)");
    const after = await client.run("1");
    expect(crash.reply.content.execution_count).toBe(before + 1);
    expect(after.reply.content.execution_count).toBe(before + 2);
  });

  it("from outside, while nothing runs, is told, and the next cell runs", async () => {
    const { client, kernel } = shared;
    await client.run("const before = 1;");
    const pid = Number(resultOf(await client.run("process.pid")));
    expect(pid).not.toBe(kernel.pid);
    const seen = client.published.length;
    process.kill(pid, "SIGKILL");
    await new Promise((next) => setTimeout(next, 500));
    expect(resultOf(await client.run("1 + 1"))).toBe("2");
    expect((await client.run("before")).reply.content.status).toBe("error");
    expect(JSON.stringify(client.published.slice(seen).map(({ content }) => content))).toMatch(/names.*lost/);
  });

  it("has an uncaught error of a timer as output, and stays", async () => {
    const { client } = shared;
    const pid = resultOf(await client.run("process.pid"));
    const early = await client.run('setTimeout(() => { throw new Error("out of a timer") }, 50); void 0');
    await client.untilPublished(
      ({ content }) => JSON.stringify(content).includes("out of a timer") && content.code === undefined,
      "the error of a timer",
    );
    const told = client.published.find(
      ({ type, content }) => type !== "execute_input" && JSON.stringify(content).includes("out of a timer"),
    );
    expect(told?.parentId).toBe(early.request.msg_id);
    const unhandled = await client.run('Promise.reject(new Error("nobody waits")); void 0');
    await client.untilPublished(
      ({ type, content }) => type !== "execute_input" && JSON.stringify(content).includes("nobody waits"),
      "an unhandled rejection",
    );
    expect(unhandled.reply.content.status).toMatch(/ok|error/);
    expect(resultOf(await client.run("process.pid"))).toBe(pid);
  });
});
