import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { resultOf, sequenceOf } from "../client/exchange-view.ts";
import { isOurKernel } from "../client/kernel-command.ts";
import { KernelProcess } from "../client/kernel-process.ts";
import { canFindProcesses, readCommand } from "../client/marked-processes.ts";

const busyLoop = 'console.log("begun"); while (true) {}';

/** Waits until no process of the kernel is left. */
async function expectNobodyLeft(kernel: KernelProcess, withinMs = 6000): Promise<void> {
  const deadline = performance.now() + withinMs;
  let left = kernel.findProcesses();
  while (left.length > 0 && performance.now() < deadline) {
    await new Promise((next) => setTimeout(next, 50));
    left = kernel.findProcesses();
  }
  expect(left.map(readCommand)).toEqual([]);
}

async function startWithUserProcess() {
  const kernel = await KernelProcess.start();
  const client = await kernel.connect();
  const { reply } = await client.run("1");
  expect(reply.content.status).toBe("ok");
  return { kernel, client };
}

describe("shutdown_request", () => {
  it.each([
    ["control", false],
    ["control", true],
    ["shell", false],
  ] as const)(
    "on %s with restart %j is answered, told to all, and followed",
    async (channel, restart) => {
      const { kernel, client } = await startWithUserProcess();
      await using _ = kernel;
      const other = await kernel.connect();
      const request = client.send(channel, "shutdown_request", { restart });
      const reply = await client.replyTo(request);
      expect(reply).toMatchObject({ channel, type: "shutdown_reply", content: { status: "ok", restart } });
      const asked = performance.now();
      expect(await kernel.untilExit(10_000)).toEqual({ code: 0, signal: null });
      // Jupyter kills what has not gone after 5 s.
      expect(performance.now() - asked).toBeLessThan(5000);
      for (const one of [client, other]) {
        const told = await one.untilPublished(
          ({ type }) => type === "shutdown_reply",
          "the news of it on iopub",
        );
        expect(told.content).toEqual({ status: "ok", restart });
        expect(told.parentHeader.msg_id).toBe(request.msg_id);
        expect(sequenceOf({ published: one.publishedFor(request) })[0]).toBe("busy");
        expect(one.faults).toEqual([]);
      }
      await expectNobodyLeft(kernel);
    },
    60_000,
  );

  it("without its field means no restart", async () => {
    const { kernel, client } = await startWithUserProcess();
    await using _ = kernel;
    const reply = await client.replyTo(client.send("control", "shutdown_request", {}));
    expect(reply.content).toEqual({ status: "ok", restart: false });
    await kernel.untilExit(10_000);
  }, 60_000);

  it("ends a kernel whose cell spins, with everything the cell started", async () => {
    const { kernel, client } = await startWithUserProcess();
    await using _ = kernel;
    await client.run(
      'import { spawn } from "node:child_process"; const child = spawn("sleep", ["300"]); void 0',
    );
    const spinning = client.execute(busyLoop);
    await client.untilPublished(
      ({ type, parentId }) => type === "stream" && parentId === spinning.msg_id,
      "its output",
    );
    const reply = await client.replyTo(client.send("control", "shutdown_request", { restart: false }));
    expect(reply.content.status).toBe("ok");
    await kernel.untilExit(10_000);
    await expectNobodyLeft(kernel);
  }, 60_000);

  it("removes nothing that is not its own", async () => {
    const { kernel, client } = await startWithUserProcess();
    await using _ = kernel;
    await client.replyTo(client.send("control", "shutdown_request", { restart: true }));
    await kernel.untilExit(10_000);
    // A restart starts the next kernel with the same file.
    expect(JSON.parse(await readFile(kernel.connectionFile, "utf8"))).toEqual(kernel.info);
  }, 60_000);
});

describe("the kernel's process", () => {
  it.each(["SIGTERM", "SIGHUP", "SIGKILL"] as const)(
    "takes the user's along when it gets %s",
    async (signal) => {
      const { kernel, client } = await startWithUserProcess();
      await using _ = kernel;
      const spinning = client.execute(busyLoop);
      await client.untilPublished(
        ({ type, parentId }) => type === "stream" && parentId === spinning.msg_id,
        "its output",
      );
      if (isOurKernel && canFindProcesses) expect(kernel.findProcesses().length).toBeGreaterThan(1);
      kernel.signal(signal);
      await kernel.untilExit(10_000);
      await expectNobodyLeft(kernel);
    },
    60_000,
  );

  it("survives a SIGTERM of the user's process", async () => {
    const { kernel, client } = await startWithUserProcess();
    await using _ = kernel;
    await client.run('process.kill(process.pid, "SIGTERM"); await new Promise(() => {})');
    expect(resultOf(await client.run("1 + 1"))).toBe("2");
  }, 60_000);

  it.skipIf(!canFindProcesses)(
    "ends when the process that Jupyter named as its parent has ended (Linux)",
    async () => {
      const parent = spawn(process.execPath, ["-e", "setTimeout(() => {}, 120_000)"], { stdio: "ignore" });
      await using kernel = await KernelProcess.start({ env: { JPY_PARENT_PID: String(parent.pid) } });
      const client = await kernel.connect();
      await client.run("1");
      client.execute(busyLoop);
      parent.kill("SIGKILL");
      await once(parent, "exit");
      await kernel.untilExit(15_000);
      await expectNobodyLeft(kernel);
    },
    60_000,
  );

  it("runs without a parent named to it", async () => {
    await using kernel = await KernelProcess.start({ env: { JPY_PARENT_PID: undefined } });
    const client = await kernel.connect();
    expect(resultOf(await client.run("1 + 1"))).toBe("2");
  }, 60_000);

  it("takes requests that came before it was ready", async () => {
    await using kernel = await KernelProcess.start();
    const client = kernel.open();
    const early = [client.execute("const early = 5;"), client.execute("early")];
    const info = client.send("control", "kernel_info_request", {});
    expect((await client.replyTo(info, 40_000)).content.status).toBe("ok");
    const replies = await Promise.all(early.map((request) => client.replyTo(request, 40_000)));
    expect(replies.map(({ content }) => content.status)).toEqual(["ok", "ok"]);
    expect(client.faults).toEqual([]);
  }, 90_000);

  it("does not stop for a pipe of its output that nobody reads", async () => {
    await using kernel = await KernelProcess.start({ stdout: "unread" });
    const client = await kernel.connect();
    for (let cell = 0; cell < 20; cell++)
      await client.run('process.stdout.write("x".repeat(20_000)); console.error("y".repeat(5000))');
    for (let time = 0; time < 200; time++) client.send("shell", "no_such_request", {});
    expect(resultOf(await client.run("1 + 1"))).toBe("2");
  }, 90_000);
});
