import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { OnnxGraph } from "../graph.ts";

/** A fused kernel's activation as TensorFlow.js names it, and what it needs. */
export interface FusedActivation {
  readonly name: "linear" | "relu" | "relu6" | "elu" | "sigmoid" | "leakyrelu" | "prelu";
  /** Slope below zero of `leakyrelu`. */
  readonly alpha: number;
  /** Slopes below zero of `prelu`, broadcast over the output. */
  readonly slopes: TensorInfo | undefined;
}

export const noActivation: FusedActivation = { name: "linear", alpha: 0, slopes: undefined };

/** Reads the activation from a fused kernel's attributes and inputs. */
export function fusedActivation(
  attributes: Readonly<Record<string, unknown>>,
  inputs: Readonly<Record<string, TensorInfo | undefined>>,
): FusedActivation {
  return {
    name: (attributes.activation as FusedActivation["name"] | null | undefined) ?? "linear",
    alpha: (attributes.leakyreluAlpha as number | undefined) ?? 0,
    slopes: inputs.preluActivationWeights,
  };
}

/** Adds the activation after `value` as node `y`; `slopes` is the name of the graph input that carries prelu's. */
export function applyActivation(
  graph: OnnxGraph,
  value: string,
  { name, alpha }: FusedActivation,
  slopes: string,
): string {
  switch (name) {
    case "linear":
      return graph.node("Identity", [value], "y");
    case "relu":
      return graph.node("Relu", [value], "y");
    case "relu6":
      graph.constant("zero", "float32", [], [0]);
      graph.constant("six", "float32", [], [6]);
      return graph.node("Clip", [value, "zero", "six"], "y");
    case "elu":
      return graph.node("Elu", [value], "y", { alpha: { float: 1 } });
    case "sigmoid":
      return graph.node("Sigmoid", [value], "y");
    case "leakyrelu":
      return graph.node("LeakyRelu", [value], "y", { alpha: { float: alpha } });
    case "prelu":
      return graph.node("PRelu", [value, slopes], "y");
  }
}
