import { availableParallelism } from "node:os";
import { type OnnxBackendOptions, registerOnnxBackend } from "./backend.ts";
import { batchNormalizationKernels } from "./kernels/batch-normalization.ts";
import { convolutionKernels } from "./kernels/convolution.ts";
import { convolutionGradientKernels } from "./kernels/convolution-gradients.ts";
import { dataMovementKernels } from "./kernels/data-movement.ts";
import { elementwiseKernels } from "./kernels/elementwise.ts";
import { matrixProductKernels } from "./kernels/matrix-product.ts";
import { poolingKernels } from "./kernels/pooling.ts";
import { reductionKernels } from "./kernels/reduction.ts";

/** Names of the TensorFlow.js kernels that ONNX Runtime answers; every other one is the CPU backend's. */
export const onnxKernels = [
  ...convolutionKernels,
  ...convolutionGradientKernels,
  ...matrixProductKernels,
  ...poolingKernels,
  ...batchNormalizationKernels,
  ...elementwiseKernels,
  ...reductionKernels,
  ...dataMovementKernels,
] as const;

/** Above this many elements ONNX Runtime's element-wise kernels beat JavaScript's. */
const MINIMUM_ELEMENTS = 512;
/** One session holds about 100 kB and its threads; a training step of ResNet50 uses about 60. */
const SESSION_CAPACITY = 192;

/**
 * Returns the options users get: threads from `TRANSFERLAB_THREADS`, else one a processor and half of that from eight
 * on, where processors are usually two to a core and a second thread there slows matrix products down.
 */
export function defaultOnnxOptions(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): OnnxBackendOptions {
  const processors = availableParallelism();
  const asked = Number(environment.TRANSFERLAB_THREADS);
  const threads = Number.isInteger(asked) && asked > 0 ? asked : processors < 8 ? processors : processors / 2;
  return {
    threads: Math.max(1, Math.floor(threads)),
    minimumElements: MINIMUM_ELEMENTS,
    sessionCapacity: SESSION_CAPACITY,
  };
}

/** Registers the engine `onnx` with TensorFlow.js; it is not selected. */
export function registerOnnxEngine(options: OnnxBackendOptions): void {
  registerOnnxBackend("onnx", onnxKernels, options);
}
