import { backend_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { isFilledFloat32, type KernelCall, type KernelReplacement } from "../backend.ts";
import type { OnnxAttribute, OnnxGraph } from "../graph.ts";
import { dynamicShape } from "../shape.ts";
import { applyActivation, type FusedActivation, fusedActivation, noActivation } from "./activation.ts";

type ConvInfo = backend_util.Conv2DInfo;
type Pads = Parameters<typeof backend_util.computeConv2DInfo>[4];

const toNchw = { perm: [0, 3, 1, 2] };
const toNhwc = { perm: [0, 2, 3, 1] };
/** As an end of a slice: to the end of the axis. */
const END = 2 ** 31 - 1;
/** With fewer input channels than this, one product over all filter positions beats one product a position. */
const FEW_CHANNELS = 16;

export const convolutionKernels: readonly KernelReplacement[] = [
  { name: "Conv2D", compute: (call) => convolve(call, "regular", noActivation) },
  {
    name: "FusedConv2D",
    compute: (call) => convolve(call, "regular", fusedActivation(call.attributes, call.inputs)),
  },
  {
    name: "DepthwiseConv2dNative",
    compute: (call) => convolve(call, "depthwise", noActivation),
  },
  {
    name: "FusedDepthwiseConv2D",
    compute: (call) => convolve(call, "depthwise", fusedActivation(call.attributes, call.inputs)),
  },
  { name: "Conv2DBackpropInput", compute: inputGradient },
  { name: "Conv2DBackpropFilter", compute: filterGradient },
];

function convolutionInfo(
  call: KernelCall,
  inputShape: number[],
  filterShape: number[],
  depthwise = false,
): ConvInfo | undefined {
  const { strides, pad, dilations, dimRoundingMode, dataFormat } = call.attributes as unknown as {
    strides: [number, number] | number;
    pad: Pads;
    dilations?: [number, number] | number;
    dimRoundingMode?: "floor" | "round" | "ceil";
    dataFormat?: string;
  };
  if (dataFormat !== undefined && dataFormat !== "NHWC") return undefined;
  return backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    depthwise,
  );
}

/** y[n, h, w, o] = activation(x * filter + bias): transposed to ONNX's channels-first order and back. */
function convolve(
  call: KernelCall,
  kind: "regular" | "depthwise",
  activation: FusedActivation,
): TensorInfo | undefined {
  const { x, filter, bias } = call.inputs as { x: TensorInfo; filter: TensorInfo; bias?: TensorInfo };
  if (!isFilledFloat32(x) || !isFilledFloat32(filter)) return undefined;
  const info = convolutionInfo(call, x.shape, filter.shape, kind === "depthwise");
  if (info === undefined || info.outShape.includes(0)) return undefined;
  const channelBias = bias?.shape.length === 1 && bias.shape[0] === info.outChannels;
  const inputs = [x, filter];
  if (bias !== undefined) inputs.push(bias);
  if (activation.slopes !== undefined) inputs.push(activation.slopes);
  const ranks = inputs.map((input) => input.shape.length).join();
  const pointwise = kind === "regular" && isPointwise(info);
  const key =
    `Conv2D ${kind} ${pointwise} ranks ${ranks} bias ${bias !== undefined} ${channelBias} ` +
    `${activation.name} ${activation.alpha} ${windowKey(info)} groups ${kind === "depthwise" ? info.inChannels : 1}`;
  return call.backend.run(key, inputs, info.outShape, (graph) => {
    inputs.forEach((input, index) => {
      graph.input(`x${index}`, "float32", dynamicShape(`x${index}`, input.shape.length));
    });
    const bound = bias === undefined ? "" : "x2";
    let result: string;
    if (pointwise) {
      result = pointwiseProduct(graph, bound);
    } else {
      result = channelsFirstConvolution(graph, info, kind, channelBias ? bound : "");
      if (bias !== undefined && !channelBias) result = graph.node("Add", [result, bound], "biased");
    }
    applyActivation(graph, result, activation, `x${inputs.length - 1}`);
    graph.output("y", "float32", dynamicShape("y", 4));
  });
}

/** A 1x1 convolution is a matrix product over the last axis: no transposing. */
function pointwiseProduct(graph: OnnxGraph, bias: string): string {
  graph.constant("spatial", "int64", [2], [0, 1]);
  graph.node("Squeeze", ["x1", "spatial"], "weights"); // [in, out]
  const product = graph.node("MatMul", ["x0", "weights"], "product"); // [batch, height, width, out]
  return bias === "" ? product : graph.node("Add", [product, bias], "biased");
}

function channelsFirstConvolution(
  graph: OnnxGraph,
  info: ConvInfo,
  kind: "regular" | "depthwise",
  bias: string,
): string {
  graph.node("Transpose", ["x0"], "image", toNchw); // [batch, in, height, width]
  if (kind === "regular") {
    graph.node("Transpose", ["x1"], "kernel", { perm: [3, 2, 0, 1] }); // [out, in, rows, columns]
  } else {
    graph.node("Transpose", ["x1"], "grouped", { perm: [2, 3, 0, 1] }); // [in, multiplier, rows, columns]
    graph.constant("kernelShape", "int64", [4], [-1, 1, info.filterHeight, info.filterWidth]);
    graph.node("Reshape", ["grouped", "kernelShape"], "kernel");
  }
  graph.node("Conv", bias === "" ? ["image", "kernel"] : ["image", "kernel", bias], "convolved", {
    ...windowAttributes(info),
    group: kind === "regular" ? 1 : info.inChannels,
  });
  return graph.node("Transpose", ["convolved"], "channelsLast", toNhwc);
}

/** dx: convolution of dy with the flipped filter, or its transpose where the strides spread dy out. */
function inputGradient(call: KernelCall): TensorInfo | undefined {
  const { dy, filter } = call.inputs as { dy: TensorInfo; filter: TensorInfo };
  const inputShape = call.attributes.inputShape as number[];
  if (!isFilledFloat32(dy) || !isFilledFloat32(filter) || inputShape.includes(0)) return undefined;
  const info = convolutionInfo(call, inputShape, filter.shape);
  if (info === undefined || !util.arraysEqual(info.outShape, dy.shape)) return undefined;
  const { padInfo, strideHeight, strideWidth, filterHeight, filterWidth } = info;
  const leftover = [
    info.inHeight - (strideHeight * (info.outHeight - 1) + filterHeight - padInfo.top - padInfo.bottom),
    info.inWidth - (strideWidth * (info.outWidth - 1) + filterWidth - padInfo.left - padInfo.right),
  ] as const;
  if (leftover.some((rows) => rows < 0) || info.dilationHeight !== 1 || info.dilationWidth !== 1)
    return undefined;
  if (isPointwise(info)) return pointwiseInputGradient(call, dy, filter, info);
  const pads = [
    filterHeight - 1 - padInfo.top,
    filterWidth - 1 - padInfo.left,
    filterHeight - 1 - padInfo.bottom + leftover[0],
    filterWidth - 1 - padInfo.right + leftover[1],
  ];
  const unit = strideHeight === 1 && strideWidth === 1 && pads.every((pad) => pad >= 0);
  if (!unit && (leftover[0] >= strideHeight || leftover[1] >= strideWidth)) return undefined;
  const key = `Conv2DBackpropInput ${windowKey(info)} left ${leftover}`;
  return call.backend.run(key, [dy, filter], info.inShape, (graph) => {
    graph.input("x0", "float32", dynamicShape("x0", 4));
    graph.input("x1", "float32", dynamicShape("x1", 4));
    graph.node("Transpose", ["x0"], "gradient", toNchw); // [batch, out, height, width]
    if (unit) {
      sliceNode(graph, "x1", "flipped", {
        axes: [0, 1],
        starts: [-1, -1],
        ends: [-END, -END],
        steps: [-1, -1],
      });
      graph.node("Transpose", ["flipped"], "kernel", { perm: [2, 3, 0, 1] }); // [in, out, rows, columns]
      graph.node("Conv", ["gradient", "kernel"], "spread", {
        kernel_shape: [filterHeight, filterWidth],
        pads,
      });
    } else {
      graph.node("Transpose", ["x1"], "kernel", { perm: [3, 2, 0, 1] }); // [out, in, rows, columns]
      graph.node("ConvTranspose", ["gradient", "kernel"], "spread", {
        ...windowAttributes(info),
        output_padding: leftover,
      });
    }
    graph.node("Transpose", ["spread"], "y", toNhwc);
    graph.output("y", "float32", dynamicShape("y", 4));
  });
}

function pointwiseInputGradient(
  call: KernelCall,
  dy: TensorInfo,
  filter: TensorInfo,
  info: ConvInfo,
): TensorInfo {
  return call.backend.run("Conv2DBackpropInput pointwise", [dy, filter], info.inShape, (graph) => {
    graph.input("x0", "float32", dynamicShape("x0", 4));
    graph.input("x1", "float32", dynamicShape("x1", 4));
    graph.constant("spatial", "int64", [2], [0, 1]);
    graph.node("Squeeze", ["x1", "spatial"], "weights"); // [in, out]
    graph.node("Transpose", ["weights"], "transposed", { perm: [1, 0] });
    graph.node("MatMul", ["x0", "transposed"], "y");
    graph.output("y", "float32", dynamicShape("y", 4));
  });
}

/**
 * dfilter: for each filter position, (what that position saw)ᵀ times dy, over batch and space.
 *
 * x is padded or cut so that a slice a position covers exactly what the convolution read.
 */
function filterGradient(call: KernelCall): TensorInfo | undefined {
  const { x, dy } = call.inputs as { x: TensorInfo; dy: TensorInfo };
  const filterShape = call.attributes.filterShape as number[];
  if (!isFilledFloat32(x) || !isFilledFloat32(dy) || filterShape.includes(0)) return undefined;
  const info = convolutionInfo(call, x.shape, filterShape);
  if (info === undefined || !util.arraysEqual(info.outShape, dy.shape)) return undefined;
  if (info.dilationHeight !== 1 || info.dilationWidth !== 1) return undefined;
  const { filterHeight, filterWidth, strideHeight, strideWidth, inChannels, outChannels, padInfo } = info;
  const together = inChannels <= FEW_CHANNELS && filterHeight * filterWidth > 1;
  const pads = [
    padInfo.top,
    padInfo.left,
    strideHeight * (info.outHeight - 1) + filterHeight - info.inHeight - padInfo.top,
    strideWidth * (info.outWidth - 1) + filterWidth - info.inWidth - padInfo.left,
  ] as const;
  const key = `Conv2DBackpropFilter ${filterShape} strides ${strideHeight},${strideWidth} pads ${pads}`;
  return call.backend.run(
    key,
    [x, dy],
    filterShape,
    (graph) => {
      graph.input("x0", "float32", dynamicShape("x0", 4));
      graph.input("x1", "float32", dynamicShape("x1", 4));
      graph.constant("rowsOfOutput", "int64", [2], [-1, outChannels]);
      graph.constant(
        "rowsOfInput",
        "int64",
        [2],
        [-1, together ? inChannels * filterHeight * filterWidth : inChannels],
      );
      graph.constant("filterShape", "int64", [4], filterShape);
      graph.node("Reshape", ["x1", "rowsOfOutput"], "gradient"); // [batch * height * width, out]
      let image = "x0";
      if (pads.some((pad) => pad !== 0)) {
        graph.constant("pads", "int64", [8], [0, pads[0], pads[1], 0, 0, pads[2], pads[3], 0]);
        image = graph.node("Pad", ["x0", "pads"], "padded");
      }
      const seen: string[] = [];
      for (let row = 0; row < filterHeight; row++) {
        for (let column = 0; column < filterWidth; column++) {
          seen.push(
            sliceNode(graph, image, `seen${row}_${column}`, {
              axes: [1, 2],
              starts: [row, column],
              ends: [endOf(row, filterHeight), endOf(column, filterWidth)],
              steps: [strideHeight, strideWidth],
            }),
          );
        }
      }
      const positions = together ? [graph.node("Concat", seen, "columns", { axis: 3 })] : seen;
      const products = positions.map((position, index) => {
        graph.node("Reshape", [position, "rowsOfInput"], `rows${index}`); // [batch * height * width, in]
        return graph.node("Gemm", [`rows${index}`, "gradient"], `product${index}`, { transA: 1 }); // [in, out]
      });
      const stacked =
        products.length === 1 ? products[0]! : graph.node("Concat", products, "stacked", { axis: 0 });
      graph.node("Reshape", [stacked, "filterShape"], "y");
      graph.output("y", "float32", filterShape);
    },
    { keepWorkingMemory: true },
  );
}

function endOf(position: number, size: number): number {
  return position === size - 1 ? END : position - size + 1;
}

function sliceNode(
  graph: OnnxGraph,
  from: string,
  to: string,
  { axes, starts, ends, steps }: Record<"axes" | "starts" | "ends" | "steps", readonly number[]>,
): string {
  const names = Object.entries({ starts, ends, axes, steps }).map(([name, values]) =>
    graph.constant(`${to}.${name}`, "int64", [values.length], values),
  );
  return graph.node("Slice", [from, ...names], to);
}

function isPointwise(info: ConvInfo): boolean {
  const { padInfo } = info;
  return (
    info.filterHeight === 1 &&
    info.filterWidth === 1 &&
    info.strideHeight === 1 &&
    info.strideWidth === 1 &&
    padInfo.top + padInfo.bottom + padInfo.left + padInfo.right === 0
  );
}

function windowAttributes(info: ConvInfo): Record<string, OnnxAttribute> {
  const { padInfo } = info;
  return {
    kernel_shape: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [padInfo.top, padInfo.left, padInfo.bottom, padInfo.right],
  };
}

function windowKey(info: ConvInfo): string {
  return JSON.stringify(windowAttributes(info));
}
