import type { Tensor as TensorOfOrt } from "onnxruntime-node";
import { EngineError } from "../../errors/engine-error.ts";
import { loadBinding, type NativeRuntime } from "./binding.ts";
import { type OnnxGraph, onnxGraph } from "./graph.ts";

/** Values of one tensor as ONNX Runtime reads or fills them: the array is shared with it, not copied. */
export interface SessionTensor {
  readonly type: "float32" | "int32" | "bool";
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array | Uint8Array;
}

export type NamedSessionTensors = Readonly<Record<string, SessionTensor>>;

/** One operation, ready to run on any shapes of the ranks it was built for. */
export interface OperationSession {
  /** Runs the operation on this thread and fills `outputs`; both by the names that the graph gives them. */
  run(inputs: NamedSessionTensors, outputs: NamedSessionTensors): void;
  dispose(): void;
}

export interface OperationOptions {
  readonly threads: number;
  /** Keeps ONNX Runtime's own working memory between calls: faster where a graph has large intermediates. */
  readonly keepWorkingMemory?: boolean;
}

/**
 * Builds a session for one operation through the synchronous interface beneath `onnxruntime-node`'s public one, because
 * TensorFlow.js kernels must answer at once.
 *
 * Threads sleep between calls (`allow_spinning` off): dozens of sessions would otherwise spin against one another.
 *
 * @throws {@link EngineError} when ONNX Runtime rejects the graph.
 */
export function buildOperation(
  operation: string,
  describe: (graph: OnnxGraph) => void,
  options: OperationOptions,
): OperationSession {
  const graph = onnxGraph(operation);
  describe(graph);
  const bytes = graph.encode();
  const { binding, Tensor } = loadBinding();
  const session = new binding.InferenceSession();
  try {
    session.loadModel(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength, {
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      enableCpuMemArena: options.keepWorkingMemory ?? false,
      enableMemPattern: false,
      logSeverityLevel: 3,
      extra: { session: { intra_op: { allow_spinning: "0" } } },
    });
  } catch (cause) {
    throw new EngineError(operation, [], { cause });
  }
  return {
    run(inputs, outputs) {
      try {
        session.run(ortTensors(Tensor, inputs), ortTensors(Tensor, outputs), {});
      } catch (cause) {
        const shapes = Object.values(inputs).map(({ shape }) => shape);
        throw new EngineError(operation, shapes, { cause });
      }
    },
    dispose: () => session.dispose(),
  };
}

function ortTensors(
  Tensor: NativeRuntime["Tensor"],
  tensors: NamedSessionTensors,
): Record<string, TensorOfOrt> {
  const named: Record<string, TensorOfOrt> = {};
  for (const name in tensors) named[name] = ortTensor(Tensor, tensors[name]!);
  return named;
}

function ortTensor(Tensor: NativeRuntime["Tensor"], { type, values, shape }: SessionTensor): TensorOfOrt {
  switch (type) {
    case "bool":
      return new Tensor("bool", values as Uint8Array, shape);
    case "int32":
      return new Tensor("int32", values as Int32Array, shape);
    case "float32":
      return new Tensor("float32", values as Float32Array, shape);
  }
}
