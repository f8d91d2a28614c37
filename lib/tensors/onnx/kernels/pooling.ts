import { backend_util, type TensorInfo } from "@tensorflow/tfjs-core";
import { isFilledFloat32, type KernelCall, type KernelReplacement } from "../backend.ts";
import { dynamicShape } from "../shape.ts";

type PoolInfo = backend_util.Conv2DInfo;

export const poolingKernels: readonly KernelReplacement[] = [
  { name: "MaxPool", compute: (call) => pool(call, "MaxPool") },
  { name: "AvgPool", compute: (call) => pool(call, "AveragePool") },
  { name: "MaxPoolGrad", compute: maxPoolGradient },
  { name: "AvgPoolGrad", compute: averagePoolGradient },
];

function poolInfo(call: KernelCall, shape: number[]): PoolInfo {
  const { filterSize, strides, pad, dimRoundingMode } = call.attributes as unknown as {
    filterSize: [number, number] | number;
    strides: [number, number] | number;
    pad: Parameters<typeof backend_util.computePool2DInfo>[4];
    dimRoundingMode?: "floor" | "round" | "ceil";
  };
  return backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
}

/** Padding never counts: not as a maximum, and not in the average's divisor. */
function pool(call: KernelCall, operator: "MaxPool" | "AveragePool"): TensorInfo | undefined {
  const x = call.inputs.x!;
  if (!isFilledFloat32(x)) return undefined;
  const info = poolInfo(call, x.shape);
  const { padInfo } = info;
  // Rounding up makes windows that reach past the padding: ONNX pools them too once the padding reaches that far.
  const bottom = info.strideHeight * (info.outHeight - 1) + info.filterHeight - info.inHeight - padInfo.top;
  const right = info.strideWidth * (info.outWidth - 1) + info.filterWidth - info.inWidth - padInfo.left;
  const padded = [padInfo.top, padInfo.left, Math.max(0, bottom), Math.max(0, right)];
  if (
    info.outShape.includes(0) ||
    padded.some((pad, side) => pad >= (side % 2 === 0 ? info.filterHeight : info.filterWidth))
  ) {
    return undefined;
  }
  const attributes = {
    kernel_shape: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    pads: padded,
  };
  return call.backend.run(`${operator} ${JSON.stringify(attributes)}`, [x], info.outShape, (graph) => {
    graph.input("x0", "float32", dynamicShape("x", 4));
    graph.node("Transpose", ["x0"], "image", { perm: [0, 3, 1, 2] });
    graph.node(operator, ["image"], "pooled", attributes);
    graph.node("Transpose", ["pooled"], "y", { perm: [0, 2, 3, 1] });
    graph.output("y", "float32", dynamicShape("y", 4));
  });
}

/** Every output's gradient goes to the first of the largest values in its window, as on the CPU backend. */
function maxPoolGradient(call: KernelCall): TensorInfo | undefined {
  const { dy, input } = call.inputs as { dy: TensorInfo; input: TensorInfo };
  if (!isFilledFloat32(dy) || !isFilledFloat32(input)) return undefined;
  const info = poolInfo(call, input.shape);
  const gradient = call.backend.float32(dy);
  const values = call.backend.float32(input);
  const result = new Float32Array(values.length);
  forEachWindow(info, (outputOffset, offsets) => {
    for (let channel = 0; channel < info.inChannels; channel++) {
      let at = offsets[0]! + channel;
      let best = values[at]!;
      for (let index = 1; index < offsets.length; index++) {
        const value = values[offsets[index]! + channel]!;
        if (value > best) {
          best = value;
          at = offsets[index]! + channel;
        }
      }
      result[at]! += gradient[outputOffset + channel]!;
    }
  });
  return call.backend.makeTensorInfo(input.shape, "float32", result);
}

function averagePoolGradient(call: KernelCall): TensorInfo | undefined {
  const { dy, input } = call.inputs as { dy: TensorInfo; input: TensorInfo };
  if (!isFilledFloat32(dy) || input.shape.includes(0)) return undefined;
  const info = poolInfo(call, input.shape);
  const gradient = call.backend.float32(dy);
  const result = new Float32Array(info.inShape.reduce((product, side) => product * side, 1));
  // With padding "same", which TensorFlow has too, by what the forward pass divided by. With padding in numbers,
  // which it has not, by the whole window: TensorFlow.js's specs ask for that.
  const window = info.filterHeight * info.filterWidth;
  forEachWindow(info, (outputOffset, offsets) => {
    const share = 1 / (call.attributes.pad === "same" ? offsets.length : window);
    for (const offset of offsets) {
      for (let channel = 0; channel < info.inChannels; channel++) {
        result[offset + channel]! += gradient[outputOffset + channel]! * share;
      }
    }
  });
  return call.backend.makeTensorInfo(input.shape, "float32", result);
}

/** Visits windows in order, with where each one's pixels start in the input. */
function forEachWindow(
  info: PoolInfo,
  visit: (outputOffset: number, inputOffsets: readonly number[]) => void,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, padInfo } = info;
  let outputOffset = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const top = outRow * info.strideHeight - padInfo.top;
      for (let outColumn = 0; outColumn < outWidth; outColumn++) {
        const left = outColumn * info.strideWidth - padInfo.left;
        const offsets: number[] = [];
        for (let row = Math.max(0, top); row < Math.min(inHeight, top + info.filterHeight); row++) {
          for (
            let column = Math.max(0, left);
            column < Math.min(inWidth, left + info.filterWidth);
            column++
          ) {
            offsets.push(((image * inHeight + row) * inWidth + column) * inChannels);
          }
        }
        visit(outputOffset, offsets);
        outputOffset += inChannels;
      }
    }
  }
}
