import { ArgumentError, ShapeError } from "../../errors/argument-error.ts";
import type { tf } from "../../tensors/tf.ts";
import { type Backbone, ownModel } from "../backbone.ts";
import type { ClassIndex } from "../class-index.ts";
import { buildModel, copyWeights, describeModel, joinGraphs } from "./network-graph.ts";

/** Options of {@link attachHead}. */
export interface AttachHeadOptions {
  /** One a class, in the order of the head's outputs. */
  readonly classNames: readonly string[];
  /** Name of the network. @defaultValue that of the backbone */
  readonly name?: string | undefined;
}

/**
 * Makes one network of a backbone and its head: what classifies, extracts features, exports and saves like any backbone.
 *
 * Layers keep their names; where head and backbone both have one, the head's gets a number. Which layers train is kept
 * too.
 *
 * @param backbone - without top; borrowed.
 * @param head - `[batch, ...output of the backbone]` -> probabilities `[batch, class]`; borrowed.
 * @returns a network of its own, which the caller disposes: it stays as it is when backbone or head train on, and when
 *   they are disposed.
 * @throws {@link ArgumentError} when the backbone has a top, or the names are not one a class and unique;
 *   {@link ShapeError} when head and backbone do not fit; {@link LayerConfigError} for a layer that cannot be saved.
 * @example
 * using network = attachHead(backbone, trained.head, { classNames: trained.classNames });
 * const [photo] = await classify(network, ["photo.jpg"]);
 */
export function attachHead(
  backbone: Backbone,
  head: tf.LayersModel,
  { classNames, name = backbone.name }: AttachHeadOptions,
): Backbone {
  if (backbone.config.includeTop) {
    throw new ArgumentError(
      "backbone",
      "one without top (includeTop: false)",
      `${backbone.name} with its top`,
    );
  }
  requireFit(backbone, head);
  const classIndex = toClassIndex(classNames, head);
  const lower = describeModel(backbone.model);
  const upper = describeModel(head);
  const { graph, upperNames } = joinGraphs(lower.graph, upper.graph, name);
  const model = buildModel(graph);
  for (const [layer, from] of lower.layers) copyWeights(from, model.getLayer(layer));
  for (const [layer, from] of upper.layers) copyWeights(from, model.getLayer(upperNames.get(layer)!));
  const { weights } = backbone.config;
  const notes = [...(weights.notes ?? []), `with a head of its own for ${classNames.length} classes`];
  return ownModel(name, model, {
    ...backbone.config,
    includeTop: true,
    classIndex,
    weights: { ...weights, notes },
  });
}

/** Labels with names for ids: what tells them apart. */
export function toClassIndex(classNames: readonly string[], model: tf.LayersModel): ClassIndex {
  const outputs = model.outputs[0]!.shape;
  if (outputs.length !== 2 || outputs[1] !== classNames.length) {
    const expected = `one name for each of the ${outputs.at(-1)} outputs`;
    throw new ArgumentError("classNames", expected, `${classNames.length} names`);
  }
  const repeated = classNames.find((className, index) => classNames.indexOf(className) !== index);
  if (repeated !== undefined)
    throw new ArgumentError("classNames", "names that differ", `"${repeated}" twice`);
  return classNames.map((className) => ({ id: className, name: className }));
}

function requireFit(backbone: Backbone, head: tf.LayersModel): void {
  const given = backbone.model.outputs[0]!.shape.slice(1);
  const wanted = head.inputs[0]!.shape.slice(1);
  const fits =
    given.length === wanted.length && wanted.every((side, axis) => side === null || side === given[axis]);
  if (!fits) {
    throw new ShapeError("head", `[_, ${given.join(", ")}] for its input`, [
      0,
      ...wanted.map((side) => side ?? 0),
    ]);
  }
}
