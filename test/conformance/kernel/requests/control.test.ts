import { describe, expect, it } from "vitest";
import { isOurKernel } from "../client/kernel-command.ts";
import { shareKernel } from "../client/shared-kernel.ts";

describe("control", () => {
  const shared = shareKernel();
  const features = async () =>
    ((await shared.client.ask("control", "kernel_info_request", {})).reply.content.supported_features ??
      []) as string[];

  it("answers an interrupt when nothing runs, and nothing is interrupted", async () => {
    const { reply } = await shared.client.ask("control", "interrupt_request", {});
    expect(reply.content).toEqual({ status: "ok" });
    expect((await shared.client.run("1 + 1")).reply.content.status).toBe("ok");
  });

  it("answers debug requests as its features say", async () => {
    const content = { type: "request", seq: 7, command: "initialize", arguments: {} };
    const { reply } = await shared.client.ask("control", "debug_request", content);
    const isOffered = (await features()).includes("debugger");
    if (isOffered) expect(reply.content).toMatchObject({ success: true });
    else if (reply.content.status === "error") expect(reply.content.evalue).toMatch(/debug/i);
    else {
      expect(reply.content).toMatchObject({
        type: "response",
        request_seq: 7,
        success: false,
        command: "initialize",
      });
      expect(reply.content.message).toMatch(/debug/i);
    }
  });

  it("has subshells as its features say", async () => {
    const { client } = shared;
    if (!(await features()).includes("kernel subshells")) {
      // Then a client knows not to ask; a kernel may be silent or refuse.
      const request = client.send("control", "create_subshell_request", {});
      await client.ask("control", "kernel_info_request", {});
      for (const reply of client.repliesTo(request)) expect(reply.content.status).toBe("error");
      return;
    }
    const { reply } = await client.ask("control", "create_subshell_request", {});
    const id = reply.content.subshell_id as string;
    expect(reply.content.status).toBe("ok");
    const list = await client.ask("control", "list_subshell_request", {});
    expect(list.reply.content.subshell_id).toContain(id);
    expect(
      (await client.ask("control", "delete_subshell_request", { subshell_id: id })).reply.content.status,
    ).toBe("ok");
    const again = await client.ask("control", "delete_subshell_request", { subshell_id: id });
    expect(again.reply.content.status).toBe("error");
  });

  it.skipIf(!isOurKernel)(
    "tells the memory and processor time of the kernel, also while a cell runs",
    async () => {
      const { client } = shared;
      const spinning = client.execute("{ const end = Date.now() + 1500; while (Date.now() < end); }");
      await client.untilPublished(
        ({ type, parentId }) => type === "execute_input" && parentId === spinning.msg_id,
        "start",
      );
      const { reply } = await client.ask("control", "usage_request", {});
      expect(client.repliesTo(spinning)).toEqual([]);
      expect(reply.content.pid).toBeGreaterThan(0);
      expect(reply.content.kernel_memory).toBeGreaterThan(20e6);
      expect(reply.content.kernel_memory).toBeLessThan(2e9);
      expect(reply.content.kernel_cpu).toBeGreaterThanOrEqual(0);
      expect(reply.content.host_virtual_memory.total).toBeGreaterThan(reply.content.kernel_memory);
      await client.finish(spinning);
    },
  );

  it("answers connect_request with its ports, or not at all", async () => {
    const { client, kernel } = shared;
    const request = client.send("shell", "connect_request", {});
    await client.ask("shell", "kernel_info_request", {});
    const [reply] = client.repliesTo(request);
    if (reply === undefined) return;
    const { shell_port, iopub_port, stdin_port, hb_port, control_port } = kernel.info;
    expect(reply.content).toMatchObject({ shell_port, iopub_port, stdin_port, hb_port, control_port });
  });
});
