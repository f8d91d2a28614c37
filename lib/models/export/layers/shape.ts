import type { tf } from "../../../tensors/tf.ts";
import { type Emission, type Emitter, type Value, valueName } from "../value.ts";

/** Flatten in the order of the layers: rows, columns, channels. */
export const emitFlatten: Emitter = (step, [input], emission) => {
  const source = channelsLast(step, input!, emission);
  emission.graph.node("Flatten", [source], valueName(step), { axis: 1 });
  return { name: valueName(step), shape: outputShape(step, input!), nonNegative: input!.nonNegative };
};

/** Reshape in the order of the layers; one side may be open. */
export const emitReshape: Emitter = (step, [input], emission) => {
  const { graph } = emission;
  const source = channelsLast(step, input!, emission);
  const shape = outputShape(step, input!);
  const target = [0, ...shape.slice(1).map((side) => side ?? -1)]; // 0: as many images as before
  const result = shape.length === 4 ? `${step.name}/nhwc` : valueName(step);
  graph.node(
    "Reshape",
    [source, graph.constant(`${step.name}/shape`, "int64", [target.length], target)],
    result,
  );
  if (shape.length === 4) graph.node("Transpose", [result], valueName(step), { perm: [0, 3, 1, 2] });
  return { name: valueName(step), shape, nonNegative: input!.nonNegative };
};

/** Cropping2D. */
export const emitCropping: Emitter = (step, [input], { graph }) => {
  const [rows, columns] = step.config.cropping as [[number, number], [number, number]];
  // An end of 0 would be the beginning: beyond the last row stands for it.
  const end = (cropped: number) => (cropped === 0 ? 2 ** 31 - 1 : -cropped);
  const pair = (name: string, values: number[]) =>
    graph.constant(`${step.name}/${name}`, "int64", [2], values);
  const bounds = [
    pair("from", [rows[0], columns[0]]),
    pair("to", [end(rows[1]), end(columns[1])]),
    pair("axes", [2, 3]),
  ];
  graph.node("Slice", [input!.name, ...bounds], valueName(step));
  return { name: valueName(step), shape: outputShape(step, input!), nonNegative: input!.nonNegative };
};

/** UpSampling2D, nearest or bilinear; corners are not aligned and pixels have no centre, as in TensorFlow.js. */
export const emitUpSampling: Emitter = (step, [input], { graph }) => {
  const [rows, columns] = step.config.size as [number, number];
  const scales = graph.constant(`${step.name}/scales`, "float32", [4], [1, 1, rows, columns]);
  graph.node("Resize", [input!.name, "", scales], valueName(step), {
    mode: step.config.interpolation === "bilinear" ? "linear" : "nearest",
    coordinate_transformation_mode: "asymmetric",
    nearest_mode: "floor",
  });
  return { name: valueName(step), shape: outputShape(step, input!), nonNegative: input!.nonNegative };
};

/** Name of the value in the order of the layers. */
function channelsLast(step: Parameters<Emitter>[0], { name, shape }: Value, { graph }: Emission): string {
  const [, height, width] = shape;
  if (shape.length !== 4 || (height === 1 && width === 1)) return name;
  return graph.node("Transpose", [name], `${step.name}/channels last`, { perm: [0, 2, 3, 1] });
}

function outputShape(step: Parameters<Emitter>[0], { shape }: Value): Value["shape"] {
  return step.layer.computeOutputShape([...shape]) as tf.Shape;
}
