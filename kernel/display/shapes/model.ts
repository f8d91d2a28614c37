import { tableHtml, tableText } from "../table.ts";
import { hasMethods } from "./has-methods.ts";

interface LayerLike {
  readonly name: string;
  readonly outputShape: unknown;
  readonly weights: readonly unknown[];
  readonly trainableWeights: readonly WeightLike[];
  getClassName(): string;
  countParams(): number;
}

interface WeightLike {
  readonly shape: readonly number[];
}

/** A TensorFlow.js layers model: a row a layer, with its output's shape, its parameters and whether they train. */
export function formatModel(model: Record<PropertyKey, unknown>): unknown {
  const { layers, name } = model;
  if (!Array.isArray(layers) || typeof name !== "string") return undefined;
  if (!hasMethods(model, "summary", "countParams", "predict", "getLayer")) return undefined;
  const known = layers as readonly LayerLike[];
  const rows = known.map((layer) => {
    const isBuilt = readOr(() => layer.weights.length >= 0, false);
    const parameters = readOr(() => layer.countParams(), undefined);
    const trainable = isBuilt ? countElements(layer.trainableWeights) : 0;
    return [
      layer.name,
      layer.getClassName(),
      readOr(() => formatShapes(layer.outputShape), "not built"),
      parameters === undefined ? "not built" : parameters,
      describeTraining(parameters ?? 0, trainable),
    ] as const;
  });
  const total = known.reduce((sum, layer) => sum + readOr(() => layer.countParams(), 0), 0);
  const training = known.reduce(
    (sum, layer) => sum + readOr(() => countElements(layer.trainableWeights), 0),
    0,
  );
  const table = {
    headings: ["layer", "type", "output", "parameters", "training"],
    rows,
    note: `${formatCount(total)} parameters: ${formatCount(training)} trainable, ${formatCount(total - training)} frozen`,
  };
  const title = `Model "${name}"`;
  return {
    "text/html": tableHtml({ ...table, note: `${title}: ${table.note}` }),
    "text/plain": `${title}\n${tableText(table)}`,
  };
}

/** Batch normalization keeps statistics that no gradient changes, so that only a part of it ever trains. */
function describeTraining(parameters: number, trainable: number): string {
  if (parameters === 0) return "";
  if (trainable === 0) return "frozen";
  return trainable === parameters ? "trainable" : `${formatCount(trainable)} trainable`;
}

function countElements(weights: readonly WeightLike[]): number {
  return weights.reduce((sum, { shape }) => sum + shape.reduce((size, length) => size * length, 1), 0);
}

/** Of one shape, or of each for a layer with several outputs: `26×26×4`, without the batch. */
function formatShapes(shapes: unknown): string {
  if (!Array.isArray(shapes)) return "";
  if (shapes.some(Array.isArray)) return shapes.map(formatShapes).join(", ");
  const lengths = shapes.slice(1).map((length) => (length === null ? "any" : String(length)));
  return lengths.length === 0 ? "scalar" : lengths.join("×");
}

function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** A layer that was never called has no output shape and may have no weights: reading them throws. */
function readOr<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
