import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { isOurKernel } from "../client/kernel-command.ts";
import { shareKernel } from "../client/shared-kernel.ts";

describe("comms", () => {
  const shared = shareKernel();
  const info = async (content: object = {}) =>
    (await shared.client.ask("shell", "comm_info_request", content)).reply.content;

  it("closes on iopub what is opened for a target that nobody has", async () => {
    const commId = randomUUID();
    const request = shared.client.send("shell", "comm_open", {
      comm_id: commId,
      target_name: "nobody",
      data: {},
    });
    await shared.client.idleOf(request);
    const close = shared.client.publishedFor(request).find(({ type }) => type === "comm_close");
    expect(close?.content).toMatchObject({ comm_id: commId });
    expect((await info()).comms).not.toHaveProperty(commId);
  });

  it("takes messages for comms that nobody has, and goes on", async () => {
    for (const type of ["comm_msg", "comm_close"]) {
      const request = shared.client.send("shell", type, { comm_id: randomUUID(), data: { any: 1 } });
      await shared.client.idleOf(request);
    }
    expect(await info()).toEqual({ status: "ok", comms: {} });
  });
});

describe.skipIf(!isOurKernel)("comms of a cell", () => {
  const shared = shareKernel();

  beforeAll(async () => {
    const { reply } = await shared.client.run(
      `comms.registerTarget("echo", (comm, open) => {
        comm.send({ opened: open.data }, { buffers: open.buffers });
        comm.onMessage((message) => {
          console.log("heard", JSON.stringify(message.data));
          comm.send({ echo: message.data }, { buffers: message.buffers });
        });
        comm.onClose(() => { console.log("closed") });
      });`,
    );
    expect(reply.content).toMatchObject({ status: "ok" });
  });

  it("are opened, spoken to and closed from the front end, with buffers as they were", async () => {
    const { client } = shared;
    const commId = randomUUID();
    const buffers = [Buffer.from([0, 255, 1, 254]), Buffer.alloc(100_000, 7)];
    const content = { comm_id: commId, target_name: "echo", data: { size: 2 } };
    const open = client.send("shell", "comm_open", content, { buffers });
    await client.idleOf(open);
    const isOf =
      (type: string, parent: string) => (message: { type: string; parentId: string | undefined }) =>
        message.type === type && message.parentId === parent;
    const opened = await client.untilPublished(isOf("comm_msg", open.msg_id), "an answer to comm_open");
    expect(opened.content).toEqual({ comm_id: commId, data: { opened: { size: 2 } } });
    expect(opened.buffers).toEqual(buffers);

    const { comms } = (await client.ask("shell", "comm_info_request", {})).reply.content;
    expect(comms).toEqual({ [commId]: { target_name: "echo" } });
    const filtered = await client.ask("shell", "comm_info_request", { target_name: "other" });
    expect(filtered.reply.content.comms).toEqual({});

    const data = { nested: { "😀": [1, null, true] } };
    const message = client.send(
      "shell",
      "comm_msg",
      { comm_id: commId, data },
      { buffers: [Buffer.from("x")] },
    );
    await client.idleOf(message);
    const echoed = await client.untilPublished(isOf("comm_msg", message.msg_id), "an echo");
    expect(echoed.content.data).toEqual({ echo: data });
    expect(echoed.buffers.map(String)).toEqual(["x"]);
    // What a handler prints belongs to the message it handles, and comes before idle.
    const types = client.publishedFor(message).map(({ type }) => type);
    expect(types).toContain("stream");
    expect(types.at(-1)).toBe("status");

    await client.idleOf(client.send("shell", "comm_close", { comm_id: commId, data: {} }));
    expect((await client.ask("shell", "comm_info_request", {})).reply.content.comms).toEqual({});
  });

  it("are opened and closed from a cell", async () => {
    const { client } = shared;
    const opened = await client.run(
      'const ours = comms.open("from-cell", { hello: 1 }); ours.send({ more: 2 });',
    );
    const sent = opened.published.filter(({ type }) => type.startsWith("comm_"));
    expect(sent.map(({ type }) => type)).toEqual(["comm_open", "comm_msg"]);
    expect(sent[0]?.content).toMatchObject({ target_name: "from-cell", data: { hello: 1 } });
    expect(sent[1]?.content).toEqual({ comm_id: sent[0]?.content.comm_id, data: { more: 2 } });
    const closed = await client.run("ours.close()");
    expect(closed.published.map(({ type }) => type)).toContain("comm_close");
  });
});
