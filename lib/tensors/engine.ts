import { createRequire } from "node:module";
import { type EngineName, parseEngineName, warnOfCpu } from "./engine-name.ts";
import { OnnxBackend } from "./onnx/backend.ts";
import { loadBinding } from "./onnx/binding.ts";
import { tf } from "./tf.ts";

export interface EngineReport {
  readonly engine: EngineName;
  /** Threads of one operation. */
  readonly threads: number;
  /** Versions of the packages that compute. */
  readonly versions: Readonly<Record<string, string>>;
  readonly platform: string;
}

const require = createRequire(import.meta.url);

/**
 * Makes an engine the one that TensorFlow.js computes with.
 *
 * Without a name: `TRANSFERLAB_ENGINE`, else `onnx`, which is selected from the start. Tensors made before stay
 * readable: both engines keep them in this process.
 *
 * @throws {@link ArgumentError} when the name is not an engine's; {@link NativeLibraryError} for `onnx` where ONNX Runtime
 *   has no native library.
 * @example await selectEngine("onnx");
 */
export async function selectEngine(name = process.env.TRANSFERLAB_ENGINE ?? "onnx"): Promise<EngineReport> {
  const engine = parseEngineName("engine", name);
  if (engine === "cpu") warnOfCpu();
  else loadBinding();
  await tf.setBackend(engine);
  return engineReport();
}

/** Says which engine computes, with how many threads, and the versions beneath it. */
export function engineReport(): EngineReport {
  const backend = tf.backend();
  return {
    engine: tf.getBackend() as EngineName,
    threads: backend instanceof OnnxBackend ? backend.options.threads : 1,
    versions: {
      node: process.versions.node,
      tfjs: tf.version_core,
      "onnxruntime-node": (require("onnxruntime-node/package.json") as { version: string }).version,
    },
    platform: `${process.platform} ${process.arch}`,
  };
}
