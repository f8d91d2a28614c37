import { ArgumentError } from "../../errors/argument-error.ts";
import type { PreprocessMode, PreprocessRecipe } from "../../images/preprocess.ts";
import { type OnnxGraph, onnxGraph } from "../../tensors/onnx/graph.ts";
import type { tf } from "../../tensors/tf.ts";
import { ExportError } from "./export-error.ts";
import { emitInput, INPUT_NAME, onlyConvolved } from "./input.ts";
import { EMITTERS } from "./layers/emitters.ts";
import { findFoldable } from "./layers/normalization.ts";
import { type ExportedOutputs, listSteps, type Step } from "./steps.ts";
import { createEmission, type Emission, type Value } from "./value.ts";

/** Options of {@link exportOnnx}. */
export interface ExportOnnxOptions {
  /**
   * Layers whose outputs the graph gives, by name or the layers themselves; what they do not need is left out.
   * @defaultValue the outputs of the model
   */
  readonly outputs?: ExportedOutputs;
  /**
   * Puts this preprocessing into the graph, which then takes bytes as decoded (red first, 0 to 255).
   * @defaultValue none: float32, preprocessed by the caller
   */
  readonly preprocessing?: PreprocessMode | PreprocessRecipe;
  /** Size of the images, in case the model leaves it open or is to be used at another one. @defaultValue the model's */
  readonly inputShape?: readonly [height: number, width: number, channels: number];
  /** Images a run takes. @defaultValue any number */
  readonly batchSize?: number;
  /** Whether convolutions take in the normalisation after them. @defaultValue true */
  readonly foldBatchNorm?: boolean;
  /** Precision of weights and arithmetic. @defaultValue "float32" */
  readonly precision?: "float32";
}

/** A value that goes into or comes out of an {@link OnnxExport}; `null` in a shape stands for any size. */
export interface OnnxPort {
  readonly name: string;
  readonly type: "uint8" | "float32";
  readonly shape: readonly (number | null)[];
}

/** A model as ONNX. */
export interface OnnxExport {
  /** The content of an `.onnx` file. */
  readonly bytes: Uint8Array;
  /** `[batch, height, width, channels]`. */
  readonly input: OnnxPort;
  /** One an asked layer, in order, named as the layer: channels last, as the layers have them. */
  readonly outputs: readonly OnnxPort[];
}

/**
 * Writes a model, or the part of it up to some layers, as one ONNX graph for inference.
 *
 * Images go in and feature maps come out channels last, as in the layers; inside the graph they are channels first, as
 * ONNX wants them. Layers are in inference mode: normalisation by moving statistics, no dropout. Models inside the model
 * are taken apart.
 *
 * @param model - borrowed; with one input. Its weights are copied into the bytes.
 * @throws {@link ExportError} for a layer that has no counterpart here: names it and its class.
 * @throws {@link ArgumentError} for an output that the model has not, or options that do not fit together.
 * @example
 * const trunk = exportOnnx(backbone.model, { outputs: "block5_pool", preprocessing: backbone.config.preprocessing });
 * await writeFile("trunk.onnx", trunk.bytes);
 * @see https://github.com/onnx/onnx/blob/main/docs/Operators.md
 */
export function exportOnnx(model: tf.LayersModel, options: ExportOnnxOptions = {}): OnnxExport {
  const { graph, ...ports } = exportGraph(model, options);
  return { bytes: graph.encode(), ...ports };
}

/**
 * Does what {@link exportOnnx} does, up to the encoding: for a caller that hands the weights on without copying them.
 *
 * @throws as {@link exportOnnx}.
 */
export function exportGraph(
  model: tf.LayersModel,
  options: ExportOnnxOptions = {},
): Omit<OnnxExport, "bytes"> & { readonly graph: OnnxGraph } {
  const { preprocessing, foldBatchNorm = true, precision = "float32" } = options;
  if (precision !== "float32") throw new ArgumentError("precision", `"float32"`, precision);
  const { steps, input, outputs } = listSteps(model, options.outputs);
  const shape = inputShape(model, options);
  const graph = onnxGraph(model.name);
  const folded = foldBatchNorm ? findFoldable(steps, outputs) : new Map<Step, Step>();
  const takenIn = new Set(folded.values());
  const emission = createEmission(graph, folded);
  const channelsMayWait = onlyConvolved(input, steps, outputs);
  const values = new Map<Step, Value>([[input, emitInput({ graph, shape, preprocessing, channelsMayWait })]]);
  for (const step of steps) {
    if (step === input) continue;
    const inputs = step.inputs.map((from) => values.get(from)!);
    values.set(step, takenIn.has(step) ? inputs[0]! : emitStep(step, inputs, emission));
  }
  const ports = outputs.map((step) => emitOutput(step, emission.settle(values.get(step)!), emission));
  return {
    graph,
    input: { name: INPUT_NAME, type: preprocessing === undefined ? "float32" : "uint8", shape },
    outputs: ports,
  };
}

function emitStep(step: Step, inputs: readonly Value[], emission: Emission): Value {
  const emitter = Object.hasOwn(EMITTERS, step.type) ? EMITTERS[step.type] : undefined;
  if (emitter === undefined) {
    const known = Object.keys(EMITTERS).join(", ");
    throw new ExportError(step.name, step.type, `expected one of ${known}`);
  }
  return emitter.emit(step, emitter.waits ? inputs : inputs.map(emission.settle), emission);
}

function emitOutput(step: Step, value: Value, { graph }: Emission): OnnxPort {
  if (value.shape.length === 4) graph.node("Transpose", [value.name], step.name, { perm: [0, 2, 3, 1] });
  else graph.node("Identity", [value.name], step.name);
  const names = ["batch", "height", "width", "channels"];
  const dimensions = value.shape.map(
    (side, axis) => side ?? `${axis === 0 ? "" : `${step.name} `}${names[axis]}`,
  );
  graph.output(step.name, "float32", dimensions);
  return { name: step.name, type: "float32", shape: value.shape };
}

function inputShape(model: tf.LayersModel, options: ExportOnnxOptions): (number | null)[] {
  const { batchSize, inputShape: given, preprocessing } = options;
  if (batchSize !== undefined && !(Number.isInteger(batchSize) && batchSize > 0)) {
    throw new ArgumentError("batchSize", "a positive integer", batchSize);
  }
  const ofModel = model.inputs[0]!.shape.slice(1);
  const shape = given === undefined ? ofModel : [...given];
  if (shape.length !== ofModel.length || shape.at(-1) !== ofModel.at(-1)) {
    throw new ArgumentError(
      "inputShape",
      `[${ofModel.join(", ")}] in rank and channels`,
      `[${shape.join(", ")}]`,
    );
  }
  if (preprocessing !== undefined && !(shape.length === 3 && shape[2] === 3)) {
    const expected = "nothing for a model that does not take images of three channels";
    throw new ArgumentError("preprocessing", expected, preprocessing);
  }
  return [batchSize ?? null, ...shape];
}
