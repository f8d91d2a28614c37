import { type Backbone, describeTrainable, loadBackbone, type TrainableState, tf } from "transferlab";
import { type Finding, notRightYet, notTried, openExercise, right } from "./exercise.ts";
import { judgeNumbers, type NumberMistake } from "./judge-numbers.ts";

export type ConvParameters = (kernelSize: number, channels: number, filters: number) => number | undefined;
export type HeadParameters = (
  height: number,
  width: number,
  channels: number,
  hidden: number,
  classes: number,
) => number | undefined;
/** What a reader needs to see of a layer to count its weights. */
export interface CountedLayer {
  readonly name: string;
  readonly trainable: boolean;
  readonly trainableShapes: readonly (readonly number[])[];
  readonly otherShapes: readonly (readonly number[])[];
}
export type CountTrainable = (layers: readonly CountedLayer[]) => number | undefined;
export type FreezeLayers = (model: tf.LayersModel) => void;

/** Opens the tasks of "Frozen layers and what still trains". */
export const openFrozenLayers = () =>
  openExercise({
    "a convolution": checkConvParameters,
    "the chapter's head": checkHeadParameters,
    "freeze two blocks": checkFreeze,
    "what trains": checkCountTrainable,
  });

export function checkConvParameters(parameters: ConvParameters): Finding {
  const sizes: [number, number, number][] = [
    [3, 3, 64],
    [3, 64, 128],
    [1, 256, 64],
    [7, 3, 64],
  ];
  const by = (count: (...size: [number, number, number]) => number | undefined) =>
    sizes.map((size) => count(...size) ?? Number.NaN);
  if (parameters(...sizes[0]!) === undefined) return notTried;
  const mistakes: NumberMistake[] = [
    { gives: by((k, c, f) => k * k * c * f), because: "the biases are missing: one number a filter" },
    { gives: by((k, c, f) => k * c * f + f), because: "a kernel is k high and k wide: k * k places, not k" },
    {
      gives: by((k, _, f) => k * k * f + f),
      because: "each filter looks at all channels that come in, so each place has as many weights",
    },
    {
      gives: by((k, c, f) => k * k * c * f + c),
      because: "one bias a filter, not one a channel that comes in",
    },
    { gives: by((k, c, f) => k * k * c * f + 1), because: "one bias a filter, not one for all" },
    {
      gives: by((k, c, f) => (k * k + 1) * c * f),
      because: "one bias a filter, not one for each channel of each filter",
    },
  ];
  const expected = sizes.map(([kernelSize, channels, filters]) =>
    countWeights(tf.layers.conv2d({ kernelSize, filters, inputShape: [16, 16, channels] })),
  );
  return (
    judgeNumbers(by(parameters), expected, { what: "counts", tolerance: 0, mistakes }) ??
    right(
      `VGG16's block1_conv1 has ${parameters(3, 3, 64)!.toLocaleString("en")} parameters, whatever the size of the picture`,
    )
  );
}

export function checkHeadParameters(parameters: HeadParameters): Finding {
  type Size = [height: number, width: number, channels: number, hidden: number, classes: number];
  const sizes: Size[] = [
    [2, 2, 8, 5, 3],
    [3, 2, 4, 6, 10],
    [1, 1, 7, 4, 2],
  ];
  const by = (count: (...size: Size) => number | undefined) =>
    sizes.map((size) => count(...size) ?? Number.NaN);
  if (parameters(...sizes[0]!) === undefined) return notTried;
  const mistakes: NumberMistake[] = [
    {
      gives: by((h, w, c, n, k) => h * w * c * n + n * k),
      because: "the biases are missing: one for each unit of each of the two dense layers",
    },
    {
      gives: by((_h, _w, c, n, k) => c * n + n + n * k + k),
      because: "you counted as if the map was pooled: flatten keeps all h * w * c numbers",
    },
    {
      gives: by((h, w, c, n) => h * w * c * n + n),
      because: "this is the first dense layer alone: the one with a unit a class comes on top",
    },
    {
      gives: by((h, w, c, n, k) => h * w * c * n + n + h * w * c * k + k),
      because: "the last layer sees the hidden units, not the flattened map",
    },
    {
      gives: by((h, w, c, n, k) => h * w * c + h * w * c * n + n + n * k + k),
      because: "flatten has no parameters: it only writes the map as one list",
    },
  ];
  const expected = sizes.map(([height, width, channels, hidden, classes]) => {
    const flatten = tf.layers.flatten({ inputShape: [height, width, channels] });
    return countWeights(flatten, tf.layers.dense({ units: hidden }), tf.layers.dense({ units: classes }));
  });
  const fault = judgeNumbers(by(parameters), expected, { what: "counts", tolerance: 0, mistakes });
  if (fault !== undefined) return fault;
  const chapter = parameters(9, 9, 512, 1024, 10)!;
  return right(
    `the chapter's head on 9 x 9 x 512 has ${chapter.toLocaleString("en")} parameters, three times as many as the network below it; one softmax layer on the pooled map would have ${(512 * 10 + 10).toLocaleString("en")}`,
  );
}

export async function checkFreeze(freeze: FreezeLayers): Promise<Finding> {
  const backbone = await loadBackbone("vgg16", { includeTop: false, pooling: "avg" });
  try {
    const whole = describeTrainable(backbone.model);
    freeze(backbone.model);
    const now = describeTrainable(backbone.model);
    if (now.frozenParameters === 0) return notTried;
    return judgeFreeze(now, whole);
  } finally {
    backbone.dispose();
  }
}

function judgeFreeze(now: TrainableState, whole: TrainableState): Finding {
  const isLow = (name: string) => /^block[12]_/.test(name);
  const tooMuch = now.layers.filter(({ name, trains }) => !trains && !isLow(name)).map(({ name }) => name);
  const missing = now.layers.filter(({ name, trains }) => trains && isLow(name)).map(({ name }) => name);
  if (now.trainableParameters === 0)
    return notRightYet(
      "the whole network is frozen (as in the chapter's 06b): asked are the first two blocks alone",
    );
  if (tooMuch.length > 0 && missing.length === whole.layers.filter(({ name }) => isLow(name)).length)
    return notRightYet(
      `the other way round: ${tooMuch[0]} and what follows is frozen, and the first two blocks train`,
    );
  if (missing.length > 0)
    return notRightYet(
      `still trains: ${missing.join(", ")}. Each of the first two blocks has two convolutions`,
    );
  if (tooMuch.length > 0)
    return notRightYet(
      `frozen too, although it belongs to a later block: ${tooMuch.join(", ")}. Go by the names of the layers, not by how many there are`,
    );
  return right(
    `${now.text}. In the full-width network of the chapter's 06c these four hold 260,160 parameters`,
  );
}

export async function checkCountTrainable(count: CountTrainable): Promise<Finding> {
  const networks: [string, (backbone: Backbone) => void][] = [
    ["vgg16", ({ model }) => freezeBelow(model, "block5")],
    ["resnet50", ({ model }) => freezeBelow(model, "conv5")],
  ];
  const received: number[] = [];
  const expected: number[] = [];
  const counts: CountedLayer[][] = [];
  for (const [name, freeze] of networks) {
    const backbone = await loadBackbone(name, { includeTop: false, pooling: "avg" });
    try {
      freeze(backbone);
      const layers = listLayers(backbone.model);
      const answer = count(layers);
      if (answer === undefined) return notTried;
      received.push(answer);
      expected.push(describeTrainable(backbone.model).trainableParameters);
      counts.push(layers);
    } finally {
      backbone.dispose();
    }
  }
  const by = (one: (layer: CountedLayer) => number) => counts.map((layers) => sum(layers.map(one)));
  const size = (shapes: CountedLayer["otherShapes"]) =>
    sum(shapes.map((shape) => shape.reduce((a, b) => a * b, 1)));
  const own = (layer: CountedLayer) => size(layer.trainableShapes);
  const all = (layer: CountedLayer) => own(layer) + size(layer.otherShapes);
  const mistakes: NumberMistake[] = [
    {
      gives: by(all),
      because:
        "these are all parameters: leave out the layers whose trainable is false, and the moving statistics",
    },
    { gives: by(own), because: "frozen layers are counted too: look at layer.trainable" },
    {
      gives: by((layer) => (layer.trainable ? all(layer) : 0)),
      because:
        "right for VGG16, but ResNet50's BatchNormalization has moving statistics (otherShapes): they follow the data and are not trained",
    },
    {
      gives: by((layer) => (layer.trainable ? 0 : own(layer))),
      because: "these are the frozen ones: expected those that train",
    },
    {
      gives: by((layer) => (layer.trainable ? sum(layer.trainableShapes.map((shape) => sum(shape))) : 0)),
      because: "the sides of each weight are added: a kernel of 3 x 3 x 64 x 128 holds their product",
    },
    {
      gives: by((layer) =>
        layer.trainable && layer.trainableShapes[0] ? size([layer.trainableShapes[0]]) : 0,
      ),
      because: "the first weight of each layer alone: the biases are missing",
    },
    {
      gives: by((layer) => (layer.trainable ? layer.trainableShapes.length : 0)),
      because: "this is how many weights there are, not how many numbers they hold",
    },
  ];
  return (
    judgeNumbers(received, expected, { what: "counts (VGG16's, then ResNet50's)", tolerance: 0, mistakes }) ??
    right(
      `the same as describeTrainable: ${expected[0]!.toLocaleString("en")} of VGG16 and ${expected[1]!.toLocaleString("en")} of ResNet50`,
    )
  );
}

/** Lists what a reader may count: the layers of a model with weights, and the shapes of these. */
export function listLayers(model: tf.LayersModel): CountedLayer[] {
  return model.layers
    .filter(({ weights }) => weights.length > 0)
    .map((layer) => {
      const { name, trainable } = layer;
      // What a frozen layer would train is listed as what it is, so that `trainable` has to be looked at.
      layer.trainable = true;
      const shapesOf = (weights: readonly tf.LayerVariable[]) =>
        weights.map(({ shape }) => shape.map((side) => side ?? 1));
      const listed = {
        trainableShapes: shapesOf(layer.trainableWeights),
        otherShapes: shapesOf(layer.nonTrainableWeights),
      };
      layer.trainable = trainable;
      return { name, trainable, ...listed };
    });
}

function freezeBelow(model: tf.LayersModel, block: string): void {
  for (const layer of model.layers) layer.trainable = layer.name.startsWith(block);
}

/** Builds the layers one on the other, counts their weights, and frees them. */
function countWeights(...layers: readonly tf.layers.Layer[]): number {
  const model = tf.sequential({ layers: [...layers] });
  try {
    return model.countParams();
  } finally {
    model.dispose();
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
