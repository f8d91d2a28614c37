import { describe, expect, it } from "vitest";
import { isOurKernel } from "../client/kernel-command.ts";
import { shareKernel } from "../client/shared-kernel.ts";

const SPIN_MS = 4000;

describe("while a cell spins", () => {
  const shared = shareKernel();
  /** Starts a loop that never yields, and asks; answers must come before the loop ends. */
  const during = async (ask: () => Promise<void>) => {
    const { client } = shared;
    const spinning = client.execute(
      `{ const end = Date.now() + ${SPIN_MS}; let turns = 0; while (Date.now() < end) turns++; }`,
    );
    await client.untilPublished(
      ({ type, parentId }) => type === "execute_input" && parentId === spinning.msg_id,
      "start",
    );
    await new Promise((next) => setTimeout(next, 200));
    await ask();
    const isOver = client.repliesTo(spinning).length > 0;
    const { reply } = await client.finish(spinning);
    expect(reply.content.status).toBe("ok");
    expect(isOver).toBe(false);
  };

  it("heartbeats return", () =>
    during(async () => {
      for (let beat = 0; beat < 10; beat++) expect(await shared.client.beat()).toBeLessThan(1000);
    }));

  it("control answers kernel_info, between its busy and idle", () =>
    during(async () => {
      const { reply } = await shared.client.ask("control", "kernel_info_request", {}, { timeoutMs: 3000 });
      expect(reply.content.status).toBe("ok");
    }));

  it.skipIf(!isOurKernel)("names are completed, with values that only the running process has", async () => {
    await shared.client.run(
      "const live: any = JSON.parse('{\"onlyAtRunTime\": 1}'); const typed = { staticOne: 1 };",
    );
    await during(async () => {
      const ask = async (code: string) =>
        (
          await shared.client.ask(
            "shell",
            "complete_request",
            { code, cursor_pos: code.length },
            { timeoutMs: 3000 },
          )
        ).reply.content.matches;
      expect(await ask("typed.sta")).toEqual(["staticOne"]);
      expect(await ask("live.onlyAt")).toEqual(["onlyAtRunTime"]);
    });
  });

  it.skipIf(!isOurKernel)("names are inspected", () =>
    during(async () => {
      const content = { code: "typed", cursor_pos: 5, detail_level: 0 };
      const { reply } = await shared.client.ask("shell", "inspect_request", content, { timeoutMs: 3000 });
      expect(reply.content.found).toBe(true);
      expect(reply.content.data["text/plain"]).toContain("staticOne");
    }),
  );

  it.skipIf(!isOurKernel)("another client can connect", () =>
    during(async () => {
      const other = shared.kernel.open();
      await other.untilPublished(({ type }) => type === "iopub_welcome", "a welcome", 2000);
      await other.ask("control", "kernel_info_request", {}, { timeoutMs: 3000 });
      expect(other.faults).toEqual([]);
      other.close();
    }),
  );
});
