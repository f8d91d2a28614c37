import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import nodeUtil from "node:util";
import { EngineMissingError } from "./engine-missing-error.ts";
import { findTensorflowPackage } from "./find-package.ts";

const require = createRequire(import.meta.url);

/**
 * Loads @tensorflow/tfjs-node, which registers the engine `tensorflow` with TensorFlow.js and selects it. Later calls do
 * nothing.
 *
 * Threads are `TF_NUM_INTRAOP_THREADS`, else `TRANSFERLAB_THREADS`, else TensorFlow's choice; they are fixed by the first
 * call of a process.
 *
 * @param folder - of the package. @defaultValue the one that is found
 * @throws {@link EngineMissingError} when the package is not there, does not load, or has a TensorFlow.js of its own.
 */
export function loadTensorflow(folder: string = findTensorflowPackage()): void {
  const required = createRequire(join(folder, "package.json"));
  const core = (from: NodeJS.Require) => from.resolve("@tensorflow/tfjs-core");
  // Kernels registered with another copy are never found.
  if (core(required) !== core(require)) {
    throw new EngineMissingError(
      `one with a TensorFlow.js of its own in ${folder}, where both must share a copy`,
    );
  }
  restoreTypeTests();
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  const threads = process.env.TRANSFERLAB_THREADS;
  if (threads !== undefined) process.env.TF_NUM_INTRAOP_THREADS ??= threads;
  try {
    required(folder);
  } catch (cause) {
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
    throw new EngineMissingError(`"${reason}"`, { cause });
  }
}

/** Threads of one operation. */
export function tensorflowThreads(): number {
  return Number(process.env.TF_NUM_INTRAOP_THREADS) || availableParallelism();
}

/** tfjs-node 4.22 calls functions that Node.js 23 removed, and Node.js 22 warns of. */
function restoreTypeTests(): void {
  const [major] = process.versions.node.split(".").map(Number);
  if (major! < 22) return;
  Object.assign(nodeUtil, {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  });
}
