import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import {
  copyRegisteredKernels,
  type DataType,
  getKernel,
  type KernelConfig,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  registerBackend,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
  util,
} from "@tensorflow/tfjs-core";
import { loadBinding } from "./binding.ts";
import type { OnnxGraph } from "./graph.ts";
import { buildOperation, type OperationOptions, type SessionTensor } from "./session.ts";
import { type SessionCache, sessionCache } from "./session-cache.ts";

export interface OnnxBackendOptions {
  /** Threads for one operation, at least 1. */
  readonly threads: number;
  /** Element-wise operations on fewer output elements than this stay in JavaScript, where they are faster. */
  readonly minimumElements: number;
  /** Most sessions kept at once. */
  readonly sessionCapacity: number;
}

/** TensorFlow.js starts with the registered engine of the highest priority; its CPU backend has 1. */
const PRIORITY = 3;

/** TensorFlow.js's CPU backend (tensors are typed arrays in this process) with a store of ONNX Runtime sessions. */
export class OnnxBackend extends MathBackendCPU {
  readonly options: OnnxBackendOptions;
  readonly sessions: SessionCache;

  constructor(options: OnnxBackendOptions) {
    super();
    // Here rather than at the first operation, so that it cannot be selected where there is no native library.
    loadBinding();
    this.options = options;
    this.sessions = sessionCache(options.sessionCapacity);
    silenceBanner(this);
  }

  /** Returns the values of a float32 tensor, shared with it. */
  float32(tensor: TensorInfo): Float32Array {
    const values = this.data.get(tensor.dataId).values;
    return values instanceof Float32Array ? values : Float32Array.from(values as ArrayLike<number>);
  }

  /**
   * Runs one operation, built on first use under `key`, and returns its owned result.
   *
   * @param key - names the operation and everything its graph depends on, ranks included.
   */
  run(
    key: string,
    inputs: readonly TensorInfo[],
    outputShape: readonly number[],
    describe: (graph: OnnxGraph) => void,
    options: { readonly outputType?: "float32" | "bool" } & Omit<Partial<OperationOptions>, "threads"> = {},
  ): TensorInfo {
    const session = this.sessions.obtain(key, () =>
      buildOperation(key, describe, { threads: this.options.threads, ...options }),
    );
    const size = util.sizeFromShape([...outputShape]);
    const outputType = options.outputType ?? "float32";
    const values = outputType === "bool" ? new Uint8Array(size) : new Float32Array(size);
    const named = inputs.map((input, index) => [`x${index}`, this.sessionTensor(input)] as const);
    session.run(Object.fromEntries(named), { y: { type: outputType, shape: outputShape, values } });
    return this.makeTensorInfo([...outputShape], outputType as DataType, values);
  }

  /**
   * Runs several operations as one graph, built on first use for `key` and the shapes at hand, and returns its owned
   * results.
   *
   * @param key - names what `describe` adds between inputs and outputs, which are float32 and declared here.
   */
  runGraph<Shapes extends Readonly<Record<string, readonly number[] | undefined>>>(
    key: string,
    inputs: Readonly<Record<string, TensorInfo>>,
    outputShapes: Shapes,
    describe: (graph: OnnxGraph) => void,
  ): { [Output in keyof Shapes]: TensorInfo } {
    const given = Object.entries(inputs);
    const wanted = Object.entries(outputShapes as Readonly<Record<string, readonly number[]>>);
    const shapes = [...given.map(([name, { shape }]) => [name, shape]), ...wanted].join(" ");
    const describeAll = (graph: OnnxGraph) => {
      for (const [name, { shape }] of given) graph.input(name, "float32", shape);
      describe(graph);
      for (const [name, shape] of wanted) graph.output(name, "float32", shape);
    };
    const session = this.sessions.obtain(`${key} ${shapes}`, () =>
      buildOperation(key, describeAll, { threads: this.options.threads, keepWorkingMemory: true }),
    );
    const results = wanted.map(([name, shape]) => {
      const values = new Float32Array(util.sizeFromShape([...shape]));
      return { name, shape, values };
    });
    session.run(
      Object.fromEntries(given.map(([name, tensor]) => [name, this.sessionTensor(tensor)])),
      Object.fromEntries(
        results.map(({ name, shape, values }) => [name, { type: "float32", shape, values }]),
      ),
    );
    return Object.fromEntries(
      results.map(({ name, shape, values }) => [name, this.makeTensorInfo([...shape], "float32", values)]),
    ) as { [Output in keyof Shapes]: TensorInfo };
  }

  private sessionTensor(tensor: TensorInfo): SessionTensor {
    const { dtype, shape } = tensor;
    if (dtype !== "bool" && dtype !== "int32")
      return { type: "float32", shape, values: this.float32(tensor) };
    return {
      type: dtype,
      shape,
      values: this.data.get(tensor.dataId).values as Uint8Array | Int32Array,
    };
  }

  override dispose(): void {
    this.sessions.dispose();
    super.dispose();
  }
}

/** The CPU backend prints an advertisement for another package on first use. */
function silenceBanner(backend: MathBackendCPU): void {
  (backend as unknown as { firstUse: boolean }).firstUse = false;
}

/** What a kernel is called with. Inputs are borrowed; the tensors it returns are owned by the caller. */
export interface KernelCall {
  readonly backend: OnnxBackend;
  readonly inputs: NamedTensorInfoMap;
  readonly attributes: NamedAttrMap;
}

/** A replacement for one CPU kernel: `undefined` means that this call is not for it and the CPU kernel answers. */
export interface KernelReplacement {
  readonly name: string;
  readonly compute: (call: KernelCall) => TensorInfo | undefined;
}

/**
 * Registers an engine that answers with `replacements` and, where they decline, with the CPU kernels.
 *
 * @throws Error when a replacement names a kernel that TensorFlow.js does not have.
 */
export function registerOnnxBackend(
  name: string,
  replacements: readonly KernelReplacement[],
  options: OnnxBackendOptions,
): void {
  registerBackend(name, () => new OnnxBackend(options), PRIORITY);
  copyRegisteredKernels("cpu", name);
  for (const { name: kernelName, compute } of replacements) {
    const onCpu = getKernel(kernelName, "cpu");
    if (onCpu === undefined) throw new Error(`no CPU kernel is named ${kernelName}`);
    unregisterKernel(kernelName, name);
    const config: KernelConfig = {
      kernelName,
      backendName: name,
      kernelFunc: (call) => {
        const { inputs, attrs, backend } = call as {
          inputs: NamedTensorInfoMap;
          attrs?: NamedAttrMap;
          backend: OnnxBackend;
        };
        return compute({ backend, inputs, attributes: attrs ?? {} }) ?? onCpu.kernelFunc(call);
      },
    };
    registerKernel(config);
  }
}

/** Tells whether a tensor holds float32 and at least one element. */
export function isFilledFloat32(tensor: TensorInfo): boolean {
  return tensor.dtype === "float32" && !tensor.shape.includes(0);
}

/** Tells whether an operation on so many elements is faster in ONNX Runtime than in JavaScript. */
export function isWorthwhile({ backend }: KernelCall, shape: readonly number[]): boolean {
  return util.sizeFromShape([...shape]) >= backend.options.minimumElements;
}
