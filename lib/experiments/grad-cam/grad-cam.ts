import { ArgumentError } from "../../errors/argument-error.ts";
import { createTrunk } from "../../features/trunk.ts";
import { decodeImage } from "../../images/decode.ts";
import type { ResizeFilter } from "../../images/filters.ts";
import type { Image } from "../../images/image.ts";
import { type ResizeOptions, resizeImage } from "../../images/resize.ts";
import { type Matrix, matrix } from "../../matrix/matrix.ts";
import type { Backbone } from "../../models/backbone.ts";
import { tidy } from "../../tensors/scope.ts";
import { tf } from "../../tensors/tf.ts";
import { type LayerPlan, planLayers } from "../../training/layer-plan.ts";
import { runLogits, softmaxOf } from "./logits.ts";

export interface GradCamOptions {
  /** Feature map to look at. @defaultValue the last one of the network that no pooling made */
  readonly layer?: string | undefined;
  /** Class to explain: an index into the network's outputs. @defaultValue the most probable one */
  readonly classIndex?: number | undefined;
  /** Filter that brings the photo to the network's size. @defaultValue "bilinear" */
  readonly filter?: ResizeFilter | undefined;
  /** @defaultValue "squash" */
  readonly fit?: ResizeOptions["fit"] | undefined;
}

/** Where in a photo a network sees a class. */
export interface GradCam {
  /** Layer whose map was weighed. */
  readonly layer: string;
  readonly classIndex: number;
  /** Absent when the network's classes have no names. */
  readonly className?: string;
  /** Of the class, in [0, 1]. */
  readonly probability: number;
  /** `[height, width]` of the layer's map, 0 (nothing speaks for the class) to 1 (the most); all 0 when nothing does. */
  readonly heatmap: Matrix;
  /** The photo as the network saw it: what the heat map lies over. */
  readonly image: Image;
  /** `false`: the network has random weights, and the map means nothing. */
  readonly pretrained: boolean;
}

/**
 * Explains a prediction by where its evidence lies: the feature map, each channel weighed by the mean gradient of the
 * class's logit, positive part.
 *
 * The gradient is that of the logit, before softmax, as in the paper: that of the probability fades as it nears 1.
 *
 * @param backbone - loaded with its top, or a fine-tuned network with its head; borrowed.
 * @param photo - path of a file, or a decoded image of any size.
 * @throws {@link ArgumentError} when the network has no top, or there is no such layer or class; {@link DecodeError} for a
 *   file that cannot be read.
 * @example
 * const { heatmap, className } = await gradCam(backbone, "dog.jpg");
 * @see Selvaraju et al. 2017, https://arxiv.org/abs/1610.02391, equations 1 and 2
 */
export async function gradCam(
  backbone: Backbone,
  photo: string | Image,
  options: GradCamOptions = {},
): Promise<GradCam> {
  const { model, config } = backbone;
  const layer = options.layer ?? lastFeatureMap(model);
  requireMap(model, layer);
  const tail = planLayers(model, layer);
  const image = resizeImage(typeof photo === "string" ? await decodeImage(photo) : photo, {
    ...config.inputSize,
    filter: options.filter ?? "bilinear",
    fit: options.fit ?? "squash",
  });
  const trunk = await createTrunk(backbone, { layer });
  try {
    const map = { values: await trunk.run([image]), shape: trunk.outputShape };
    const explained = weighMap(tail, map, options.classIndex);
    const className = config.classIndex?.[explained.classIndex]?.name;
    return {
      layer,
      ...explained,
      ...(className !== undefined && { className }),
      image,
      pretrained: config.pretrained,
    };
  } finally {
    await trunk.dispose();
  }
}

/** Names the last layer with a feature map that is neither pooled nor padded. */
function lastFeatureMap(model: tf.LayersModel): string {
  const layer = model.layers.findLast(
    (candidate) =>
      (candidate.outputShape as readonly unknown[]).length === 4 &&
      !/Pooling|Padding|InputLayer|Dropout/.test(candidate.getClassName()),
  );
  if (layer === undefined) {
    throw new ArgumentError("backbone", "a network with feature maps [height, width, channels]", model.name);
  }
  return layer.name;
}

function requireMap(model: tf.LayersModel, name: string): void {
  const layer = model.layers.find((candidate) => candidate.name === name);
  const rank = (layer?.outputShape as readonly unknown[] | undefined)?.length;
  if (rank === 4) return;
  const found =
    layer === undefined ? `"${name}", which it has not` : `"${name}", whose output has no height and width`;
  throw new ArgumentError("layer", `a layer of ${model.name} whose output is a feature map`, found);
}

interface FeatureMap {
  readonly values: Float32Array;
  /** `[height, width, channels]` */
  readonly shape: readonly number[];
}

function weighMap(tail: LayerPlan, { values, shape }: FeatureMap, asked: number | undefined) {
  return tidy(() => {
    const map = tf.tensor(values, [1, ...shape]); // [1, height, width, channels]
    const logits = runLogits(tail, map); // [1, class]
    const classCount = logits.shape[1]!;
    if (asked !== undefined && !(Number.isInteger(asked) && asked >= 0 && asked < classCount)) {
      throw new ArgumentError("classIndex", `an index into the ${classCount} classes of the network`, asked);
    }
    const classIndex = asked ?? (logits.argMax(1).dataSync()[0] as number);
    const probability = softmaxOf(logits.dataSync() as Float32Array)[classIndex]!;
    const score = (input: tf.Tensor) =>
      runLogits(tail, input).slice([0, classIndex], [1, 1]).sum() as tf.Scalar;
    const gradient = tf.grad(score)(map);
    const weights = gradient.mean([1, 2], true); // [1, 1, 1, channels]
    const heat = map.mul(weights).sum(3).relu(); // [1, height, width]
    const peak = heat.max().dataSync()[0]!;
    const scaled = peak > 0 ? heat.div(peak) : heat;
    const [height, width] = shape as [number, number, number];
    const heatmap = matrix(height, width, (scaled.dataSync() as Float32Array).slice());
    return { classIndex, probability, heatmap };
  });
}
