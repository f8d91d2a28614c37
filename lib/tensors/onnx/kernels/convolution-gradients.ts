import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { isFilledFloat32, type KernelCall, type KernelReplacement } from "../backend.ts";
import { dynamicShape } from "../shape.ts";
import {
  convolutionInfo,
  isPointwise,
  isStrided,
  toNchw,
  toNhwc,
  windowAttributes,
  windowKey,
} from "./convolution-window.ts";
import { pointwiseFilterGradient, pointwiseInputGradient } from "./pointwise.ts";
import { END, sliceNode } from "./slice.ts";
import { suitsWinograd, winogradFilterGradient, winogradInputGradient } from "./winograd/convolution.ts";

/** With no more input channels than this, one product over all filter positions beats one product a position. */
const FEW_CHANNELS = 16;

export const convolutionGradientKernels: readonly KernelReplacement[] = [
  { name: "Conv2DBackpropInput", compute: inputGradient },
  { name: "Conv2DBackpropFilter", compute: filterGradient },
];

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
  if (isPointwise(info)) return pointwiseInputGradient(call.backend, { dy, filter }, info);
  if (suitsWinograd(info)) return winogradInputGradient(call.backend, { dy, filter }, info);
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
  if (isPointwise(info) && !isStrided(info)) return pointwiseFilterGradient(call.backend, { x, dy }, info);
  if (suitsWinograd(info)) return winogradFilterGradient(call.backend, { x, dy }, info);
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
