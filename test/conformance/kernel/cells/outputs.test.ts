import { describe, expect, it } from "vitest";
import { outputsOf, resultOf, sequenceOf, streamOf } from "../client/exchange-view.ts";
import { isIdle } from "../client/kernel-client.ts";
import { isOurKernel } from "../client/kernel-command.ts";
import { shareKernel } from "../client/shared-kernel.ts";

const pause = (ms: number) => new Promise((next) => setTimeout(next, ms));

describe("output", () => {
  const shared = shareKernel();
  const run = (code: string, timeoutMs?: number) => shared.client.run(code, {}, timeoutMs);

  it("of 10,000 lines is whole, in order, and there before idle", async () => {
    const exchange = await run("for (let line = 0; line < 10_000; line++) console.log('line ' + line)");
    const expected = Array.from({ length: 10_000 }, (_, line) => `line ${line}\n`).join("");
    expect(streamOf(exchange)).toBe(expected);
    await pause(500);
    expect(shared.client.publishedFor(exchange.request).at(-1)).toSatisfy(isIdle);
  });

  it("of 10,000 lines on both streams by turns keeps the order of each", async () => {
    const exchange = await run("for (let i = 0; i < 5000; i++) { console.log(i); console.error(i) }");
    const expected = Array.from({ length: 5000 }, (_, i) => `${i}\n`).join("");
    expect(streamOf(exchange)).toBe(expected);
    expect(streamOf(exchange, "stderr")).toBe(expected);
  });

  it("keeps the order of streams, displays and the result", async () => {
    const exchange = await run(
      `console.log("1"); console.error("2"); console.log("3");
      await Deno.jupyter.broadcast("display_data", { data: { "text/plain": "4" }, metadata: {}, transient: {} });
      console.log("5"); 6`,
    );
    expect(sequenceOf(exchange)).toEqual([
      "busy",
      "execute_input",
      "stdout",
      "stderr",
      "stdout",
      "display_data",
      "stdout",
      "execute_result",
      "idle",
    ]);
  });

  it("of 50 MB in one piece arrives whole", async () => {
    const exchange = await run('process.stdout.write("y".repeat(50 * 1024 * 1024)); "end"', 60_000);
    expect(streamOf(exchange).length).toBe(50 * 1024 * 1024);
    expect(resultOf(exchange)).toContain("end");
    expect(await shared.client.beat()).toBeDefined();
  }, 90_000);

  it("of 50 MB as a result arrives whole", async () => {
    const code =
      '({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": "big", "text/html": "z".repeat(50 * 1024 * 1024) }) })';
    const exchange = await run(code, 60_000);
    const result = exchange.published.find(({ type }) => type === "execute_result");
    expect(result?.content.data["text/html"].length).toBe(50 * 1024 * 1024);
  }, 90_000);

  it("comes live out of a loop that never yields", async () => {
    const exchange = await run(
      'console.log("first"); { const end = Date.now() + 1500; while (Date.now() < end); } console.log("last")',
    );
    const first = exchange.published.find(({ type }) => type === "stream")!;
    expect(exchange.published.at(-1)!.arrivedAt - first.arrivedAt).toBeGreaterThan(700);
  });

  it("of timers that outlive their cell is told as that cell's", async () => {
    const { client } = shared;
    const early = await run(
      'setTimeout(() => console.log("late"), 400); void setTimeout(() => console.error("later"), 500)',
    );
    const next = await run("console.log('next')");
    await client.untilPublished(
      ({ type, content }) => type === "stream" && content.text.includes("later"),
      "late output",
    );
    const late = { published: client.publishedFor(early.request) };
    const there = { published: client.publishedFor(next.request) };
    expect(streamOf(late)).toBe("late\n");
    expect(streamOf(late, "stderr")).toBe("later\n");
    expect(streamOf(there)).toBe("next\n");
  });

  it.skipIf(!isOurKernel)(
    "written natively, and by programs that cells start, is there before idle",
    async () => {
      const exchange = await run(
        `import { writeSync } from "node:fs"; import { execSync } from "node:child_process";
      writeSync(1, "native\\n"); writeSync(2, "native error\\n"); execSync("echo program", { stdio: "inherit" });`,
      );
      expect(streamOf(exchange)).toBe("native\nprogram\n");
      expect(streamOf(exchange, "stderr")).toBe("native error\n");
    },
  );

  it("keeps characters whole that are written in pieces", async () => {
    const exchange = await run(
      'for (const byte of Buffer.from("é😀\\n")) process.stdout.write(Buffer.from([byte])); for (let i = 0; i < 3000; i++) console.log("😀é")',
    );
    expect(streamOf(exchange)).toBe(`é😀\n${"😀é\n".repeat(3000)}`);
  });
});

describe.skipIf(!isOurKernel)("displays", () => {
  const shared = shareKernel();
  const run = (code: string) => shared.client.run(code);

  it("are shown anew in place, under the id they were shown with", async () => {
    const exchange = await run(
      'const shown = display("first", { id: "mine" }); shown.update("second"); display({ a: 1 });',
    );
    const [first, second, third] = outputsOf(exchange);
    expect([first?.type, second?.type, third?.type]).toEqual([
      "display_data",
      "update_display_data",
      "display_data",
    ]);
    expect(first?.content.transient).toEqual({ display_id: "mine" });
    expect(second?.content.transient).toEqual({ display_id: "mine" });
    expect(second?.content.data["text/plain"]).toContain("second");
    expect(first?.content.metadata).toEqual({});
  });

  it("are updated from later cells, with those as parent", async () => {
    const exchange = await run('shown.update("third")');
    expect(outputsOf(exchange).map(({ type }) => type)).toEqual(["update_display_data"]);
  });

  it("can be cleared, at once or with the next output", async () => {
    const exchange = await run('clearOutput(); clearOutput({ wait: true }); console.log("after")');
    const cleared = outputsOf(exchange);
    expect(cleared.map(({ type }) => type)).toEqual(["clear_output", "clear_output", "stream"]);
    expect(cleared.slice(0, 2).map(({ content }) => content)).toEqual([{ wait: false }, { wait: true }]);
  });

  it("carry rich types beside text/plain, without colours in the plain text", async () => {
    const exchange = await run('display(html`<b>x</b>`); ({ a: 1, b: "two" })');
    const [shown, result] = outputsOf(exchange);
    expect(shown?.content.data["text/html"]).toBe("<b>x</b>");
    expect(typeof shown?.content.data["text/plain"]).toBe("string");
    expect(result?.content.data["text/plain"]).toBe("{ a: 1, b: 'two' }");
  });
});
