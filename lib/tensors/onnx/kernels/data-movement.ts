import type { TensorInfo } from "@tensorflow/tfjs-core";
import { isFilledFloat32, isWorthwhile, type KernelCall, type KernelReplacement } from "../backend.ts";
import { dynamicShape } from "../shape.ts";

export const dataMovementKernels: readonly KernelReplacement[] = [
  { name: "PadV2", compute: pad },
  { name: "Tile", compute: tile },
  { name: "Transpose", compute: transpose },
];

function transpose(call: KernelCall): TensorInfo | undefined {
  const x = call.inputs.x!;
  const perm = call.attributes.perm as number[];
  if (!isFilledFloat32(x) || !isWorthwhile(call, x.shape) || perm.length < 2) return undefined;
  const shape = perm.map((axis) => x.shape[axis]!);
  return call.backend.run(`Transpose ${perm}`, [x], shape, (graph) => {
    graph.input("x0", "float32", dynamicShape("x", perm.length));
    graph.node("Transpose", ["x0"], "y", { perm });
    graph.output("y", "float32", dynamicShape("y", perm.length));
  });
}

function pad(call: KernelCall): TensorInfo | undefined {
  const x = call.inputs.x!;
  const { paddings, constantValue } = call.attributes as {
    paddings: [number, number][];
    constantValue: number;
  };
  const shape = paddings.map(([before, after], axis) => before + x.shape[axis]! + after);
  if (!isFilledFloat32(x) || !isWorthwhile(call, shape) || shape.length === 0) return undefined;
  return call.backend.run(`PadV2 ${paddings.join(" ")} with ${constantValue}`, [x], shape, (graph) => {
    graph.input("x0", "float32", dynamicShape("x", shape.length));
    const pads = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
    graph.constant("pads", "int64", [pads.length], pads);
    graph.constant("value", "float32", [], [constantValue]);
    graph.node("Pad", ["x0", "pads", "value"], "y");
    graph.output("y", "float32", dynamicShape("y", shape.length));
  });
}

function tile(call: KernelCall): TensorInfo | undefined {
  const x = call.inputs.x!;
  const reps = call.attributes.reps as number[];
  const shape = reps.map((count, axis) => count * (x.shape[axis] ?? 1));
  if (
    !isFilledFloat32(x) ||
    !isWorthwhile(call, shape) ||
    reps.length !== x.shape.length ||
    shape.includes(0)
  )
    return undefined;
  return call.backend.run(`Tile ${reps}`, [x], shape, (graph) => {
    graph.input("x0", "float32", dynamicShape("x", shape.length));
    graph.constant("repeats", "int64", [reps.length], reps);
    graph.node("Tile", ["x0", "repeats"], "y");
    graph.output("y", "float32", dynamicShape("y", shape.length));
  });
}
