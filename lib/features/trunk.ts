import { createHash } from "node:crypto";
import { ShapeError } from "../errors/argument-error.ts";
import { type Image, type ImageSize, stackPixels } from "../images/image.ts";
import type { Backbone } from "../models/backbone.ts";
import { exportGraph } from "../models/export/onnx.ts";
import { type InferenceOptions, loadInference } from "../tensors/onnx/inference.ts";

/** The lower part of a backbone, frozen: one ONNX graph from decoded bytes to one layer's output. */
export interface Trunk extends AsyncDisposable {
  /** Name of the last layer. */
  readonly layer: string;
  readonly inputSize: ImageSize;
  /** Shape of the output of one image: `[height, width, channels]` or `[values]`. */
  readonly outputShape: readonly number[];
  /** Digest of the graph: preprocessing, layers and weights. Two trunks with equal digests compute the same. */
  readonly sha256: string;
  /**
   * Runs images of `inputSize` through the trunk.
   *
   * @returns `[image, ...outputShape]`, a new array.
   * @throws {@link ShapeError} when an image has another size.
   */
  run(images: readonly Image[]): Promise<Float32Array>;
  /** Frees the graph; the backbone is not touched. */
  dispose(): Promise<void>;
}

export interface TrunkOptions extends InferenceOptions {
  /** Last layer of the trunk. @defaultValue the backbone's own output */
  readonly layer?: string | undefined;
}

/**
 * Freezes a backbone, as it is now, up to one layer. Normalisation is folded into the convolutions, and preprocessing is
 * part of it: it takes images, not tensors that somebody else prepared.
 *
 * @param backbone - borrowed; its weights are copied, so training it later does not change the trunk.
 * @throws {@link ArgumentError} when there is no such layer.
 * @example
 * const trunk = await createTrunk(backbone, { layer: "block5_pool" });
 * const maps = await trunk.run([image]);
 * await trunk.dispose();
 */
export async function createTrunk(backbone: Backbone, options: TrunkOptions = {}): Promise<Trunk> {
  const { inputSize, preprocessing } = backbone.config;
  const { width, height } = inputSize;
  const { graph, outputs } = exportGraph(backbone.model, {
    ...(options.layer === undefined ? {} : { outputs: options.layer }),
    preprocessing,
    inputShape: [height, width, 3],
  });
  const split = graph.encodeSplit();
  const hash = createHash("sha256").update(split.bytes);
  for (const { data } of split.weights) hash.update(data);
  const sha256 = hash.digest("hex");
  const inference = await loadInference(`${backbone.name} trunk`, split, options);
  const { name: layer, shape } = outputs[0]!;
  const outputShape = shape.slice(1) as number[];
  const dispose = () => inference.dispose();
  return {
    layer,
    inputSize,
    outputShape,
    sha256,
    async run(images) {
      const size = images[0];
      if (size !== undefined && (size.width !== width || size.height !== height)) {
        throw new ShapeError("images", `[${height}, ${width}, 3] each`, [size.height, size.width, 3]);
      }
      const [output] = await inference.run(stackPixels(images), [images.length, height, width, 3]);
      return output!;
    },
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}
