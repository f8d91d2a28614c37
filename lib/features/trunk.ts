import { createHash } from "node:crypto";
import { ArgumentError, ShapeError } from "../errors/argument-error.ts";
import { type Image, type ImageSize, stackPixels } from "../images/image.ts";
import type { PreprocessMode, PreprocessRecipe } from "../images/preprocess.ts";
import type { Backbone } from "../models/backbone.ts";
import { exportGraph } from "../models/export/onnx.ts";
import type { SplitOnnx } from "../tensors/onnx/graph.ts";
import { type InferenceOptions, loadInference } from "../tensors/onnx/inference.ts";

/** One layer's output of a trunk. */
export interface TrunkOutput {
  /** Name of the layer, or `"logits"`. */
  readonly layer: string;
  /** Shape for one image: `[height, width, channels]` or `[values]`. */
  readonly shape: readonly number[];
  /**
   * Digest of everything that decides the output: preprocessing, layers and weights below it. It is that of a trunk of
   * this layer alone, so equal digests mean equal outputs, but for rounding, whatever else a trunk computes.
   */
  readonly sha256: string;
}

/** The lower part of a backbone, frozen: one ONNX graph from decoded bytes to the outputs of one or several layers. */
export interface Trunk extends AsyncDisposable {
  /** One an asked layer, in order. */
  readonly outputs: readonly TrunkOutput[];
  /** Name of the (first) layer. */
  readonly layer: string;
  readonly inputSize: ImageSize;
  /** Shape of the (first) output of one image: `[height, width, channels]` or `[values]`. */
  readonly outputShape: readonly number[];
  /** Digest of the (first) output: two trunks with equal digests compute the same. */
  readonly sha256: string;
  /**
   * Runs images of `inputSize` through the trunk.
   *
   * @returns the (first) output, `[image, ...outputShape]`, a new array.
   * @throws {@link ShapeError} when an image has another size.
   */
  run(images: readonly Image[]): Promise<Float32Array>;
  /**
   * Runs images of `inputSize` through the trunk once for all its outputs.
   *
   * @returns a new array an output, each `[image, ...shape]`, in the order of `outputs`.
   * @throws {@link ShapeError} when an image has another size.
   */
  runAll(images: readonly Image[]): Promise<Float32Array[]>;
  /** Frees the graph; the backbone is not touched. */
  dispose(): Promise<void>;
}

export interface TrunkOptions extends InferenceOptions {
  /** Last layer of the trunk. @defaultValue the backbone's own output */
  readonly layer?: string | undefined;
  /**
   * Several layers, each once, instead of `layer`: one pass computes them all. `"logits"` stands for what the network
   * computes before its softmax.
   */
  readonly layers?: readonly string[] | undefined;
  /**
   * Another preprocessing than the network was trained with, to see what that costs.
   * @defaultValue the backbone's own
   */
  readonly preprocessing?: PreprocessMode | PreprocessRecipe | undefined;
}

/**
 * Freezes a backbone, as it is now, up to one layer or several. Normalisation is folded into the convolutions, and
 * preprocessing is part of it: it takes images, not tensors that somebody else prepared.
 *
 * @param backbone - borrowed; its weights are copied, so training it later does not change the trunk.
 * @throws {@link ArgumentError} when there is no such layer, or `layers` is empty or names one twice.
 * @example
 * await using trunk = await createTrunk(backbone, { layers: ["block3_pool", "block5_pool"] });
 * const [middle, last] = await trunk.runAll([image]);
 */
export async function createTrunk(backbone: Backbone, options: TrunkOptions = {}): Promise<Trunk> {
  const { inputSize } = backbone.config;
  const { width, height } = inputSize;
  const layers = askedLayers(options);
  const { preprocessing } = options;
  const { split, ports } = freeze(backbone, layers, preprocessing);
  const outputs =
    ports.length === 1
      ? [{ ...ports[0]!, sha256: digestOf(split) }]
      : ports.map(({ layer }) => describeOutput(backbone, layer, preprocessing));
  const inference = await loadInference(`${backbone.name} trunk`, split, options);
  const runAll = (images: readonly Image[]) => {
    const size = images[0];
    if (size !== undefined && (size.width !== width || size.height !== height)) {
      throw new ShapeError("images", `[${height}, ${width}, 3] each`, [size.height, size.width, 3]);
    }
    return inference.run(stackPixels(images), [images.length, height, width, 3]);
  };
  const dispose = () => inference.dispose();
  return {
    outputs,
    layer: outputs[0]!.layer,
    inputSize,
    outputShape: outputs[0]!.shape,
    sha256: outputs[0]!.sha256,
    run: async (images) => (await runAll(images))[0]!,
    runAll: async (images) => runAll(images),
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

/**
 * Says what a trunk of one layer would give, without loading it.
 *
 * @throws {@link ArgumentError} when there is no such layer.
 */
export function describeOutput(
  backbone: Backbone,
  layer: string | undefined,
  preprocessing?: TrunkOptions["preprocessing"],
): TrunkOutput {
  const { split, ports } = freeze(backbone, layer === undefined ? undefined : [layer], preprocessing);
  return { ...ports[0]!, sha256: digestOf(split) };
}

function freeze(
  backbone: Backbone,
  layers: readonly string[] | undefined,
  preprocessing: TrunkOptions["preprocessing"] = backbone.config.preprocessing,
) {
  const { inputSize } = backbone.config;
  const { graph, outputs } = exportGraph(backbone.model, {
    ...(layers === undefined ? {} : { outputs: layers }),
    preprocessing,
    inputShape: [inputSize.height, inputSize.width, 3],
  });
  const ports = outputs.map(({ name, shape }) => ({ layer: name, shape: shape.slice(1) as number[] }));
  return { split: graph.encodeSplit(), ports };
}

function digestOf(split: SplitOnnx): string {
  const hash = createHash("sha256").update(split.bytes);
  for (const { data } of split.weights) hash.update(data);
  return hash.digest("hex");
}

function askedLayers({ layer, layers }: TrunkOptions): readonly string[] | undefined {
  if (layers === undefined) return layer === undefined ? undefined : [layer];
  if (layer !== undefined) throw new ArgumentError("layers", "nothing beside layer", layers);
  return requireLayers(layers);
}

/** @throws {@link ArgumentError} when the list is empty or names a layer twice. */
export function requireLayers<Layer extends string>(layers: readonly Layer[]): readonly Layer[] {
  if (layers.length === 0) throw new ArgumentError("layers", "at least one layer", "none");
  const twice = layers.find((layer, index) => layers.indexOf(layer) !== index);
  if (twice !== undefined) throw new ArgumentError("layers", "each layer once", `"${twice}" twice`);
  return layers;
}
