import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Kernelspec } from "../../kernel/kernelspec/kernelspec.ts";
import { type JupyterHome, makeJupyterHome } from "./environment/jupyter-home.ts";
import { findPort } from "./environment/jupyter-server.ts";
import { RawClient, type RawConnection } from "./environment/raw-client.ts";

/** How long VS Code waits for the ports, `jupyter.jupyterLaunchTimeout`. */
const LAUNCH_MS = 60_000;

const isWindows = process.platform === "win32";
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

interface RawKernel {
  readonly child: ChildProcess;
  readonly connection: RawConnection;
  readonly printed: () => string;
}

/**
 * Starts the kernel as VS Code does: five free ports, a connection file in the runtime folder, `argv` of the kernelspec in
 * the notebook's folder with both streams piped; it is there once shell and iopub take connections.
 *
 * @param folder - of the connection file. VS Code puts a path with a blank into quotation marks.
 * @see vscode-jupyter, src/kernels/raw/launcher/kernelProcess.node.ts
 */
async function startAsVsCode(home: JupyterHome, folder: string): Promise<RawKernel> {
  await mkdir(folder, { recursive: true });
  const kernelspec = JSON.parse(await readFile(join(home.kernelspec, "kernel.json"), "utf8")) as Kernelspec;
  const [hb_port, control_port, shell_port, stdin_port, iopub_port] = await Promise.all([
    ...[findPort(), findPort(), findPort(), findPort(), findPort()],
  ]);
  const connection = {
    ...{ key: "a2b4-c6", signature_scheme: "hmac-sha256", transport: "tcp", ip: "127.0.0.1" },
    ...{ hb_port, control_port, shell_port, stdin_port, iopub_port, kernel_name: "transferlab" },
  } as RawConnection;
  const file = join(folder, "kernel-v2-1a2b.json");
  await writeFile(file, JSON.stringify(connection));
  const argument = file.includes(" ") ? `"${file}"` : file;
  const [program, ...args] = kernelspec.argv.map((text) => text.replace("{connection_file}", argument));
  const child = spawn(program!, args, {
    cwd: home.notebooks,
    env: { ...home.environment, ...kernelspec.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      printed += text;
    });
  }
  for (const port of [connection.shell_port, connection.iopub_port])
    await untilUsed(port, child, () => printed);
  return { child, connection, printed: () => printed };
}

async function untilUsed(port: number, child: ChildProcess, printed: () => string): Promise<void> {
  for (const endMs = Date.now() + LAUNCH_MS; Date.now() < endMs; ) {
    if (child.exitCode !== null) throw new Error(`the kernel ended with ${child.exitCode}: ${printed()}`);
    const isUsed = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", () => resolve(false));
    });
    if (isUsed) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`port ${port} was not used within ${LAUNCH_MS} ms: ${printed()}`);
}

const execution = (code: string) => ({
  code,
  silent: false,
  store_history: true,
  user_expressions: {},
  allow_stdin: true,
  stop_on_error: false,
});

/** Processes below a process, by `ps`. */
function childrenOf(pid: number): number[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  return rows
    .map((row) => row.trim().split(/\s+/).map(Number) as [number, number])
    .filter(([, parent]) => parent === pid)
    .flatMap(([child]) => [child, ...childrenOf(child)]);
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe("a kernel without a server, as VS Code starts it", () => {
  it("answers kernel_info, runs cells, asks, and completes", async () => {
    await using home = await makeJupyterHome();
    const { connection } = await startAsVsCode(home, join(home.notebooks, "..", "runtime"));
    using client = new RawClient(connection);
    const info = await client.reply(await client.send("shell", "kernel_info_request", {}));
    expect(info.content).toMatchObject({ status: "ok", language_info: { name: "typescript" } });

    const run = await client.send(
      "shell",
      "execute_request",
      execution('console.log("hi"); const rate = 0.5; rate * 2'),
    );
    expect((await client.reply(run)).content).toMatchObject({ status: "ok", execution_count: 1 });
    await client.until(
      "idle",
      ({ parent, type, content }) =>
        parent === run && type === "status" && content.execution_state === "idle",
    );
    const published = client.messages.filter(({ channel, parent }) => channel === "iopub" && parent === run);
    const states = published
      .filter(({ type }) => type === "status")
      .map(({ content }) => content.execution_state);
    expect(new Set(states.slice(0, -1))).toEqual(new Set(["busy"]));
    expect(published[0]).toMatchObject({ type: "status", content: { execution_state: "busy" } });
    expect(published.at(-1)).toMatchObject({ type: "status", content: { execution_state: "idle" } });
    const others = published.map(({ type }) => type).filter((type) => type !== "status");
    expect(others).toEqual(["execute_input", "stream", "execute_result"]);

    const where = await client.send("shell", "execute_request", execution("process.cwd()"));
    const shown = await client.until(
      "result",
      ({ parent, type }) => parent === where && type === "execute_result",
    );
    expect(shown.content).toMatchObject({ data: { "text/plain": expect.stringContaining("notebooks") } });

    const asking = await client.send("shell", "execute_request", execution('prompt("Name?")'));
    const question = await client.until(
      "input_request",
      ({ parent, channel }) => parent === asking && channel === "stdin",
    );
    expect(question.content).toEqual({ prompt: "Name?", password: false });
    await client.send("stdin", "input_reply", { status: "ok", value: "Ada" });
    await client.reply(asking);
    expect(client.messages).toContainEqual(
      expect.objectContaining({
        type: "execute_result",
        content: expect.objectContaining({ execution_count: 3 }),
      }),
    );

    const complete = await client.reply(
      await client.send("shell", "complete_request", { code: "rat", cursor_pos: 3 }),
    );
    expect(complete.content).toMatchObject({ status: "ok", cursor_start: 0, cursor_end: 3 });
    expect(complete.content.matches).toContain("rate");
  }, 120_000);

  it.each(["shell", "control"] as const)(
    "is interrupted by a message on %s, and keeps the names",
    async (channel) => {
      await using home = await makeJupyterHome();
      const { connection } = await startAsVsCode(home, join(home.notebooks, "..", "runtime"));
      using client = new RawClient(connection);
      await client.reply(await client.send("shell", "kernel_info_request", {}));
      const busy = await client.send(
        "shell",
        "execute_request",
        execution('const kept = 1;\nconsole.log("on");\nfor (;;);'),
      );
      await client.until("output", ({ parent, type }) => parent === busy && type === "stream");
      // VS Code's releases of 2025 and before send it on shell (vscode-jupyter #17143), Jupyter on control.
      const interrupt = await client.send(channel, "interrupt_request", {});
      expect((await client.reply(busy, 10_000)).content).toMatchObject({ status: "error" });
      expect(await client.reply(interrupt, 10_000)).toMatchObject({
        channel,
        type: "interrupt_reply",
        content: { status: "ok" },
      });
      const after = await client.send("shell", "execute_request", execution("kept"));
      expect((await client.reply(after)).content).toMatchObject({ status: "ok" });
    },
    120_000,
  );

  it("takes a connection file whose path has a blank, in quotation marks", async () => {
    await using home = await makeJupyterHome();
    const { connection } = await startAsVsCode(home, join(home.notebooks, "..", "run time"));
    using client = new RawClient(connection);
    const info = await client.reply(await client.send("shell", "kernel_info_request", {}));
    expect(info.content).toMatchObject({ status: "ok" });
  }, 120_000);

  it.skipIf(isWindows)(
    "ends with all its processes when it is killed as VS Code does, in the middle of a loop",
    async () => {
      await using home = await makeJupyterHome();
      const { child, connection } = await startAsVsCode(home, join(home.notebooks, "..", "runtime"));
      using client = new RawClient(connection);
      const busy = await client.send("shell", "execute_request", execution('console.log("on");\nfor (;;);'));
      await client.until("output", ({ parent, type }) => parent === busy && type === "stream");
      const below = childrenOf(child.pid!);
      expect(below.length).toBeGreaterThan(0);
      const ended = new Promise((resolve) => child.once("exit", resolve));
      for (const pid of below) if (isRunning(pid)) process.kill(pid, "SIGTERM");
      child.kill();
      await ended;
      await expect.poll(() => below.filter(isRunning), { timeout: 10_000 }).toEqual([]);
      expect(childrenOf(child.pid!)).toEqual([]);
    },
    120_000,
  );
});
