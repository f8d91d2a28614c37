import { createRequire } from "node:module";
import { type EngineName, parseEngineName, warnOfCpu } from "./engine-name.ts";
import { OnnxBackend } from "./onnx/backend.ts";
import { loadBinding } from "./onnx/binding.ts";
import { loadTensorflow, tensorflowThreads } from "./tensorflow/load.ts";
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
 * readable, and are moved to the engine that computes with them.
 *
 * @throws {@link ArgumentError} when the name is not an engine's; {@link NativeLibraryError} for `onnx` where ONNX Runtime
 *   has no native library; {@link EngineMissingError} for `tensorflow` where it is not installed: the message says how.
 * @example await selectEngine("onnx");
 */
export async function selectEngine(name = process.env.TRANSFERLAB_ENGINE ?? "onnx"): Promise<EngineReport> {
  const engine = parseEngineName("engine", name);
  if (engine === "cpu") warnOfCpu();
  else if (engine === "tensorflow") loadTensorflow();
  else loadBinding();
  await tf.setBackend(engine);
  return engineReport();
}

/** Says which engine computes, with how many threads, and the versions beneath it. */
export function engineReport(): EngineReport {
  const engine = tf.getBackend() as EngineName;
  const versions: Record<string, string> = {
    node: process.versions.node,
    tfjs: tf.version_core,
    "onnxruntime-node": (require("onnxruntime-node/package.json") as { version: string }).version,
  };
  // What tfjs-node is built with, and so runs on; its backend has no declarations.
  if (engine === "tensorflow")
    versions.tensorflow = (tf.backend() as unknown as TensorflowBackend).binding.TF_Version;
  return { engine, threads: threadsOf(engine), versions, platform: `${process.platform} ${process.arch}` };
}

interface TensorflowBackend {
  readonly binding: { readonly TF_Version: string };
}

function threadsOf(engine: EngineName): number {
  const backend = tf.backend();
  if (backend instanceof OnnxBackend) return backend.options.threads;
  return engine === "tensorflow" ? tensorflowThreads() : 1;
}
