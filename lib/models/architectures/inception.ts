import { tf } from "../../tensors/tf.ts";
import { batchNormalization } from "../layers/batch-normalization.ts";
import {
  type Architecture,
  type ArchitectureOptions,
  type CheckedOptions,
  checkOptions,
  scaleChannels,
} from "./architecture.ts";
import { connect, convolve, poolFeatures, type Value } from "./building-blocks.ts";

/** A convolution without bias, its normalisation and its ReLU. Halved images are not padded. */
interface Convolution {
  readonly filters: number;
  readonly kernel: readonly [rows: number, columns: number];
  readonly padding: "same" | "valid";
  readonly stride: 1 | 2;
}

/** Two convolutions side by side, joined again. Keras names some of the joins and numbers the others. */
interface Fork {
  readonly sides: readonly [Convolution, Convolution];
  readonly name?: string;
}

type Step = Convolution | Fork | "average" | "max";

/** Branches that read one value, joined along the channels in this order. */
interface MixedBlock {
  readonly name: string;
  readonly branches: readonly (readonly Step[])[];
}

const same = (filters: number, rows: number, columns = rows): Convolution => ({
  filters,
  kernel: [rows, columns],
  padding: "same",
  stride: 1,
});
const valid = (filters: number, rows: number): Convolution => ({ ...same(filters, rows), padding: "valid" });
const halve = (filters: number, rows: number): Convolution => ({ ...valid(filters, rows), stride: 2 });

const STEM: readonly Step[] = [
  halve(32, 3),
  valid(32, 3),
  same(64, 3),
  "max",
  valid(80, 1),
  valid(192, 3),
  "max",
];

const BLOCKS: readonly MixedBlock[] = [
  ...[32, 64, 64].map((pooled, index) => mixedSquare(`mixed${index}`, pooled)),
  {
    name: "mixed3",
    branches: [[halve(384, 3)], [same(64, 1), same(96, 3), halve(96, 3)], ["max"]],
  },
  ...[128, 160, 160, 192].map((inside, index) => mixedFactorised(`mixed${index + 4}`, inside)),
  {
    name: "mixed8",
    branches: [
      [same(192, 1), halve(320, 3)],
      [same(192, 1), same(192, 1, 7), same(192, 7, 1), halve(192, 3)],
      ["max"],
    ],
  },
  ...[0, 1].map((index) => mixedForked(`mixed${index + 9}`, `mixed9_${index}`)),
];

/** Figure 5 of the paper: two 3x3 in place of a 5x5 in one branch. */
function mixedSquare(name: string, pooled: number): MixedBlock {
  return {
    name,
    branches: [
      [same(64, 1)],
      [same(48, 1), same(64, 5)],
      [same(64, 1), same(96, 3), same(96, 3)],
      ["average", same(pooled, 1)],
    ],
  };
}

/** Figure 6: a 7x7 as a row of seven and a column of seven. */
function mixedFactorised(name: string, inside: number): MixedBlock {
  return {
    name,
    branches: [
      [same(192, 1)],
      [same(inside, 1), same(inside, 1, 7), same(192, 7, 1)],
      [same(inside, 1), same(inside, 7, 1), same(inside, 1, 7), same(inside, 7, 1), same(192, 1, 7)],
      ["average", same(192, 1)],
    ],
  };
}

/** Figure 7: a 3x3 as a row of three beside a column of three. */
function mixedForked(name: string, forkName: string): MixedBlock {
  const sides: Fork["sides"] = [same(384, 1, 3), same(384, 3, 1)];
  return {
    name,
    branches: [
      [same(320, 1)],
      [same(384, 1), { sides, name: forkName }],
      [same(448, 1), same(384, 3), { sides }],
      ["average", same(192, 1)],
    ],
  };
}

/** Smallest side of an image, in pixels, as Keras has it. */
const SMALLEST_SIDE = 75;

/**
 * InceptionV3: 94 convolutions without bias, in a stem and eleven blocks of parallel branches. 23,851,784 parameters.
 *
 * Keras gives no names to its convolutions, normalisations and ReLUs, so they are numbered as they are made: `conv2d`,
 * `conv2d_1` to `conv2d_93`, `batch_normalization` and `activation` likewise (what Keras 3 makes in a fresh process). The
 * layer numbered k belongs to the (k + 1)-th convolution in the order of Keras's source, which is the order of this file
 * and that of `conv2d_1` to `conv2d_94` in Keras's published file. `model.layers` is in another order, by depth in the
 * graph, the same as Keras's.
 *
 * The last block for fine-tuning begins after `mixed8`: Keras's guide freezes the first 249 layers.
 *
 * `width` multiplies the channels of every convolution (rounded down): pooling branches pass on what they get, so the
 * channels of a block are the sum of its branches' scaled ones.
 *
 * @see Szegedy et al. 2016, https://arxiv.org/abs/1512.00567; Keras `applications/inception_v3.py`
 */
export const inceptionV3: Architecture = {
  name: "inception_v3",
  defaultInputSize: 299,
  smallestInputSize: SMALLEST_SIDE,
  preprocessing: "tf",
  featureLayer: "mixed10",
  lastBlockLayer: "conv2d_80",
  topLayers: ["predictions"],
  featureCount: (width) =>
    [320, 384, 384, 384, 384, 192].reduce((sum, filters) => sum + scaleChannels(filters, width), 0),
  build: (options) => buildInception("inception_v3", options),
};

function buildInception(name: string, options: ArchitectureOptions): tf.LayersModel {
  const checked = checkOptions(options, { smallestSide: SMALLEST_SIDE });
  const { inputShape, includeTop, pooling, classes, classifierActivation } = checked;
  const input = tf.input({ shape: inputShape, name: `${name}_input` });
  const build = createBuilder(checked);
  let x = STEM.reduce<Value>(build.step, input); // [batch, 35, 35, 192] at 299x299
  for (const { name: block, branches } of BLOCKS) {
    const values = branches.map((steps) => steps.reduce<Value>(build.step, x));
    x = build.join(values, block);
  }
  if (includeTop) {
    x = poolFeatures(x, "avg", { avg: "avg_pool", max: "max_pool" }); // [batch, 2048]
    x = connect(x, classes, { activation: classifierActivation, name: "predictions" });
  } else {
    x = poolFeatures(x, pooling, { avg: "global_average_pooling2d", max: "global_max_pooling2d" });
  }
  return tf.model({ inputs: input, outputs: x, name });
}

/** Applies steps to values, naming the layers as Keras does in a fresh process. */
function createBuilder({ width }: CheckedOptions) {
  const made = new Map<string, number>();
  const nextName = (kind: string) => {
    const count = made.get(kind) ?? 0;
    made.set(kind, count + 1);
    return count === 0 ? kind : `${kind}_${count}`;
  };
  const join = (values: Value[], name: string) => tf.layers.concatenate({ name }).apply(values) as Value;
  const convolveStep = (input: Value, { filters, kernel, padding, stride }: Convolution): Value => {
    const x = convolve(input, scaleChannels(filters, width), [...kernel], {
      padding,
      strides: stride,
      useBias: false,
      name: nextName("conv2d"),
    });
    const normalized = batchNormalization({ scale: false, name: nextName("batch_normalization") }).apply(x);
    return tf.layers
      .activation({ activation: "relu", name: nextName("activation") })
      .apply(normalized) as Value;
  };
  const step = (input: Value, step: Step): Value => {
    if (step === "max") {
      const name = nextName("max_pooling2d");
      return tf.layers.maxPooling2d({ poolSize: 3, strides: 2, name }).apply(input) as Value;
    }
    if (step === "average") {
      const name = nextName("average_pooling2d");
      const layer = tf.layers.averagePooling2d({ poolSize: 3, strides: 1, padding: "same", name });
      return layer.apply(input) as Value;
    }
    if (!("sides" in step)) return convolveStep(input, step);
    const sides = step.sides.map((side) => convolveStep(input, side));
    return join(sides, step.name ?? nextName("concatenate"));
  };
  return { step, join };
}
