import { startPython } from "./python-peer.ts";

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
  const { version, ask, stop } = await startPython(python, "./keras_peer.py", {
    name: "Keras",
    args: [String(threads)],
    env: { TF_CPP_MIN_LOG_LEVEL: "3" },
  });
  return {
    version,
    async run(job) {
      const answer = await ask(job);
      if (answer !== `done ${job}`) throw new Error(`Keras answered ${answer} to ${job}`);
    },
    stop,
  };
}
