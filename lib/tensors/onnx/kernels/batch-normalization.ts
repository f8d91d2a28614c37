import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { isFilledFloat32, type KernelCall, type KernelReplacement } from "../backend.ts";
import type { OnnxGraph } from "../graph.ts";
import { dynamicShape } from "../shape.ts";

/** Most values, 16 MiB of them, whose intermediate ONNX Runtime keeps between calls. */
const MOST_KEPT = 2 ** 22;

export const batchNormalizationKernels: readonly KernelReplacement[] = [
  { name: "FusedBatchNorm", compute: normalize },
];

/** y = x * a + b with a = scale / √(variance + ε) and b = offset - mean * a, computed once a channel. */
function normalize({ backend, inputs, attributes }: KernelCall): TensorInfo | undefined {
  const { x, mean, variance, offset, scale } = inputs as {
    x: TensorInfo;
    mean: TensorInfo;
    variance: TensorInfo;
    offset?: TensorInfo;
    scale?: TensorInfo;
  };
  const channels = x.shape.at(-1);
  const perChannel = [mean, variance, offset, scale].every(
    (statistic) =>
      statistic === undefined || (statistic.shape.length === 1 && statistic.shape[0] === channels),
  );
  if (!isFilledFloat32(x) || !perChannel || channels === undefined) return undefined;
  const epsilon = attributes.varianceEpsilon as number;
  const means = backend.float32(mean);
  const variances = backend.float32(variance);
  const offsets = offset === undefined ? undefined : backend.float32(offset);
  const scales = scale === undefined ? undefined : backend.float32(scale);
  const slope = new Float32Array(channels);
  const shift = new Float32Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    slope[channel] = (scales?.[channel] ?? 1) / Math.sqrt(variances[channel]! + epsilon);
    shift[channel] = (offsets?.[channel] ?? 0) - means[channel]! * slope[channel]!;
  }
  const a = backend.makeTensorInfo([channels], "float32", slope);
  const b = backend.makeTensorInfo([channels], "float32", shift);
  const rank = x.shape.length;
  const keepWorkingMemory = util.sizeFromShape(x.shape) <= MOST_KEPT;
  const key = `FusedBatchNorm rank ${rank} keep ${keepWorkingMemory}`;
  const describe = (graph: OnnxGraph) => {
    graph.input("x0", "float32", dynamicShape("x", rank));
    graph.input("x1", "float32", ["channels"]);
    graph.input("x2", "float32", ["channels"]);
    graph.node("Mul", ["x0", "x1"], "scaled");
    graph.node("Add", ["scaled", "x2"], "y");
    graph.output("y", "float32", dynamicShape("y", rank));
  };
  const result = backend.run(key, [x, a, b], x.shape, describe, { keepWorkingMemory });
  backend.disposeIntermediateTensorInfo(a);
  backend.disposeIntermediateTensorInfo(b);
  return result;
}
