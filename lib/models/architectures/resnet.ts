import { tf } from "../../tensors/tf.ts";
import { batchNormalization } from "../layers/batch-normalization.ts";
import { type Architecture, type ArchitectureOptions, checkOptions, scaleChannels } from "./architecture.ts";
import { type ConvolutionOptions, connect, convolve, poolFeatures, type Value } from "./building-blocks.ts";

/** A stack of residual blocks: channels inside a block (four times as many come out), and the stride of the first. */
interface Stack {
  readonly filters: number;
  readonly blocks: number;
  readonly stride: 1 | 2;
}

const RESNET50_STACKS: readonly Stack[] = [
  { filters: 64, blocks: 3, stride: 1 },
  { filters: 128, blocks: 4, stride: 2 },
  { filters: 256, blocks: 6, stride: 2 },
  { filters: 512, blocks: 3, stride: 2 },
];

/** How much wider a block's output is than its inside. */
const EXPANSION = 4;

/** Smallest side of an image, in pixels, that leaves something after five halvings. */
const SMALLEST_SIDE = 32;

/** What the two versions of the network differ in. */
interface ResnetVersion {
  readonly name: string;
  /** The convolution of a stack's first block that halves the image. */
  readonly halves: "1x1" | "3x3";
  readonly useBias: boolean;
  /** Of the normalisations. */
  readonly epsilon: number;
  readonly momentum: number;
}

/**
 * ResNet50 (version 1, as Keras has it): 53 convolutions with bias in four stacks of residual blocks; the stride sits
 * on the first 1x1 convolution of a stack. 25,636,712 parameters.
 *
 * Weights of torchvision's ResNet50 do not fit: they are of {@link resnet50V15}.
 *
 * @see He et al. 2016, https://arxiv.org/abs/1512.03385; Keras `applications/resnet.py`
 */
export const resnet50: Architecture = {
  ...resnet({ name: "resnet50", halves: "1x1", useBias: true, epsilon: 1.001e-5, momentum: 0.99 }),
  preprocessing: "caffe",
};

/**
 * ResNet50 version 1.5, as torchvision has it: the stride sits on the 3x3 convolution of a stack's first block, behind a
 * padding of one pixel on every side; convolutions have no bias. 25,557,032 parameters and, as Keras counts, 53,120 moving
 * statistics: 25,610,152.
 *
 * Its layers are named as Keras names those of version 1. Weights of torchvision fit once kernels are turned from
 * `[output, input, rows, columns]` to `[rows, columns, input, output]`: `layer{s}.{b}.conv{c}` is
 * `conv{s + 1}_block{b + 1}_{c}_conv`, `downsample.0` is `_0_conv`, `fc` is `predictions`.
 *
 * @see https://catalog.ngc.nvidia.com/orgs/nvidia/resources/resnet_50_v1_5_for_pytorch; torchvision `models/resnet.py`
 */
export const resnet50V15: Architecture = {
  ...resnet({ name: "resnet50_v1.5", halves: "3x3", useBias: false, epsilon: 1e-5, momentum: 0.9 }),
  preprocessing: "torch",
};

function resnet(version: ResnetVersion): Omit<Architecture, "preprocessing"> {
  return {
    name: version.name,
    defaultInputSize: 224,
    smallestInputSize: SMALLEST_SIDE,
    featureLayer: "conv5_block3_out",
    lastBlockLayer: "conv5_block1_1_conv",
    topLayers: ["predictions"],
    featureCount: (width) => EXPANSION * scaleChannels(512, width),
    build: (options) => buildResnet(version, RESNET50_STACKS, options),
  };
}

function buildResnet(
  version: ResnetVersion,
  stacks: readonly Stack[],
  options: ArchitectureOptions,
): tf.LayersModel {
  const { name } = version;
  const { inputShape, includeTop, pooling, classes, width, classifierActivation } = checkOptions(options, {
    smallestSide: SMALLEST_SIDE,
  });
  const { convolve, normalize } = partsOf(version);
  const input = tf.input({ shape: inputShape, name: `${name}_input` });
  let x: Value = pad(input, 3, "conv1_pad");
  x = convolve(x, scaleChannels(64, width), 7, { strides: 2, name: "conv1_conv" }); // [batch, height / 2, ..]
  x = rectify(normalize(x, "conv1_bn"), "conv1_relu");
  x = pad(x, 1, "pool1_pad");
  x = tf.layers.maxPooling2d({ poolSize: 3, strides: 2, name: "pool1_pool" }).apply(x) as Value;
  stacks.forEach(({ filters, blocks, stride }, index) => {
    const channels = scaleChannels(filters, width);
    for (let block = 1; block <= blocks; block++) {
      const prefix = `conv${index + 2}_block${block}`;
      x = residualBlock(x, channels, { prefix, version, ...(block === 1 && { stride }) });
    }
  });
  if (includeTop) {
    x = poolFeatures(x, "avg", { avg: "avg_pool", max: "max_pool" }); // [batch, 2048]
    x = connect(x, classes, { activation: classifierActivation, name: "predictions" });
  } else {
    x = poolFeatures(x, pooling, { avg: "avg_pool", max: "max_pool" });
  }
  return tf.model({ inputs: input, outputs: x, name });
}

/** 1x1, 3x3, 1x1 with a shortcut around them; the first block of a stack (it has a stride) projects the shortcut. */
function residualBlock(
  input: Value,
  filters: number,
  { stride, prefix, version }: { stride?: number; prefix: string; version: ResnetVersion },
): Value {
  const { convolve, normalize } = partsOf(version);
  let shortcut = input;
  if (stride !== undefined) {
    shortcut = convolve(input, EXPANSION * filters, 1, { strides: stride, name: `${prefix}_0_conv` });
    shortcut = normalize(shortcut, `${prefix}_0_bn`);
  }
  const [first, second] = version.halves === "1x1" ? [stride ?? 1, 1] : [1, stride ?? 1];
  let x = convolve(input, filters, 1, { strides: first, name: `${prefix}_1_conv` });
  x = rectify(normalize(x, `${prefix}_1_bn`), `${prefix}_1_relu`);
  const name = `${prefix}_2_conv`;
  if (second === 1) {
    x = convolve(x, filters, 3, { padding: "same", name });
  } else {
    // Not padding "same": with a stride it would put the zeros of an even side at the end alone.
    x = convolve(pad(x, 1, `${prefix}_2_pad`), filters, 3, { strides: second, name });
  }
  x = rectify(normalize(x, `${prefix}_2_bn`), `${prefix}_2_relu`);
  x = convolve(x, EXPANSION * filters, 1, { name: `${prefix}_3_conv` });
  x = normalize(x, `${prefix}_3_bn`);
  // The shortcut comes first: the order of layers, and so of the weights in a file, follows from it.
  const sum = tf.layers.add({ name: `${prefix}_add` }).apply([shortcut, x]) as Value;
  return rectify(sum, `${prefix}_out`);
}

/** The layers that differ between the versions. */
function partsOf({ useBias, epsilon, momentum }: ResnetVersion) {
  return {
    convolve: (input: Value, filters: number, kernelSize: number, options: ConvolutionOptions): Value =>
      convolve(input, filters, kernelSize, { ...options, useBias }),
    normalize: (input: Value, name: string): Value =>
      batchNormalization({ epsilon, momentum, name }).apply(input) as Value,
  };
}

function pad(input: Value, padding: number, name: string): Value {
  const sides: [number, number] = [padding, padding];
  return tf.layers.zeroPadding2d({ padding: [sides, [...sides]], name }).apply(input) as Value;
}

function rectify(input: Value, name: string): Value {
  return tf.layers.activation({ activation: "relu", name }).apply(input) as Value;
}
