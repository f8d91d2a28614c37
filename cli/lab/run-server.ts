import { spawn } from "node:child_process";
import { JupyterError } from "../jupyter/jupyter-error.ts";

const STOP_MS = 20_000;

/**
 * Runs a server until it ends, or until this process is told to: then it shuts its kernels down first.
 *
 * On POSIX systems it is in a session of its own, so that Ctrl-C reaches this process alone and is answered once. On Windows
 * the console tells it directly.
 *
 * @returns its exit code; 0 when it ended because it was told to.
 */
export async function runServer(
  program: string,
  args: readonly string[],
  { env, cwd }: { readonly env: NodeJS.ProcessEnv; readonly cwd: string },
): Promise<number> {
  const isWindows = process.platform === "win32";
  const child = spawn(program, args, {
    env,
    cwd,
    stdio: ["ignore", "inherit", "inherit"],
    detached: !isWindows,
  });
  let isStopping = false;
  let deadline: NodeJS.Timeout | undefined;
  const stop = () => {
    // npm passes on the signal that the terminal has sent to this process too.
    if (isStopping) return;
    isStopping = true;
    if (!isWindows) child.kill("SIGTERM");
    deadline = setTimeout(() => killTree(child.pid, isWindows), STOP_MS);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("error", (cause) =>
        reject(new JupyterError(`${program} can't be started: ${cause.message}`, { cause })),
      );
      child.once("exit", (code) => resolve(isStopping ? 0 : (code ?? 1)));
    });
  } finally {
    clearTimeout(deadline);
    for (const signal of signals) process.off(signal, stop);
  }
}

function killTree(pid: number | undefined, isWindows: boolean): void {
  if (pid === undefined) return;
  if (isWindows) spawn("taskkill", ["/pid", String(pid), "/t", "/f"], { stdio: "ignore" });
  else process.kill(-pid, "SIGKILL");
}
