import { tf } from "../../tensors/tf.ts";
import { type Architecture, type ArchitectureOptions, checkOptions, scaleChannels } from "./architecture.ts";
import { connect, convolve, poolFeatures, type Value } from "./building-blocks.ts";

/** Channels of the convolutions of each block, before the width is applied. */
const FILTERS = [64, 128, 256, 512, 512] as const;

/** Smallest side of an image, in pixels, that leaves something after five halvings. */
const SMALLEST_SIDE = 32;

/** Convolutions in each of the five blocks: all that tells the networks of this family apart. */
type ConvolutionsPerBlock = readonly [number, number, number, number, number];

/**
 * VGG16: thirteen 3x3 convolutions in five blocks, then three fully connected layers. 138,357,544 parameters.
 *
 * @see Simonyan and Zisserman 2015, configuration D, https://arxiv.org/abs/1409.1556; Keras `applications/vgg16.py`
 */
export const vgg16: Architecture = vgg("vgg16", [2, 2, 3, 3, 3]);

/**
 * VGG19: sixteen 3x3 convolutions in five blocks, then three fully connected layers. 143,667,240 parameters.
 *
 * @see Simonyan and Zisserman 2015, configuration E, https://arxiv.org/abs/1409.1556; Keras `applications/vgg19.py`
 */
export const vgg19: Architecture = vgg("vgg19", [2, 2, 4, 4, 4]);

function vgg(name: string, convolutions: ConvolutionsPerBlock): Architecture {
  return {
    name,
    defaultInputSize: 224,
    smallestInputSize: SMALLEST_SIDE,
    preprocessing: "caffe",
    featureLayer: "block5_pool",
    lastBlockLayer: "block5_conv1",
    topLayers: ["fc1", "fc2", "predictions"],
    featureCount: (width) => scaleChannels(FILTERS[4], width),
    build: (options) => buildVgg(name, convolutions, options),
  };
}

function buildVgg(
  name: string,
  convolutions: ConvolutionsPerBlock,
  options: ArchitectureOptions,
): tf.LayersModel {
  const { inputShape, includeTop, pooling, classes, width, classifierActivation, topUnits } = checkOptions(
    options,
    { smallestSide: SMALLEST_SIDE, hasTopUnits: true },
  );
  const input = tf.input({ shape: inputShape, name: `${name}_input` });
  let x: Value = input; // [batch, height, width, 3]
  convolutions.forEach((count, index) => {
    const block = `block${index + 1}`;
    for (let convolution = 1; convolution <= count; convolution++) {
      x = convolve(x, scaleChannels(FILTERS[index]!, width), 3, {
        padding: "same",
        activation: "relu",
        name: `${block}_conv${convolution}`,
      });
    }
    const pool = tf.layers.maxPooling2d({ poolSize: 2, strides: 2, name: `${block}_pool` });
    x = pool.apply(x) as Value; // height and width halved, rounded down
  });
  if (includeTop) {
    x = tf.layers.flatten({ name: "flatten" }).apply(x) as Value; // [batch, 7 * 7 * 512] at 224x224
    x = connect(x, topUnits, { activation: "relu", name: "fc1" });
    x = connect(x, topUnits, { activation: "relu", name: "fc2" });
    x = connect(x, classes, { activation: classifierActivation, name: "predictions" });
  } else {
    x = poolFeatures(x, pooling, { avg: "global_average_pooling2d", max: "global_max_pooling2d" });
  }
  return tf.model({ inputs: input, outputs: x, name });
}
