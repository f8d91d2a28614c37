import { basename } from "node:path";
import {
  type Backbone,
  type ClassIndex,
  classify,
  decodePredictions,
  extractLayers,
  loadSamples,
  matrix,
  seededRandom,
  tf,
} from "transferlab";
import { type Finding, notRightYet, notTried, openExercise, right } from "./exercise.ts";
import { describe, findDifference, judgeNumbers } from "./judge-numbers.ts";

export type Softmax = (logits: Float32Array) => ArrayLike<number> | undefined;
export type NamedProbability = { readonly name: string; readonly probability: number };
export type TopK = (
  probabilities: Float32Array,
  classIndex: ClassIndex,
  k: number,
) => readonly NamedProbability[] | undefined;
export type ClassScores = (
  features: Float32Array,
  kernel: Float32Array,
  bias: Float32Array,
) => ArrayLike<number> | undefined;
export type SurestPhoto = { readonly path: string; readonly name: string; readonly probability: number };

/** Opens the tasks of "Top k of a photo, by hand". */
export const openTopKByHand = () =>
  openExercise({
    softmax: checkSoftmax,
    "top k": checkTopK,
    "last layer": checkClassScores,
    "unknown class": checkSurestPhoto,
  });

export function checkSoftmax(softmax: Softmax): Finding {
  const random = seededRandom(18);
  const logits = Float32Array.from({ length: 200 }, () => 8 * random() - 3);
  const given = logits.slice();
  const received = softmax(given);
  if (received === undefined) return notTried;
  const exponentials = logits.map((logit) => Math.exp(logit));
  const expected = softmaxOf(logits);
  const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);
  const fault = judgeNumbers(received, expected, {
    what: "probabilities",
    tolerance: 1e-6,
    mistakes: [
      {
        gives: exponentials,
        because: "these are the exponentials: they do not sum to 1; divide each by the sum of all",
      },
      {
        gives: logits.map((logit) => logit / sum(logits)),
        because:
          "you divided the logits themselves by their sum: a logit below 0 then gives a negative probability; take exp of each first",
      },
      {
        gives: expected.map((value) => 100 * value),
        because: "expected shares that sum to 1; these sum to 100",
      },
      {
        gives: expected.map((value) => Math.log(value)),
        because: "these are the logarithms of the probabilities: leave the logarithm out",
      },
      {
        gives: exponentials.map((value) => value / (1 + value)),
        because:
          "this is the sigmoid of each logit on its own: the 200 values do not compete, and do not sum to 1",
      },
      {
        gives: exponentials.map((value) => value / Math.max(...exponentials)),
        because:
          "you divided by the largest exponential, so that the largest probability is always 1; divide by the sum",
      },
    ],
  });
  if (fault !== undefined) return fault;
  if (findDifference(given, logits, 0) !== undefined)
    return notRightYet(
      "the probabilities are right, but your function has changed the logits that it was given",
    );
  const large = Float32Array.of(1000, 1001, 1002);
  const ofLarge = Array.from(softmax(large.slice()) ?? []);
  if (findDifference(ofLarge, softmaxOf(large), 1e-6) !== undefined)
    return notRightYet(
      `right for small logits, but [1000, 1001, 1002] gives ${ofLarge.join(", ")}: exp(1000) is Infinity; subtract the largest logit from all first`,
    );
  return right("the same as TensorFlow.js's own softmax, also where exp alone would be Infinity");
}

export function checkTopK(topK: TopK): Finding {
  const random = seededRandom(7);
  // Far enough apart that some are written as 1e-7, where sorting as text goes wrong.
  const probabilities = softmaxOf(Float32Array.from({ length: 30 }, () => 40 * random()));
  const classIndex = Array.from(probabilities, (_, index) => ({ id: `n${index}`, name: `class ${index}` }));
  const decode = (k: number) => decodePredictions(matrix(1, 30, probabilities), classIndex, { top: k })[0]!;
  const given = probabilities.slice();
  const received = topK(given, classIndex, 5);
  if (received === undefined) return notTried;
  const expected = decode(5);
  const isNamed = (item: NamedProbability | undefined) =>
    typeof item?.name === "string" && typeof item.probability === "number";
  if (!Array.isArray(received) || !received.every(isNamed))
    return notRightYet(`expected a list of { name, probability }, received ${describe(received)}`);
  const all = decode(30).map(({ probability }) => probability);
  const asText = Array.from(probabilities, String).sort().reverse().map(Number);
  const fault = judgeNumbers(
    received.map(({ probability }) => probability),
    expected.map(({ probability }) => probability),
    {
      what: "probabilities",
      tolerance: 1e-9,
      mistakes: [
        {
          gives: all.slice(-5).reverse(),
          because: "these are the 5 least probable classes: sort from the largest down",
        },
        {
          gives: all.slice(0, 5).reverse(),
          because: "the right five, but the least probable of them comes first",
        },
        { gives: all, because: "expected the first 5, received all 30: what becomes of k?" },
        { gives: all.slice(0, 6), because: "one too many: slice(0, k) holds k items" },
        {
          gives: Array.from(probabilities.slice(0, 5)),
          because: "these are the first five classes in the network's order: nothing was sorted",
        },
        {
          gives: asText.slice(0, 5),
          because:
            'sorted as text, where "9e-7" comes after "0.5": sort() needs (a, b) => b - a for numbers in a list',
        },
      ],
    },
  );
  if (fault !== undefined) return fault;
  const wrong = received.findIndex(({ name }, place) => name !== expected[place]!.name);
  if (wrong >= 0)
    return notRightYet(
      received[wrong]!.name === classIndex[wrong]!.name
        ? "the probabilities are right, but with the names of the first classes: after sorting, a probability no longer stands at its class's place; sort the places instead"
        : `place ${wrong}: expected the name "${expected[wrong]!.name}", received "${received[wrong]!.name}"`,
    );
  if (findDifference(given, probabilities, 0) !== undefined)
    return notRightYet(
      "right, but your function has sorted the list that it was given: copy it first, or sort places",
    );
  if (topK(probabilities.slice(), classIndex, 3)?.length !== 3)
    return notRightYet("right for k = 5, but not for k = 3");
  return right("the same classes in the same order as decodePredictions");
}

export async function checkClassScores(classScores: ClassScores, backbone: Backbone): Promise<Finding> {
  const { kernel, bias } = lastLayerOf(backbone);
  const dataset = await loadSamples();
  const one = { ...dataset, items: dataset.items.slice(-1) };
  const { fc2, logits } = await extractLayers(backbone, one, { layers: ["fc2", "logits"], cache: false });
  const features = fc2.features.values;
  const received = classScores(features.slice(), kernel.slice(), bias.slice());
  if (received === undefined) return notTried;
  const expected = logits.features.values;
  const classes = bias.length;
  const product = (at: (feature: number, index: number) => number) =>
    Float32Array.from(bias, (_, index) =>
      features.reduce((sum, value, feature) => sum + value * kernel[at(feature, index)]!, 0),
    );
  const plain = product((feature, index) => feature * classes + index);
  const transposed = product((feature, index) => index * features.length + feature);
  const fault = judgeNumbers(received, expected, {
    what: "logits",
    tolerance: 1e-3,
    mistakes: [
      {
        gives: plain,
        because: "the product is right, but the bias is missing: each class has one number to add",
      },
      {
        gives: transposed.map((value, index) => value + bias[index]!),
        because: `the kernel is read the wrong way round: it is [${features.length}, ${classes}] in rows, so feature f and class c meet at f * ${classes} + c`,
      },
      {
        gives: transposed,
        because: `the kernel is read the wrong way round (feature f and class c meet at f * ${classes} + c), and the bias is missing`,
      },
      {
        gives: expected.map((value) => Math.max(0, value)),
        because: "negative scores were set to 0: this layer has no relu",
      },
      {
        gives: softmaxOf(expected),
        because: "these are the probabilities already: the softmax comes after this step",
      },
    ],
  });
  return fault ?? right("the same logits as the network's own: its last layer is one matrix product");
}

export async function checkSurestPhoto(
  answer: SurestPhoto | undefined,
  backbone: Backbone,
): Promise<Finding> {
  if (answer === undefined) return notTried;
  const dataset = await loadSamples();
  const label = dataset.classNames.indexOf("bicycle");
  const paths = dataset.items.filter((item) => item.label === label).map(({ path }) => path);
  const seen = await classify(backbone, paths, { top: 1 });
  const found = seen.map(({ predictions: [first] }, index) => ({ path: paths[index]!, ...first! }));
  found.sort((a, b) => b.probability - a.probability);
  const [surest, least] = [found[0]!, found.at(-1)!];
  const named = found.find(({ path }) => basename(path) === basename(answer.path));
  if (named === undefined || !answer.path.includes("bicycle"))
    return notRightYet(`expected the path of a picture in the folder bicycle, received "${answer.path}"`);
  if (Math.abs(answer.probability - 100 * named.probability) < 0.01)
    return notRightYet("the probability is in percent: expected a share between 0 and 1");
  if (Math.abs(answer.probability - named.probability) > 1e-4)
    return notRightYet(
      `the network gives ${basename(answer.path)} the first probability ${named.probability.toFixed(4)}, not ${answer.probability}`,
    );
  if (named.path === least.path) return notRightYet("this is the picture that the network is least sure of");
  if (named.path !== surest.path) {
    const surer = found.findIndex(({ path }) => path === named.path);
    return notRightYet(
      `the network is surer of ${surer} other bicycles: did you look at all ${found.length}?`,
    );
  }
  if (answer.name !== surest.name)
    return notRightYet(`the picture is right, but the network calls it otherwise than "${answer.name}"`);
  return right(
    `the network has never learned what a bicycle is, and is ${(100 * surest.probability).toFixed(0)} % sure of "${surest.name}": a softmax always sums to 1, so it cannot say "none of these"`,
  );
}

/** Kernel `[features, classes]` and bias `[classes]` of the layer that makes the logits. */
export function lastLayerOf({ model }: Backbone): { kernel: Float32Array; bias: Float32Array } {
  const [kernel, bias] = model.layers
    .at(-1)!
    .getWeights()
    .map((weight) => weight.dataSync() as Float32Array);
  return { kernel: kernel!, bias: bias! };
}

function softmaxOf(logits: Float32Array): Float32Array {
  return tf.tidy(() => tf.softmax(tf.tensor1d(logits)).dataSync() as Float32Array);
}
