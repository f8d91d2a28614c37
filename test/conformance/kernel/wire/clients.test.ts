import { describe, expect, it } from "vitest";
import { resultOf, sequenceOf, streamOf } from "../client/exchange-view.ts";
import { shareKernel } from "../client/shared-kernel.ts";

describe("two clients of one kernel", () => {
  const shared = shareKernel();

  it("share names and the count, and each sees what the other runs", async () => {
    const first = shared.client;
    const second = await shared.kernel.connect();
    const one = await first.run("const common = 7;");
    const two = await second.run("common");
    expect(resultOf(two)).toBe("7");
    expect(two.reply.content.execution_count).toBe(one.reply.content.execution_count + 1);
    await first.idleOf(two.request);
    const seen = { published: first.publishedFor(two.request) };
    expect(sequenceOf(seen)).toEqual(["busy", "execute_input", "execute_result", "idle"]);
    expect(seen.published[0]?.parentHeader.session).toBe(second.session);
    expect(first.repliesTo(two.request)).toEqual([]);
    expect(second.faults).toEqual([]);
    second.close();
  });

  it("get each its own replies when they ask at the same time", async () => {
    const first = shared.client;
    const second = await shared.kernel.connect();
    const clients = [first, second];
    const exchanges = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        clients[index % 2]!.run(`console.log("line ${index}"); ${index}`),
      ),
    );
    for (const [index, exchange] of exchanges.entries()) {
      expect(streamOf(exchange)).toBe(`line ${index}\n`);
      expect(resultOf(exchange)).toBe(String(index));
    }
    const counts = exchanges.map(({ reply }) => reply.content.execution_count as number);
    expect(new Set(counts).size).toBe(30);
    expect(second.faults).toEqual([]);
    second.close();
  });

  it("don't disturb each other when one goes away in the middle of its cell", async () => {
    const leaving = await shared.kernel.connect();
    leaving.execute(
      "await new Promise((next) => setTimeout(next, 500)); for (let i = 0; i < 2000; i++) console.log(i)",
    );
    leaving.close();
    expect(resultOf(await shared.client.run("'still here'"))).toContain("still here");
  });
});
