import { backend_util } from "@tensorflow/tfjs-core";
import type { KernelCall } from "../backend.ts";
import type { OnnxAttribute } from "../graph.ts";

export type ConvInfo = backend_util.Conv2DInfo;
type Pads = Parameters<typeof backend_util.computeConv2DInfo>[4];

/** TensorFlow.js keeps channels last, ONNX first. */
export const toNchw = { perm: [0, 3, 1, 2] };
export const toNhwc = { perm: [0, 2, 3, 1] };

/** Reads a convolution's geometry from a kernel call; `undefined` for channels-first data, which is not for us. */
export function convolutionInfo(
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

/** Tells whether each output pixel depends on one input pixel alone. */
export function isPointwise(info: ConvInfo): boolean {
  const { padInfo } = info;
  return (
    info.filterHeight === 1 &&
    info.filterWidth === 1 &&
    padInfo.top + padInfo.bottom + padInfo.left + padInfo.right === 0
  );
}

/** Tells whether a window moves by more than one pixel. */
export function isStrided({ strideHeight, strideWidth }: ConvInfo): boolean {
  return strideHeight !== 1 || strideWidth !== 1;
}

/** What ONNX calls the geometry of a window. */
export function windowAttributes(info: ConvInfo): Record<string, OnnxAttribute> {
  const { padInfo } = info;
  return {
    kernel_shape: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [padInfo.top, padInfo.left, padInfo.bottom, padInfo.right],
  };
}

/** The geometry as part of a session's key. */
export function windowKey(info: ConvInfo): string {
  return JSON.stringify(windowAttributes(info));
}
