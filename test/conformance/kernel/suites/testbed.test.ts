/**
 * The checks of the public kernel-testbed (runtimed/kernel-testbed, tiers 1 to 4), with its snippets for TypeScript and its
 * times: the kernel is given two seconds, its standard output is a pipe that nobody reads, iopub_welcome must be the first
 * message within 500 ms, everything else has ten seconds. All run on one kernel, in this order.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { outputsOf, streamOf } from "../client/exchange-view.ts";
import type { KernelClient, Received } from "../client/kernel-client.ts";
import { KernelProcess } from "../client/kernel-process.ts";

const TIMEOUT_MS = 10_000;
const WELCOME_MS = 500;
const pause = (ms: number) => new Promise((next) => setTimeout(next, ms));

describe("kernel-testbed", () => {
  let kernel: KernelProcess;
  let client: KernelClient;
  let firstPublished: Received | undefined;
  const run = (code: string, content: Record<string, unknown> = {}) => client.run(code, content, TIMEOUT_MS);
  const ask = (type: string, content: object, channel: "shell" | "control" = "shell") =>
    client.ask(channel, type, content, { timeoutMs: TIMEOUT_MS });

  beforeAll(async () => {
    kernel = await KernelProcess.start({ stdout: "unread" });
    await pause(2000);
    client = kernel.open();
    await pause(WELCOME_MS);
    firstPublished = client.published[0];
    for (let time = 0; time < 3; time++) await ask("kernel_info_request", {});
  }, 60_000);
  afterAll(() => kernel?.dispose());

  describe("tier 1: the protocol's basis", () => {
    it("heartbeat_responds", async () => {
      expect(await client.beat(TIMEOUT_MS)).toBeDefined();
    });

    it("iopub_welcome", () => {
      expect(firstPublished?.type).toBe("iopub_welcome");
    });

    it("kernel_info_reply_valid", async () => {
      expect((await ask("kernel_info_request", {})).reply).toMatchObject({
        type: "kernel_info_reply",
        content: { status: "ok" },
      });
    });

    it("kernel_info_has_language_info", async () => {
      const { language_info: language } = (await ask("kernel_info_request", {})).reply.content;
      for (const field of ["name", "version", "mimetype", "file_extension", "codemirror_mode"]) {
        expect(typeof language[field], field).toBe("string");
      }
    });

    it("kernel_info_has_protocol_version", async () => {
      expect((await ask("kernel_info_request", {})).reply.content.protocol_version).toMatch(/^5\./);
    });

    it("execute_stdout", async () => {
      expect(streamOf(await run("console.log('hello')"))).toContain("hello");
    });

    it("execute_stderr", async () => {
      expect(streamOf(await run("console.error('error')"), "stderr")).toContain("error");
    });

    it("execute_reply_ok", async () => {
      expect((await run("const x = 1")).reply.content.status).toBe("ok");
    });

    it("status_busy_idle_lifecycle", async () => {
      const states = (await run("const x = 1")).published
        .filter(({ type }) => type === "status")
        .map(({ content }) => content.execution_state);
      expect(states).toEqual(["busy", "idle"]);
    });

    it("execute_input_broadcast", async () => {
      const { published } = await run("const x = 1");
      expect(published.find(({ type }) => type === "execute_input")?.content.code).toBe("const x = 1");
    });
  });

  describe("tier 2: interactive features", () => {
    it("complete_request", async () => {
      expect((await ask("complete_request", { code: "cons", cursor_pos: 4 })).reply.content.status).toBe(
        "ok",
      );
    });

    it("inspect_request", async () => {
      const content = { code: "console", cursor_pos: 7, detail_level: 0 };
      expect((await ask("inspect_request", content)).reply.content.status).toBe("ok");
    });

    it("is_complete_complete", async () => {
      expect((await ask("is_complete_request", { code: "const x = 1" })).reply.content.status).toBe(
        "complete",
      );
    });

    it("is_complete_incomplete", async () => {
      expect((await ask("is_complete_request", { code: "const x = {" })).reply.content.status).toBe(
        "incomplete",
      );
    });

    it("history_request", async () => {
      const content = { output: false, raw: true, hist_access_type: "tail", n: 10 };
      const { reply } = await ask("history_request", content);
      expect(reply.content).toMatchObject({ status: "ok" });
      expect(Array.isArray(reply.content.history)).toBe(true);
    });

    it("comm_info_request", async () => {
      expect((await ask("comm_info_request", {})).reply.content).toMatchObject({ status: "ok", comms: {} });
    });

    it("error_handling", async () => {
      const exchange = await run("function function");
      expect(exchange.reply.content.status).toBe("error");
      expect(outputsOf(exchange).map(({ type }) => type)).toEqual(["error"]);
    });
  });

  describe("tier 3: rich output", () => {
    it("display_data", async () => {
      const exchange = await run(
        'await Deno.jupyter.broadcast("display_data", { data: { "text/plain": "shown" }, metadata: {}, transient: {} })',
      );
      expect(outputsOf(exchange)[0]).toMatchObject({
        type: "display_data",
        content: { data: { "text/plain": "shown" } },
      });
    });

    it("update_display_data", async () => {
      const exchange = await run(
        `await Deno.jupyter.broadcast("display_data", { data: { "text/plain": "initial" }, metadata: {}, transient: { display_id: "test_update" } });
await Deno.jupyter.broadcast("update_display_data", { data: { "text/plain": "updated" }, metadata: {}, transient: { display_id: "test_update" } })`,
      );
      expect(outputsOf(exchange).map(({ type }) => type)).toContain("update_display_data");
    });

    it("execute_result", async () => {
      const result = (await run("1 + 1")).published.find(({ type }) => type === "execute_result");
      expect(result?.content.data["text/plain"]).toBe("2");
    });

    it("rich_execute_result", async () => {
      const { published } = await run('[{ a: 1, b: "x" }, { a: 2, b: "y" }]');
      expect(published.map(({ type }) => type)).toContain("execute_result");
    });
  });

  describe("tier 4: advanced", () => {
    it("stdin_input_request", async () => {
      const request = client.execute("prompt('Enter: ')", { allow_stdin: true });
      const input = await client.untilAnswered(
        ({ type }) => type === "input_request",
        "input_request",
        TIMEOUT_MS,
      );
      client.answerInput(input, "test");
      expect((await client.finish(request, TIMEOUT_MS)).reply.content.status).toBe("ok");
    });

    it("comms_lifecycle", async () => {
      const content = { comm_id: "testbed", target_name: "testbed-nobody", data: {} };
      const request = client.send("shell", "comm_open", content);
      await client.untilPublished(
        ({ type, parentId }) => type === "comm_close" && parentId === request.msg_id,
        "comm_close",
        500,
      );
      expect((await ask("kernel_info_request", {})).reply.content.status).toBe("ok");
    });

    it("interrupt_request", async () => {
      expect((await ask("interrupt_request", {}, "control")).reply.content.status).toBe("ok");
    });

    it("execution_count_increments", async () => {
      const [first, second] = [await run("const x = 1"), await run("const x = 1")];
      expect(second.reply.content.execution_count).toBe(first.reply.content.execution_count + 1);
    });

    it("parent_header_correlation", async () => {
      const { request, reply, published } = await run("const x = 1");
      expect(reply.parentHeader.msg_id).toBe(request.msg_id);
      for (const message of published) expect(message.parentHeader.msg_id).toBe(request.msg_id);
    });

    it("shutdown_reply", async () => {
      const reply = await client.replyTo(
        client.send("control", "shutdown_request", { restart: false }),
        TIMEOUT_MS,
      );
      expect(reply.content).toEqual({ status: "ok", restart: false });
      await kernel.untilExit(TIMEOUT_MS);
      expect(client.faults).toEqual([]);
    });
  });
});
