import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A Python process that waits beside us: a line in, a line out. */
export interface PythonPeer {
  /** Its first line. */
  readonly version: string;
  ask(line: string): Promise<string>;
  stop(): void;
}

/**
 * Starts a script of this folder and waits for its first line.
 *
 * @param options.name - for the error when it stops.
 */
export async function startPython(
  python: string,
  script: string,
  options: { readonly name: string; readonly args?: readonly string[]; readonly env?: NodeJS.ProcessEnv },
): Promise<PythonPeer> {
  const { name, args = [] } = options;
  const path = fileURLToPath(new URL(script, import.meta.url));
  // A current NumPy and oneDNN choose their own kernels: nothing of this machine's settings for old ones.
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...env } = process.env;
  const child = spawn(python, [path, ...args], { env: { ...env, ...options.env } });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-4000);
  });
  const nextLine = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${name} stopped:\n${errors}`);
    return value;
  };
  return {
    version: await nextLine(),
    ask(line) {
      child.stdin.write(`${line}\n`);
      return nextLine();
    },
    stop: () => child.stdin.end(),
  };
}
