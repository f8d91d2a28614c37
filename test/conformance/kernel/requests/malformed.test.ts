import { describe, expect, it } from "vitest";
import { shareKernel } from "../client/shared-kernel.ts";

type Content = Readonly<Record<string, unknown>>;

/** A right content of each request; every field of it is then left out, null, and of each wrong type. */
const requests: readonly (readonly ["shell" | "control", string, Content])[] = [
  ["shell", "kernel_info_request", {}],
  [
    "shell",
    "execute_request",
    {
      code: "1",
      silent: false,
      store_history: true,
      user_expressions: { a: "1" },
      allow_stdin: false,
      stop_on_error: true,
    },
  ],
  ["shell", "inspect_request", { code: "Math.max", cursor_pos: 5, detail_level: 0 }],
  ["shell", "complete_request", { code: "Math.ma", cursor_pos: 7 }],
  ["shell", "is_complete_request", { code: "1" }],
  [
    "shell",
    "history_request",
    {
      output: false,
      raw: true,
      hist_access_type: "range",
      session: 0,
      start: 1,
      stop: 2,
      n: 3,
      pattern: "*",
      unique: false,
    },
  ],
  [
    "shell",
    "history_request",
    { output: false, raw: true, hist_access_type: "search", n: 3, pattern: "*", unique: false },
  ],
  ["shell", "history_request", { output: false, raw: true, hist_access_type: "tail", n: 3 }],
  ["shell", "comm_info_request", { target_name: "any" }],
  ["control", "debug_request", { type: "request", seq: 1, command: "debugInfo", arguments: {} }],
  ["control", "interrupt_request", {}],
  ["control", "usage_request", {}],
];
const silent: readonly (readonly [string, Content])[] = [
  ["comm_open", { comm_id: "a", target_name: "nobody", data: {} }],
  ["comm_msg", { comm_id: "a", data: {} }],
  ["comm_close", { comm_id: "a", data: {} }],
];
const wrongValues = [null, true, 5, -1.5, 1e300, "text", "", [], ["x"], {}, { deep: { er: 1 } }] as const;

function variantsOf(content: Content): unknown[] {
  const variants: unknown[] = [{ ...content, surplus: { any: "thing" } }];
  for (const field of Object.keys(content)) {
    const { [field]: _left, ...rest } = content;
    variants.push(rest, ...wrongValues.map((value) => ({ ...content, [field]: value })));
  }
  return variants;
}

describe("a request with missing or wrong fields", () => {
  const shared = shareKernel();
  const expectAlive = async () => {
    const { reply } = await shared.client.ask("shell", "kernel_info_request", {});
    expect(reply.content.status).toBe("ok");
    expect(shared.kernel.hasExited).toBe(false);
  };

  it.each(requests)(
    "on %s: %s is answered each time, by an error or by sane defaults, and ends idle",
    async (channel, type, content) => {
      for (const variant of variantsOf(content)) {
        const exchange = await shared.client.ask(channel, type, variant).catch((error: unknown) => {
          throw new Error(`content ${JSON.stringify(variant)}: ${String(error)}`);
        });
        expect(exchange.reply.type, JSON.stringify(variant)).toBe(type.replace("_request", "_reply"));
      }
      await expectAlive();
    },
    120_000,
  );

  it.each(silent)(
    "%s ends idle each time",
    async (type, content) => {
      for (const variant of variantsOf(content))
        await shared.client.idleOf(shared.client.send("shell", type, variant));
      await expectAlive();
    },
    60_000,
  );

  it("whose content is no object does no harm", async () => {
    const types = new Set([...requests.map(([channel, type]) => [channel, type] as const)]);
    for (const [channel, type] of types) {
      for (const content of [null, 7, "text", true, [], [{ code: "1" }]])
        shared.client.send(channel, type, content);
    }
    await expectAlive();
  }, 60_000);

  it("of an unknown type ends idle and is not answered as another", async () => {
    for (const channel of ["shell", "control"] as const) {
      for (const type of ["no_such_request", "_request", "constructor_request", "__proto___request"]) {
        const request = shared.client.send(channel, type, {});
        await shared.client.idleOf(request, 10_000);
        for (const reply of shared.client.repliesTo(request)) expect(reply.content.status).toBe("error");
      }
      for (const type of ["", "execute_reply", "status", "constructor", "__proto__", "toString"]) {
        expect(shared.client.repliesTo(shared.client.send(channel, type, {}))).toEqual([]);
      }
    }
    await expectAlive();
    // No rule is known for the reply to an unknown request.
    const faults = shared.client.faults.splice(0);
    expect(faults.filter((fault) => !fault.includes("not a message that a kernel sends"))).toEqual([]);
  }, 120_000);

  it("on the wrong channel does no harm", async () => {
    shared.client.send("control", "execute_request", { code: "1" });
    shared.client.send("shell", "interrupt_request", {});
    shared.client.send("stdin", "execute_request", { code: "1" });
    shared.client.send("stdin", "input_reply", { value: "nobody asked" });
    await expectAlive();
  });

  it("of headers that are wrong does no harm", async () => {
    const wrong = [null, 5, "", [], {}];
    for (const field of ["msg_id", "session", "username", "date", "version"]) {
      for (const value of wrong) {
        shared.client.send("shell", "kernel_info_request", {}, { header: { [field]: value } });
      }
    }
    for (const value of wrong)
      shared.client.send("shell", "kernel_info_request", {}, { header: { msg_type: value } });
    for (const metadata of wrong) {
      shared.client.send(
        "shell",
        "kernel_info_request",
        {},
        { metadata: metadata as unknown as object as never },
      );
    }
    await expectAlive();
    // Replies to such headers can't be right in all their fields.
    shared.client.faults.splice(0);
  });

  it("that is nested beyond what a parser takes does no harm", async () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 3000; depth++) deep = [deep];
    await shared.client.ask("shell", "comm_info_request", { target_name: deep });
    const long = "x".repeat(5_000_000);
    await shared.client.ask("shell", "is_complete_request", { code: `"${long}"` });
    await shared.client.ask("shell", "inspect_request", {
      code: long,
      cursor_pos: 4_000_000,
      detail_level: 0,
    });
    await expectAlive();
  }, 120_000);
});
