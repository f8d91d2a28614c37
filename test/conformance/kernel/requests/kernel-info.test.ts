import { describe, expect, it } from "vitest";
import { sequenceOf } from "../client/exchange-view.ts";
import { isOurKernel } from "../client/kernel-command.ts";
import { KernelProcess } from "../client/kernel-process.ts";
import { shareKernel } from "../client/shared-kernel.ts";

describe("kernel_info_request", () => {
  const shared = shareKernel();

  it("is answered with every field that clients read", async () => {
    const { reply } = await shared.client.ask("shell", "kernel_info_request", {});
    expect(reply.type).toBe("kernel_info_reply");
    expect(reply.content).toMatchObject({
      status: "ok",
      language_info: {
        name: "typescript",
        file_extension: ".ts",
        // Clients that are not written in JavaScript read it as text.
        codemirror_mode: "typescript",
        nbconvert_exporter: "script",
      },
    });
    expect(reply.content.banner.length).toBeGreaterThan(0);
    expect(reply.content.implementation.length).toBeGreaterThan(0);
    expect(reply.content.implementation_version).toMatch(/\d/);
  });

  it.skipIf(!isOurKernel)("names this kernel, its languages' version and its links", async () => {
    const { content } = (await shared.client.ask("shell", "kernel_info_request", {})).reply;
    expect(content).toMatchObject({
      protocol_version: "5.5",
      implementation: "transferlab",
      language_info: { mimetype: "application/typescript" },
    });
    expect(content.language_info.version).toMatch(/^6\.\d/);
    expect(content.help_links.length).toBeGreaterThan(0);
    for (const { url } of content.help_links) expect(() => new URL(url as string)).not.toThrow();
  });

  it("says the same of the debugger in its old and its new field", async () => {
    const { content } = (await shared.client.ask("shell", "kernel_info_request", {})).reply;
    const features = (content.supported_features ?? []) as string[];
    expect(content.debugger ?? false).toBe(features.includes("debugger"));
  });

  it("is answered alike on shell and on control", async () => {
    const [shell, control] = await Promise.all([
      shared.client.ask("shell", "kernel_info_request", {}),
      shared.client.ask("control", "kernel_info_request", {}),
    ]);
    expect(control.reply.channel).toBe("control");
    expect(control.reply.content).toEqual(shell.reply.content);
    expect(sequenceOf(control)).toEqual(["busy", "idle"]);
    expect(sequenceOf(shell)).toEqual(["busy", "idle"]);
  });

  it("gives back keys of the header that it does not know", async () => {
    const header = { subshell_id: null, "x-custom": { nested: [1, "😀"] } };
    const { reply, published } = await shared.client.ask("shell", "kernel_info_request", {}, { header });
    expect(reply.parentHeader).toMatchObject(header);
    expect(published[0]?.parentHeader).toMatchObject(header);
  });
});

describe("iopub", () => {
  const shared = shareKernel();

  it("welcomes each subscriber first, with its topic and without a parent", async () => {
    const client = shared.kernel.open({ topic: "" });
    const first = await client.untilPublished(() => true, "a first message", 10_000);
    expect(first).toMatchObject({ type: "iopub_welcome", content: { subscription: "" }, parentHeader: {} });
    // One more client, and the first is not welcomed again.
    const other = shared.kernel.open();
    expect((await other.untilPublished(() => true, "a first message", 10_000)).type).toBe("iopub_welcome");
    expect(other.faults).toEqual([]);
    expect(client.faults).toEqual([]);
  });

  it("names the topic of a subscriber that asks for a part", async () => {
    const client = shared.kernel.open({ topic: "only-this" });
    const first = await client.untilPublished(() => true, "a first message", 10_000);
    expect(first).toMatchObject({ type: "iopub_welcome", content: { subscription: "only-this" } });
    expect(first.identities.map(String)).toEqual(["only-this"]);
  });

  it("says that the kernel starts at most once, and first", async () => {
    await using kernel = await KernelProcess.start();
    const client = await kernel.connect();
    await client.run("1");
    const states = client.published
      .filter(({ type }) => type === "status")
      .map(({ content }) => content.execution_state);
    const started = states.indexOf("starting");
    expect(states.filter((state) => state === "starting").length).toBeLessThanOrEqual(1);
    expect(started).toBeLessThanOrEqual(0);
    expect(client.faults).toEqual([]);
  }, 60_000);
});
