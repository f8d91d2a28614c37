import {
  type Backbone,
  classify,
  createImage,
  exampleImages,
  type Image,
  type PreprocessMode,
  preprocess,
  readPhotos,
  resizeImage,
  seededRandom,
} from "transferlab";
import { type Finding, notRightYet, notTried, openExercise, right } from "./exercise.ts";
import { judgeNumbers, type NumberMistake } from "./judge-numbers.ts";

export type Preprocess = (pixels: Uint8Array) => ArrayLike<number> | undefined;
export type SourceIndex = (target: number, sourceLength: number, targetLength: number) => number | undefined;

/** Opens the tasks of "Preprocessing, by hand". */
export const openPreprocessingByHand = () =>
  openExercise({
    "for VGG16": checkForVgg,
    "for InceptionV3": checkForInception,
    "nearest neighbour": checkSourceIndex,
    "what it costs": checkChangedShare,
  });

export function checkForVgg(toVgg: Preprocess): Finding {
  const image = randomImage(4, 3);
  const received = toVgg(image.pixels.slice());
  if (received === undefined) return notTried;
  const [blueFirst, means] = [preprocess([image], "caffe"), meansOf("caffe")];
  // By hand, each with its mistake; `means` are those of blue, green and red.
  const by = (source: readonly number[], subtract: readonly number[]) =>
    fill(image, (pixel, channel) => image.pixels[pixel + source[channel]!]! - subtract[channel]!);
  const [bgr, rgb] = [
    [2, 1, 0],
    [0, 1, 2],
  ];
  const turned = means.toReversed();
  const mistakes: NumberMistake[] = [
    {
      gives: by(rgb, turned),
      because: `expected BGR: each channel has the right mean taken off, but red still comes first. The first value is ${offBy(by(rgb, turned), blueFirst)}; are the channels swapped?`,
    },
    {
      gives: by(bgr, turned),
      because: `expected BGR with the means of blue, green and red: the channels are swapped, but the first value is ${offBy(by(bgr, turned), blueFirst)}, for ${turned[0]} is the mean of red; it comes third now`,
    },
    {
      gives: by(rgb, means),
      because: `red comes first, but ${means[0]}, the mean of blue, was taken off it: swap the channels, then the means fit`,
    },
    {
      gives: by(bgr, [0, 0, 0]),
      because: `blue comes first, as it should, but no mean was taken off: the first value is ${offBy(by(bgr, [0, 0, 0]), blueFirst)}, which is the mean of blue`,
    },
    { gives: by(rgb, [0, 0, 0]), because: "these are the pixels as they were: neither swapped nor centred" },
    {
      gives: blueFirst.map((value) => value / 255),
      because: "divided by 255: VGG16 was trained on 0 to 255 with the mean off, not on 0 to 1",
    },
    {
      gives: blueFirst.map((value) => -value),
      because: "the wrong sign: pixel minus mean, not mean minus pixel",
    },
    {
      gives: preprocess([image], "tf"),
      because: "this is the way of InceptionV3, from -1 to 1: VGG16 wants blue first and the mean off",
    },
    {
      gives: preprocess([image], "torch"),
      because:
        "this is PyTorch's way (divided by the deviation): Keras's VGG16 wants blue first and the mean off",
    },
    {
      gives: Uint8Array.from(blueFirst, Math.trunc),
      because:
        "the values were squeezed into bytes: -10 became 246. Write into a Float32Array or a plain list",
    },
    {
      gives: Uint8ClampedArray.from(blueFirst),
      because:
        "the values were squeezed into bytes: what was below 0 became 0. Write into a Float32Array or a plain list",
    },
    {
      gives: planes(image, blueFirst),
      because:
        "all of blue, then all of green: that is PyTorch's layout. Keras keeps the three values of a pixel together",
    },
  ];
  return (
    judgeNumbers(received, blueFirst, { what: "values", tolerance: 1e-5, mistakes }) ??
    right('the same as preprocess(image, "caffe"): blue first, the mean of ImageNet taken off')
  );
}

export function checkForInception(toInception: Preprocess): Finding {
  const image = randomImage(3, 4);
  const received = toInception(image.pixels.slice());
  if (received === undefined) return notTried;
  const expected = preprocess([image], "tf");
  const from = (map: (level: number) => number) => Float32Array.from(image.pixels, map);
  const mistakes: NumberMistake[] = [
    {
      gives: from((level) => level / 255),
      because: "from 0 to 1: InceptionV3 was trained on -1 to 1, so that 0 is a middle grey",
    },
    {
      gives: from((level) => level / 127.5),
      because: "from 0 to 2: the right width, but 1 still has to come off",
    },
    {
      gives: from((level) => level / 128 - 1),
      because: "divided by 128: white gives 0.992 instead of 1. Half of 255 is 127.5",
    },
    { gives: from((level) => level / 255 - 0.5), because: "from -0.5 to 0.5: half as wide as it should be" },
    {
      gives: from((level) => level - 127.5),
      because: "centred, but not divided: the values reach from -127.5 to 127.5",
    },
    { gives: from((level) => 1 - level / 127.5), because: "turned round: black gives 1 and white -1" },
    {
      gives: preprocess([image], "caffe"),
      because: "this is the way of VGG16: InceptionV3 keeps red first and takes off no mean of ImageNet",
    },
    {
      gives: expected.map((_, at) => expected[at - (at % 3) + 2 - (at % 3)]!),
      because: "the range is right, but blue comes first: this network keeps red, green, blue",
    },
  ];
  return (
    judgeNumbers(received, expected, { what: "values", tolerance: 1e-6, mistakes }) ??
    right('the same as preprocess(image, "tf"): 0 to 255 becomes -1 to 1')
  );
}

export function checkSourceIndex(sourceIndex: SourceIndex): Finding {
  const sizes = [
    [601, 224],
    [533, 224],
    [7, 5],
    [5, 7],
  ] as const;
  if (sourceIndex(0, 601, 224) === undefined) return notTried;
  for (const [source, target] of sizes) {
    const places = (index: (target: number) => number | undefined) =>
      Array.from({ length: target }, (_, place) => index(place) ?? Number.NaN);
    const received = places((place) => sourceIndex(place, source, target));
    const scale = source / target;
    const mistakes: NumberMistake[] = [
      {
        gives: places((place) => Math.floor(place * scale)),
        because: `${source} to ${target} pixels: you take the pixel at the left edge of each new one; Pillow takes the one in its middle, at (i + 0.5) * scale`,
      },
      {
        gives: places((place) => Math.round(place * scale)),
        because: `${source} to ${target} pixels: rounding the left edge is not the middle: floor((i + 0.5) * scale)`,
      },
      {
        gives: places((place) => Math.round((place + 0.5) * scale)),
        because: `${source} to ${target} pixels: the middle is right, but a place within pixel 3, such as 3.7, belongs to 3: floor, not round`,
      },
      {
        gives: places((place) => (place + 0.5) * scale),
        because: "the place is right, but a pixel's number is whole: take the floor",
      },
      {
        gives: places((place) => Math.floor(((place + 0.5) * target) / source)),
        because: "the scale is upside down: how many old pixels is one new one wide?",
      },
      {
        gives: places((place) => Math.floor((place + 0.5) * scale - 0.5)),
        because: `${source} to ${target} pixels: the half that comes off again is for bilinear weights; nearest needs none`,
      },
    ];
    const what = `pixel numbers (${source} to ${target} pixels)`;
    const fault = judgeNumbers(received, nearestPlaces(source, target), { what, tolerance: 1e-9, mistakes });
    if (fault !== undefined) return fault;
  }
  return right("the same pixels as resizeImage with the filter nearest, and so as Keras's load_img");
}

export async function checkChangedShare(answer: number | undefined, backbone: Backbone): Promise<Finding> {
  if (answer === undefined) return notTried;
  const photos = (await readPhotos(await exampleImages(null, 120))).map(({ image }) => image);
  const firsts = async (images: readonly Image[]) =>
    (await classify(backbone, images, { top: 1 })).map(({ predictions: [first] }) => first!);
  return judgeChangedShare(answer, await firsts(photos), await firsts(photos.map(swapRedAndBlue)));
}

type First = { readonly id: string; readonly probability: number };

/** Judges a share of pictures by the first class of each, `before` and `after`. */
export function judgeChangedShare(
  answer: number,
  before: readonly First[],
  after: readonly First[],
): Finding {
  const count = before.length;
  const share = (differ: (a: First, b: First) => boolean) =>
    before.filter((first, at) => differ(first, after[at]!)).length / count;
  const expected = share((a, b) => a.id !== b.id);
  const is = (value: number) => Math.abs(answer - value) < 1e-6;
  if (is(expected))
    return right(
      `${(100 * expected).toFixed(0)} % of the pictures get another first class, and no line of the program failed: nothing but the answers shows that the channels were wrong`,
    );
  if (is(100 * expected)) return notRightYet("this is in percent: expected a share between 0 and 1");
  if (is(Math.round(expected * count)))
    return notRightYet("this is how many pictures: divide by how many there are");
  if (is(1 - expected))
    return notRightYet(
      "this is the share of the pictures whose first class stayed: count those that changed",
    );
  if (is(share((a, b) => a.probability !== b.probability)))
    return notRightYet(
      "you compared the probabilities, which nearly always change: compare the first classes",
    );
  if (is(0))
    return notRightYet("no picture changed: were the swapped pictures classified, or the plain ones twice?");
  return notRightYet(`expected ${expected.toFixed(4)} of all ${count} pictures, received ${answer}`);
}

/** A picture with red and blue exchanged: what a network sees when a photo is handed over in the wrong order. */
export function swapRedAndBlue(image: Image): Image {
  return createImage(
    image,
    image.pixels.map((_, at) => image.pixels[at - (at % 3) + 2 - (at % 3)]!),
  );
}

function randomImage(width: number, height: number): Image {
  const random = seededRandom(width);
  const levels = Uint8Array.from({ length: width * height * 3 }, () => Math.floor(256 * random()));
  // The first pixel is mostly red, the second white, so that a message has large numbers to speak of.
  levels.set([250, 60, 10, 255, 255, 255, 0, 0, 0]);
  return createImage({ width, height }, levels);
}

/** What each output channel has taken off, read off a black picture. */
function meansOf(mode: PreprocessMode): number[] {
  const black = preprocess([createImage({ width: 1, height: 1 })], mode);
  return Array.from(black, (value) => Number((-value).toFixed(3)));
}

function fill(image: Image, value: (pixel: number, channel: number) => number): Float32Array {
  return Float32Array.from(image.pixels, (_, at) => value(at - (at % 3), at % 3));
}

function planes({ width, height }: Image, values: Float32Array): Float32Array {
  const count = width * height;
  return values.map((_, at) => values[(at % count) * 3 + Math.floor(at / count)]!);
}

function offBy(wrong: ArrayLike<number>, correct: ArrayLike<number>): string {
  const difference = wrong[0]! - correct[0]!;
  return `${Math.abs(difference).toFixed(2)} too ${difference > 0 ? "high" : "low"}`;
}

/** Which old pixel each new one is, read off a row that counts: two bytes a number. */
function nearestPlaces(source: number, target: number): number[] {
  const row = createImage({ width: source, height: 1 });
  for (let place = 0; place < source; place++) row.pixels.set([place >> 8, place & 255], place * 3);
  const { pixels } = resizeImage(row, { width: target, height: 1, filter: "nearest" });
  return Array.from({ length: target }, (_, place) => pixels[place * 3]! * 256 + pixels[place * 3 + 1]!);
}
