import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/**
 * Path of a Python that has Keras 3, from `KERAS_PYTHON`: a tool of the tests alone.
 *
 * Tests that need it are skipped without it and say so in their title.
 */
export const kerasPython: string | undefined = process.env.KERAS_PYTHON || undefined;

/** What a title says when {@link kerasPython} is undefined. */
export const SKIPPED_WITHOUT_KERAS = "skipped unless KERAS_PYTHON names a Python with Keras 3";

/**
 * Runs a script of this folder and reads the JSON on the last line of its output.
 *
 * @param script - name of the file here.
 */
export async function runKeras<T>(script: string, args: readonly string[]): Promise<T> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { stdout } = await promisify(execFile)(kerasPython!, [path, ...args], {
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: "3", CUDA_VISIBLE_DEVICES: "-1" },
    maxBuffer: 256 * 1024 * 1024,
  });
  return JSON.parse(stdout.trim().split("\n").at(-1)!) as T;
}
