import { inceptionV3 } from "../../../../lib/models/architectures/inception.ts";
import { resnet50 } from "../../../../lib/models/architectures/resnet.ts";
import { vgg16, vgg19 } from "../../../../lib/models/architectures/vgg.ts";
import { type Backbone, createBackbone } from "../../../../lib/models/backbone.ts";
import { batchNormalization } from "../../../../lib/models/layers/batch-normalization.ts";
import { attachHead } from "../../../../lib/models/saving/attach-head.ts";
import { seededRandom } from "../../../../lib/random/generator.ts";
import { tf } from "../../../../lib/tensors/tf.ts";

const ARCHITECTURES = { vgg16, vgg19, resnet50, inception_v3: inceptionV3 };
export type SmallName = keyof typeof ARCHITECTURES;
export const SMALL_NAMES = Object.keys(ARCHITECTURES) as SmallName[];

/** Gives every weight values that differ from each other and keep activations in range. */
export function fillWaves(model: tf.LayersModel): void {
  for (const [number, weight] of model.layers.flatMap((layer) => layer.weights).entries()) {
    const shape = weight.shape as number[];
    const size = shape.reduce((product, side) => product * side, 1);
    const fanIn = size / shape.at(-1)!;
    const name = weight.originalName;
    const values = Float32Array.from({ length: size }, (_, index) => {
      const wave = Math.sin((index + 3 * number) * 0.7);
      if (name.endsWith("kernel")) return wave * Math.sqrt(2 / fanIn);
      return /gamma|variance/.test(name) ? 1 + wave / 4 : wave / 8;
    });
    const tensor = tf.tensor(values, shape);
    weight.write(tensor);
    tensor.dispose();
  }
}

/** One of the four networks, a sixteenth as wide, pooled, without top. */
export function smallBackbone(name: SmallName): Backbone {
  const side = name === "inception_v3" ? 75 : 32;
  const architecture = ARCHITECTURES[name];
  const model = architecture.build({ inputSize: side, includeTop: false, pooling: "avg", width: 1 / 16 });
  fillWaves(model);
  return createBackbone(architecture, model, {
    inputSize: { width: side, height: side },
    includeTop: false,
    pooling: "avg",
    width: 1 / 16,
    weights: { source: "file", path: "none" },
  });
}

/** A head as `trainHead` makes them: standardised, hidden layer, dropout. */
export function smallHead(featureCount: number, classes: number): tf.LayersModel {
  const input = tf.input({ shape: [featureCount], name: "features" });
  const layers = [
    batchNormalization({ name: "standardize", center: false, scale: false, trainable: false }),
    tf.layers.dense({ units: 6, activation: "relu", name: "hidden" }),
    tf.layers.dropout({ rate: 0.2, name: "head_dropout" }),
    tf.layers.dense({ units: classes, activation: "softmax", name: "predictions" }),
  ];
  const output = layers.reduce<tf.SymbolicTensor>(
    (value, layer) => layer.apply(value) as tf.SymbolicTensor,
    input,
  );
  const head = tf.model({ inputs: input, outputs: output, name: "head" });
  fillWaves(head);
  return head;
}

export const CLASS_NAMES = ["daisy", "rose", "Löwenzahn"];

/** A small network with a head of its own. */
export function smallNetwork(name: SmallName): Backbone {
  using backbone = smallBackbone(name);
  const head = smallHead(backbone.config.featureCount, CLASS_NAMES.length);
  const network = attachHead(backbone, head, { classNames: CLASS_NAMES });
  head.dispose();
  return network;
}

/** A Sequential model of VGG16 and another model, which has a layer of the same name as VGG16. */
export function nestedNetwork(): { readonly model: tf.LayersModel } & Disposable {
  const backbone = smallBackbone("vgg16");
  const dense = tf.layers.dense({ units: 2, inputShape: [32], name: "block1_conv1" });
  const top = tf.sequential({ name: "top", layers: [dense] });
  const model = tf.sequential({ name: "outer" });
  model.add(backbone.model);
  model.add(top);
  fillWaves(model);
  const dispose = () => {
    for (const weight of model.layers.flatMap((layer) => layer.weights)) weight.dispose();
  };
  return { model, [Symbol.dispose]: dispose };
}

/** Two images of small random numbers, as preprocessed ones are. */
export function inputOf(model: tf.LayersModel): { values: Float32Array; shape: number[] } {
  const shape = [2, ...(model.inputs[0]!.shape.slice(1) as number[])];
  const random = seededRandom(1);
  const length = shape.reduce((product, side) => product * side, 1);
  return { values: Float32Array.from({ length }, () => 2 * random() - 1), shape };
}

/** The picture of the fixtures that Keras made, rebuilt from its formula. */
export function formulaPixels(height: number, width: number): Uint8Array {
  const pixels = new Uint8Array(height * width * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) pixels[at++] = (y * 7 + x * 13 + c * 61 + ((x * y) % 97)) % 256;
    }
  }
  return pixels;
}

/** What a model makes of numbers; nothing is left of the tensors. */
export function predict(model: tf.LayersModel, values: Float32Array, shape: number[]): number[] {
  return tf.tidy(() => Array.from((model.predict(tf.tensor(values, shape)) as tf.Tensor).dataSync()));
}

/** The largest difference, as a share of the largest value. */
export function relativeDifference(actual: readonly number[], expected: readonly number[]): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...actual.map((value, index) => Math.abs(value - expected[index]!))) / largest;
}
