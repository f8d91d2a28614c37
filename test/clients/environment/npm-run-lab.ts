import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { kerasPython } from "../../python/keras-python.ts";
import { findPort, type JupyterServer } from "./jupyter-server.ts";

const START_MS = 240_000;
const STOP_MS = 30_000;

/** `npm run lab`, as it was started. */
export interface RunningLab extends JupyterServer {
  /** Sends what Ctrl-C in a terminal does, and waits for the end. */
  readonly interrupt: () => Promise<void>;
}

/** Starts `npm run lab -- ARGS` in the checkout, on a port of its own, and waits until it says where it is. */
export async function startLab(...args: readonly string[]): Promise<RunningLab> {
  const port = await findPort();
  const root = fileURLToPath(new URL("../../..", import.meta.url));
  const inherited = Object.entries(process.env).filter(([name]) => !/^(JUPYTER|JPY_|NODE_)/.test(name));
  const isRoot = process.getuid?.() === 0;
  const child = spawn(
    "npm",
    ["run", "lab", "--", "--no-browser", `--port=${port}`, ...(isRoot ? ["--allow-root"] : []), ...args],
    {
      cwd: root,
      env: { ...Object.fromEntries(inherited), TRANSFERLAB_JUPYTER: kerasPython, PYTHONWARNINGS: "ignore" },
      stdio: ["ignore", "pipe", "pipe"],
      // In a group of its own, as a shell starts it: Ctrl-C goes to all of it.
      detached: true,
    },
  );
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      log += text;
    });
  }
  const interrupt = () => stop(child);
  try {
    const [, token] = await untilSays(/^ +http:\/\/127\.0\.0\.1:\d+\/\S*[?&]token=(\w+)$/m, child, () => log);
    return {
      url: `http://127.0.0.1:${port}`,
      token: token!,
      log: () => log,
      interrupt,
      [Symbol.asyncDispose]: interrupt,
    };
  } catch (error) {
    await interrupt();
    throw error;
  }
}

async function untilSays(pattern: RegExp, child: ChildProcess, log: () => string): Promise<RegExpExecArray> {
  for (const endMs = Date.now() + START_MS; Date.now() < endMs; ) {
    const found = pattern.exec(log());
    if (found) return found;
    if (child.exitCode !== null) throw new Error(`npm run lab ended with ${child.exitCode}:\n${log()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`npm run lab said no address within ${START_MS / 1000} s:\n${log()}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  process.kill(-child.pid!, "SIGINT");
  const timer = setTimeout(() => process.kill(-child.pid!, "SIGKILL"), STOP_MS);
  await ended;
  clearTimeout(timer);
}
