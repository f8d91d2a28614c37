import type * as ortNode from "onnxruntime-node";
import { EngineError } from "../../errors/engine-error.ts";
import { loadBinding } from "./binding.ts";
import type { SplitOnnx } from "./graph.ts";
import { defaultOnnxOptions } from "./register.ts";

/** A whole network ready to run beside JavaScript, on threads of its own. */
export interface InferenceRun {
  /**
   * Runs one batch.
   *
   * @param batch - bytes `[batch, height, width, 3]` or float32, as the graph declares; shared with ONNX Runtime until
   *   the promise settles, so not to be written to before.
   * @returns a new array an output, in the graph's order.
   * @throws {@link EngineError} when ONNX Runtime fails.
   */
  run(batch: Uint8Array | Float32Array, shape: readonly number[]): Promise<Float32Array[]>;
  /** Frees the network. A second call does nothing. */
  dispose(): Promise<void>;
}

export interface InferenceOptions {
  /** Threads of one run. @defaultValue `TRANSFERLAB_THREADS`, else as the engine */
  readonly threads?: number | undefined;
}

/**
 * Loads an ONNX graph with one input through ONNX Runtime's public interface.
 *
 * @param model - a graph and the weights beside it; copied by ONNX Runtime, may be dropped afterwards.
 * @throws {@link NativeLibraryError} where ONNX Runtime has no native library; {@link EngineError} when it rejects the graph.
 */
export async function loadInference(
  name: string,
  model: SplitOnnx,
  options: InferenceOptions = {},
): Promise<InferenceRun> {
  const { InferenceSession, Tensor } = loadBinding();
  const intraOpNumThreads = options.threads ?? defaultOnnxOptions().threads;
  let session: ortNode.InferenceSession;
  try {
    session = await InferenceSession.create(model.bytes, {
      externalData: [...model.weights],
      intraOpNumThreads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: "all",
      // With an arena, for runs end up on different threads, and without one the C library keeps a pool for each.
      enableCpuMemArena: true,
      enableMemPattern: false,
      logSeverityLevel: 3,
    });
  } catch (cause) {
    throw new EngineError(name, [], { cause });
  }
  let disposed = false;
  return {
    async run(batch, shape) {
      const type = batch instanceof Uint8Array ? "uint8" : "float32";
      try {
        const feeds = {
          [session.inputNames[0]!]: new Tensor(type as "float32", batch as Float32Array, shape),
        };
        const results = await session.run(feeds);
        return session.outputNames.map((output) => results[output]!.data as Float32Array);
      } catch (cause) {
        throw new EngineError(name, [shape], { cause });
      }
    },
    async dispose() {
      if (!disposed) await session.release();
      disposed = true;
    },
  };
}
