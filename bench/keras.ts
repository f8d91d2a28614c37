import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A Keras process that waits beside us and does one thing each time it is asked. */
export interface KerasPeer {
  readonly version: string;
  /** Runs one job named in bench/keras_peer.py; resolves when Keras has finished it. */
  run(job: string): Promise<void>;
  stop(): void;
}

/**
 * Starts Keras in the Python that `KERAS_PYTHON` names.
 *
 * @returns `undefined` without `KERAS_PYTHON`: the caller says that Keras was left out.
 */
export async function startKeras(threads: number): Promise<KerasPeer | undefined> {
  const python = process.env.KERAS_PYTHON;
  if (python === undefined) return undefined;
  const script = fileURLToPath(new URL("./keras_peer.py", import.meta.url));
  // A current NumPy and oneDNN choose their own kernels: nothing of this machine's settings for old ones.
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...env } = process.env;
  const child: ChildProcessWithoutNullStreams = spawn(python, [script, String(threads)], {
    env: { ...env, TF_CPP_MIN_LOG_LEVEL: "3" },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-4000);
  });
  const nextLine = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`Keras stopped:\n${errors}`);
    return value;
  };
  const version = await nextLine();
  return {
    version,
    async run(job) {
      child.stdin.write(`${job}\n`);
      const answer = await nextLine();
      if (answer !== `done ${job}`) throw new Error(`Keras answered ${answer} to ${job}`);
    },
    stop: () => child.stdin.end(),
  };
}
