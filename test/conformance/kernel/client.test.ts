import { describe, expect, it } from "vitest";
import { sequenceOf, streamOf } from "./client/exchange-view.ts";
import { CONNECTION_FILE } from "./client/kernel-command.ts";
import { KernelProcess } from "./client/kernel-process.ts";
import { findMessageFaults } from "./client/message-rules.ts";
import { decodeMessage, encodeMessage, type MessageParts } from "./client/wire-format.ts";

const signing = { key: "secret", scheme: "hmac-sha256" };
const header = {
  msg_id: "1",
  session: "s",
  username: "u",
  date: "2026-01-02T03:04:05.678901Z",
  msg_type: "status",
  version: "5.5",
};
const message: MessageParts = {
  header,
  parentHeader: {},
  metadata: {},
  content: { execution_state: "busy" },
  buffers: [Buffer.from([1, 2])],
};

describe("the judge's codec", () => {
  it("reads what it wrote, topic and buffers included", () => {
    const decoded = decodeMessage([Buffer.from("topic"), ...encodeMessage(message, signing)], signing);
    expect(decoded).toEqual({ ...message, identities: [Buffer.from("topic")] });
  });

  // The signature that Python's hmac gives for the same key and bytes.
  it("signs as every client does", () => {
    const frames = encodeMessage(
      { ...message, header: {}, content: {} },
      { key: "a", scheme: "hmac-sha256" },
    );
    expect(frames[1]!.toString()).toBe("4b0de7677cd67f5e6509d7394a557bdf05e49271c358bfcdb9c00b8cdcc62605");
  });

  it("refuses wrong signatures, keys and frames", () => {
    const frames = encodeMessage(message, signing);
    expect(() => decodeMessage(frames, { ...signing, key: "other" })).toThrow(/signature/);
    expect(() => decodeMessage(frames.with(5, Buffer.from("{}")), signing)).toThrow(/signature/);
    expect(() => decodeMessage(frames.slice(1), signing)).toThrow(/delimiter/);
    expect(() => decodeMessage(frames.slice(0, 4), signing)).toThrow(/frames/);
  });
});

describe("the judge's rules", () => {
  const faultsOf = (type: string, content: unknown, more: object = {}) =>
    findMessageFaults({
      ...message,
      header: { ...header, msg_type: type, ...more },
      content,
      identities: [],
    });

  it("find nothing in a right message", () => {
    expect(faultsOf("status", { execution_state: "idle" })).toEqual([]);
    expect(faultsOf("error", { ename: "E", evalue: "v", traceback: ["a"] })).toEqual([]);
  });

  it.each([
    ["status", { execution_state: "resting" }, /execution_state: expected "busy"/],
    ["status", {}, /execution_state: missing/],
    ["stream", { name: "stdout", text: 5 }, /text: expected a string/],
    ["stream", { name: "stdlog", text: "" }, /name: expected/],
    ["error", { ename: "E", evalue: "v", traceback: "not a list" }, /traceback: expected a list/],
    [
      "execute_result",
      { execution_count: 1, data: { "text/plain": "1" }, metadata: {}, transient: null },
      /transient/,
    ],
    ["display_data", { data: { plain: "1" }, metadata: {} }, /expected keys like/],
    ["update_display_data", { data: {}, metadata: {}, transient: {} }, /display_id: missing/],
    ["kernel_info_reply", { protocol_version: "5.5" }, /status: missing/],
    ["execute_reply", { status: "error", execution_count: 1 }, /ename: missing/],
    [
      "complete_reply",
      { status: "ok", matches: [], cursor_start: -1, cursor_end: 0, metadata: {} },
      /cursor_start/,
    ],
    ["history_reply", { status: "ok", history: [[1, 2]] }, /history\[0\]/],
    ["input_request", { prompt: "?", password: null }, /password/],
    ["surprise", {}, /not a message that a kernel sends/],
  ])("find the fault in %s %j", (type, content, fault) => {
    expect(faultsOf(type, content).join("\n")).toMatch(fault);
  });

  it("find faults of headers", () => {
    const right = { execution_state: "idle" };
    expect(faultsOf("status", right, { date: "2026-01-02 03:04" }).join()).toMatch(/date/);
    expect(faultsOf("status", right, { date: "2026-01-02T03:04:05" }).join()).toMatch(/zone/);
    expect(faultsOf("status", right, { version: "4.1" }).join()).toMatch(/version/);
    expect(faultsOf("status", right, { surplus: 1 }).join()).toMatch(/surplus/);
  });
});

const python = process.env.KERAS_PYTHON || undefined;

describe.skipIf(!python)(
  `the judge's client${python ? "" : " (skipped unless KERAS_PYTHON names a Python that has ipykernel)"}`,
  () => {
    it("finds Jupyter's own kernel right, from its start to its end", async () => {
      const command = [python!, "-m", "ipykernel_launcher", "-f", CONNECTION_FILE];
      await using kernel = await KernelProcess.start({ command });
      const client = await kernel.connect();
      const exchange = await client.run("for i in range(3): print(i)");
      expect(sequenceOf(exchange)).toEqual(["busy", "execute_input", "stdout", "idle"]);
      expect(streamOf(exchange)).toBe("0\n1\n2\n");
      expect(await client.beat()).toBeLessThan(1000);
      const request = client.execute('input("name? ")', { allow_stdin: true });
      const input = await client.untilAnswered(({ type }) => type === "input_request", "an input_request");
      client.answerInput(input, "Ada");
      expect((await client.finish(request)).reply.content.status).toBe("ok");
      await client.ask("control", "shutdown_request", { restart: false });
      expect(await kernel.untilExit(15_000)).toEqual({ code: 0, signal: null });
      expect(client.faults).toEqual([]);
      expect(kernel.findProcesses()).toEqual([]);
    }, 60_000);

    it("says why when a kernel does not start", async () => {
      await using kernel = await KernelProcess.start({
        command: [python!, "-c", "raise SystemExit('no kernel')"],
      });
      await expect(kernel.connect()).rejects.toThrow(
        /before the kernel ended[\s\S]*exit code 1[\s\S]*no kernel/,
      );
    }, 30_000);
  },
);
