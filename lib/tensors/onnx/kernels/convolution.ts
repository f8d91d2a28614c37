import type { TensorInfo } from "@tensorflow/tfjs-core";
import { isFilledFloat32, type KernelCall, type KernelReplacement } from "../backend.ts";
import type { OnnxGraph } from "../graph.ts";
import { declareInputs, dynamicShape } from "../shape.ts";
import { applyActivation, type FusedActivation, fusedActivation, noActivation } from "./activation.ts";
import {
  type ConvInfo,
  convolutionInfo,
  isPointwise,
  toNchw,
  toNhwc,
  windowAttributes,
  windowKey,
} from "./convolution-window.ts";
import { pointwiseForward } from "./pointwise.ts";
import { suitsWinograd, winogradForward } from "./winograd/convolution.ts";

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
];

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
  const simple = (bias === undefined || channelBias) && activation.slopes === undefined;
  if (kind === "regular" && simple && suitsWinograd(info)) {
    const extra = bias === undefined ? [] : [bias];
    return winogradForward(call.backend, { x, filter, extra }, info, {
      key: `bias ${bias !== undefined} ${activation.name} ${activation.alpha}`,
      finish(graph, value) {
        if (bias !== undefined) graph.input("x4", "float32", ["bias"]);
        const biased = bias === undefined ? value : graph.node("Add", [value, "x4"], "biased");
        applyActivation(graph, biased, activation, "");
      },
    });
  }
  if (kind === "regular" && simple && isPointwise(info)) {
    return pointwiseForward(call.backend, { x, filter, bias }, info, activation);
  }
  const ranks = inputs.map((input) => input.shape.length).join();
  const key =
    `Conv2D ${kind} ranks ${ranks} bias ${bias !== undefined} ${channelBias} ` +
    `${activation.name} ${activation.alpha} ${windowKey(info)} groups ${kind === "depthwise" ? info.inChannels : 1}`;
  return call.backend.run(key, inputs, info.outShape, (graph) => {
    declareInputs(graph, inputs);
    const bound = bias === undefined ? "" : "x2";
    let result = channelsFirstConvolution(graph, info, kind, channelBias ? bound : "");
    if (bias !== undefined && !channelBias) result = graph.node("Add", [result, bound], "biased");
    applyActivation(graph, result, activation, `x${inputs.length - 1}`);
    graph.output("y", "float32", dynamicShape("y", 4));
  });
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
