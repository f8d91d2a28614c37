import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { kerasPython } from "../../python/keras-python.ts";
import type { JupyterHome } from "./jupyter-home.ts";

const START_MS = 90_000;
const STOP_MS = 20_000;

/** A Jupyter server; with the kernels that it has started it ends when this is disposed. */
export interface JupyterServer extends AsyncDisposable {
  /** Without a path. */
  readonly url: string;
  readonly token: string;
  /** What it has printed. */
  readonly log: () => string;
}

/** Starts JupyterLab or Notebook on a port of its own and waits until it answers. */
export async function startJupyter(
  application: "lab" | "notebook",
  home: JupyterHome,
): Promise<JupyterServer> {
  const port = await findPort();
  const token = "of-the-tests";
  const args = [
    ...["-m", "jupyter", application, "--no-browser", "--allow-root", "--ip=127.0.0.1", `--port=${port}`],
    `--IdentityProvider.token=${token}`,
    "--ServerApp.port_retries=0",
    `--ServerApp.root_dir=${home.notebooks}`,
  ];
  const child = spawn(kerasPython!, args, {
    env: home.environment,
    cwd: home.notebooks,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      log += text;
    });
  }
  const url = `http://127.0.0.1:${port}`;
  const server: JupyterServer = {
    url,
    token,
    log: () => log,
    [Symbol.asyncDispose]: () => stop(child),
  };
  try {
    await untilAnswers(`${url}/api/kernelspecs?token=${token}`, child, () => log);
    return server;
  } catch (error) {
    await stop(child);
    throw error;
  }
}

async function untilAnswers(url: string, child: ChildProcess, log: () => string): Promise<void> {
  for (const endMs = Date.now() + START_MS; Date.now() < endMs; ) {
    if (child.exitCode !== null) throw new Error(`Jupyter ended with ${child.exitCode}:\n${log()}`);
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`Jupyter did not answer within ${START_MS / 1000} s:\n${log()}`);
}

/** SIGTERM has the server shut its kernels down first. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await ended;
  clearTimeout(timer);
}

/** A port that was free a moment ago. */
export function findPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address && typeof address === "object") resolve(address.port);
        else reject(new Error("the port has no number"));
      });
    });
  });
}
