import { describe, expect, it } from "vitest";
import { sequenceOf } from "../client/exchange-view.ts";
import { shareKernel } from "../client/shared-kernel.ts";

const execute = { code: "1", silent: true, store_history: false, user_expressions: {}, allow_stdin: false };

describe("every request", () => {
  const shared = shareKernel();

  it.each([
    ["shell", "kernel_info_request", {}],
    ["shell", "execute_request", execute],
    ["shell", "inspect_request", { code: "Math", cursor_pos: 4, detail_level: 0 }],
    ["shell", "complete_request", { code: "Mat", cursor_pos: 3 }],
    ["shell", "is_complete_request", { code: "1" }],
    ["shell", "history_request", { output: false, raw: true, hist_access_type: "tail", n: 3 }],
    ["shell", "comm_info_request", {}],
    ["control", "kernel_info_request", {}],
    ["control", "interrupt_request", {}],
    ["control", "debug_request", { type: "request", seq: 1, command: "debugInfo", arguments: {} }],
    ["control", "usage_request", {}],
  ] as const)("on %s: %s is answered once between its own busy and idle", async (channel, type, content) => {
    const exchange = await shared.client.ask(channel, type, content);
    expect(exchange.reply.channel).toBe(channel);
    expect(exchange.reply.type).toBe(type.replace("_request", "_reply"));
    expect(sequenceOf(exchange)).toEqual(["busy", "idle"]);
    await new Promise((next) => setTimeout(next, 50));
    expect(shared.client.repliesTo(exchange.request)).toHaveLength(1);
    expect(shared.client.publishedFor(exchange.request)).toHaveLength(2);
  });

  it.each(["comm_open", "comm_msg", "comm_close"] as const)(
    "%s has no reply but its busy and idle",
    async (type) => {
      const request = shared.client.send("shell", type, {
        comm_id: "nobody",
        target_name: "nobody",
        data: {},
      });
      await shared.client.idleOf(request);
      const published = shared.client.publishedFor(request);
      expect(sequenceOf({ published })).toEqual(
        type === "comm_open" ? ["busy", "comm_close", "idle"] : ["busy", "idle"],
      );
      expect(shared.client.repliesTo(request)).toEqual([]);
    },
  );

  it("is answered in the order of asking on one channel", async () => {
    const sent = Array.from({ length: 40 }, () => shared.client.send("shell", "kernel_info_request", {}));
    const replies = await Promise.all(sent.map((request) => shared.client.replyTo(request)));
    const places = replies.map(({ index }) => index);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });
});
