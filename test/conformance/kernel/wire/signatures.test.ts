import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { resultOf } from "../client/exchange-view.ts";
import { KernelProcess } from "../client/kernel-process.ts";
import { shareKernel } from "../client/shared-kernel.ts";
import { DELIMITER, encodeMessage, sign } from "../client/wire-format.ts";

const pause = (ms: number) => new Promise((next) => setTimeout(next, ms));

describe("messages that are not signed with the key", () => {
  const shared = shareKernel();
  const makeRequest = (code = 'console.log("forged")', signing = shared.client.signing) => {
    const header = {
      msg_id: randomUUID(),
      session: shared.client.session,
      username: "forger",
      date: new Date().toISOString(),
      msg_type: "execute_request",
      version: "5.4",
    };
    const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
    return {
      header,
      frames: encodeMessage({ header, parentHeader: {}, metadata: {}, content, buffers: [] }, signing),
    };
  };
  const expectAlive = async () => expect(resultOf(await shared.client.run("40 + 2"))).toBe("42");
  const heardOf = (id: string) => [
    ...shared.client.published.filter(({ parentId }) => parentId === id),
    ...shared.client.answers.filter(({ parentId }) => parentId === id),
  ];

  it("are dropped without a word, on every channel", async () => {
    const good = makeRequest();
    const signatures = [
      "",
      "0".repeat(64),
      "not hex at all",
      good.frames[1]!.toString().slice(0, 63),
      `${good.frames[1]!.toString()}00`,
      sign(good.frames.slice(2), { key: "another key", scheme: "hmac-sha256" }),
      sign(good.frames.slice(2), { key: shared.client.signing.key, scheme: "hmac-sha1" }),
      good.frames[1]!.toString().replace(/.$/, (last) => (last === "0" ? "1" : "0")),
    ];
    for (const channel of ["shell", "control"] as const) {
      for (const signature of signatures) {
        shared.client.sendFrames(channel, good.frames.with(1, Buffer.from(signature)));
      }
    }
    await pause(300);
    await expectAlive();
    expect(heardOf(good.header.msg_id)).toEqual([]);
  });

  it("are dropped when any of their parts was changed", async () => {
    const { header, frames } = makeRequest();
    for (const part of [2, 3, 4, 5]) {
      const text = frames[part]!.toString();
      shared.client.sendFrames(
        "shell",
        frames.with(part, Buffer.from(text.replace(/\}$/, ' ,"x":1}').replace("{ ,", "{"))),
      );
    }
    await pause(200);
    await expectAlive();
    expect(heardOf(header.msg_id)).toEqual([]);
  });

  it("are dropped when they come again", async () => {
    await shared.client.run("let runs = 0;");
    const { header, frames } = makeRequest("runs++;");
    for (let time = 0; time < 5; time++) shared.client.sendFrames("shell", frames);
    await shared.client.untilAnswered(({ parentId }) => parentId === header.msg_id, "a reply to the first");
    await pause(200);
    expect(resultOf(await shared.client.run("runs"))).toBe("1");
  });

  it("are dropped when they are no messages", async () => {
    const { frames } = makeRequest();
    const { signing } = shared.client;
    const signed = (...parts: string[]) => {
      const bytes = parts.map((part) => Buffer.from(part));
      return [Buffer.from(DELIMITER), Buffer.from(sign(bytes, signing)), ...bytes];
    };
    const broken: Buffer[][] = [
      [Buffer.from("")],
      [Buffer.from(""), Buffer.from("")],
      [Buffer.from("noise")],
      frames.slice(1),
      [Buffer.from("<IDS|MSG"), ...frames.slice(1)],
      ...[1, 2, 3, 4, 5].map((length) => frames.slice(0, length)),
      signed("not json", "{}", "{}", "{}"),
      signed("{}", "{", "{}", "{}"),
      signed("{}", "{}", "\u0000", "{}"),
      signed("{}", "{}", "{}", "NaN"),
      signed("", "", "", ""),
      signed("[]", "[]", "[]", "[]"),
      signed("null", "null", "null", "null"),
      signed("5", "5", "5", "5"),
      signed("{}", "{}", "{}", "{}"),
      signed('{"msg_type":"execute_request"}', "{}", "{}", '{"code":"1"}'),
      signed('{"msg_id":"x"}', "{}", "{}", "{}"),
      [Buffer.from(DELIMITER), Buffer.from(DELIMITER), Buffer.from(DELIMITER)],
      Array.from({ length: 2000 }, () => Buffer.from("frame")),
      [
        Buffer.from([0xff, 0xfe, 0x00]),
        ...frames.slice(0, 2),
        ...frames.slice(2).map(() => Buffer.from([0xc3, 0x28])),
      ],
    ];
    for (const channel of ["shell", "control", "stdin"] as const) {
      for (const one of broken) shared.client.sendFrames(channel, one);
    }
    await pause(300);
    await expectAlive();
    expect(await shared.client.beat()).toBeDefined();
    // What is answered to a header without fields can't be right in all of its own.
    shared.client.faults.splice(0);
  });

  it("are dropped when they are huge", async () => {
    const huge = Buffer.alloc(64 * 1024 * 1024, 0x20);
    shared.client.sendFrames("shell", [huge]);
    shared.client.sendFrames("shell", [
      Buffer.from(DELIMITER),
      Buffer.from("0".repeat(64)),
      huge,
      huge,
      huge,
      huge,
    ]);
    await expectAlive();
  }, 90_000);

  it("are dropped while those of another client go on", async () => {
    const other = await shared.kernel.connect();
    const forger = shared.kernel.open({ signing: { key: "wrong", scheme: "hmac-sha256" } });
    const request = forger.execute("1");
    expect(resultOf(await other.run("'through'"))).toContain("through");
    expect(forger.repliesTo(request)).toEqual([]);
  });
});

describe("a connection file", () => {
  it.each([
    ["without a key", { key: "" }],
    ["with hmac-md5", { scheme: "hmac-md5" }],
    ["with hmac-sha512", { scheme: "hmac-sha512" }],
    ["with a key of other letters", { key: "schlüssel-😀" }],
    ["over ipc", { transport: "ipc" }],
  ] as const)(
    "%s is served",
    async (_, options) => {
      await using kernel = await KernelProcess.start(options);
      const client = await kernel.connect();
      expect(resultOf(await client.run("20 + 1"))).toBe("21");
      expect(await client.beat()).toBeDefined();
      const { reply } = await client.ask("control", "shutdown_request", { restart: false });
      expect(reply.content).toEqual({ status: "ok", restart: false });
      expect(await kernel.untilExit(10_000)).toEqual({ code: 0, signal: null });
      expect(client.faults).toEqual([]);
    },
    60_000,
  );

  it("with keys for encryption is served encrypted, and nobody else is let in", async () => {
    await using kernel = await KernelProcess.start({ isEncrypted: true });
    const client = await kernel.connect();
    expect(resultOf(await client.run("20 + 2"))).toBe("22");
    const { curve_publickey: _public, curve_secretkey: _secret, ...plain } = kernel.info;
    const stranger = new (await import("../client/kernel-client.ts")).KernelClient(plain);
    const request = stranger.send("shell", "kernel_info_request", {});
    await pause(1000);
    expect(stranger.repliesTo(request)).toEqual([]);
    expect(stranger.published).toEqual([]);
    stranger.close();
    expect(client.faults).toEqual([]);
  }, 60_000);

  it("that is none stops the start with a sentence, not a stack", async () => {
    await using kernel = await KernelProcess.start();
    const { writeFile } = await import("node:fs/promises");
    const path = `${kernel.folder}/broken.json`;
    await writeFile(path, '{"ip": "127.0.0.1"');
    const { kernelUnderTest, CONNECTION_FILE } = await import("../client/kernel-command.ts");
    const command = kernelUnderTest().map((part) => (part === CONNECTION_FILE ? path : part));
    await using broken = await KernelProcess.start({ command });
    const { code } = await broken.untilExit(15_000);
    expect(code).toBeGreaterThan(0);
    expect(broken.log).toContain("broken.json");
    expect(broken.log).not.toMatch(/^\s+at /m);
  }, 60_000);
});
