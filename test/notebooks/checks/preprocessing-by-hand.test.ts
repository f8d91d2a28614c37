import { describe, expect, it } from "vitest";
import { createImage } from "../../../lib/index.ts";
import {
  checkForInception,
  checkForVgg,
  checkSourceIndex,
  judgeChangedShare,
  swapRedAndBlue,
} from "../../../notebooks/exercises/checks/preprocessing-by-hand.ts";

const means = [103.939, 116.779, 123.68] as const;
const BGR = [2, 1, 0] as const;
const RGB = [0, 1, 2] as const;
type Triple = readonly [number, number, number];

const by = (source: Triple, subtract: Triple) => (pixels: Uint8Array) =>
  Array.from(pixels, (_, at) => pixels[at - (at % 3) + source[at % 3]!]! - subtract[at % 3]!);
const turned: Triple = [means[2], means[1], means[0]];
const correct = by(BGR, means);

describe("checkForVgg", () => {
  it("takes what is right", () => {
    expect(checkForVgg(correct).status).toBe("right");
    expect(checkForVgg(() => undefined).status).toBe("not tried yet");
  });

  it.each<[string, (pixels: Uint8Array) => ArrayLike<number>, RegExp]>([
    [
      "red first",
      by(RGB, turned),
      /expected BGR: .* The first value is 220.26 too high; are the channels swapped/,
    ],
    [
      "means in the order red, green, blue",
      by(BGR, turned),
      /first value is 19.74 too low, for 123.68 is the mean of red/,
    ],
    ["the mean of blue on red", by(RGB, means), /red comes first, but 103.939, the mean of blue/],
    ["no means", by(BGR, [0, 0, 0]), /no mean was taken off: the first value is 103.94 too high/],
    ["plain pixels", by(RGB, [0, 0, 0]), /neither swapped nor centred/],
    ["0 to 1", (p) => correct(p).map((v) => v / 255), /divided by 255/],
    ["the sign", (p) => correct(p).map((v) => -v), /wrong sign/],
    ["InceptionV3's way", (p) => Array.from(p, (v) => v / 127.5 - 1), /way of InceptionV3/],
    ["bytes that wrap", (p) => Uint8Array.from(correct(p)), /-10 became 246/],
    ["bytes that clip", (p) => Uint8ClampedArray.from(correct(p)), /what was below 0 became 0/],
    [
      "planes",
      (p) => [0, 1, 2].flatMap((c) => correct(p).filter((_, at) => at % 3 === c)),
      /PyTorch's layout/,
    ],
  ])("recognises %s", (_, answer, message) => {
    expect(checkForVgg(answer)).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });

  it("recognises PyTorch's way", () => {
    const [mean, deviation] = [
      [0.485, 0.456, 0.406],
      [0.229, 0.224, 0.225],
    ];
    const torch = (p: Uint8Array) =>
      Array.from(p, (v, at) => (v / 255 - mean![at % 3]!) / deviation![at % 3]!);
    expect(checkForVgg(torch).message).toMatch(/PyTorch's way/);
  });
});

describe("checkForInception", () => {
  const each = (map: (level: number) => number) => (pixels: Uint8Array) => Array.from(pixels, map);

  it("takes what is right", () => {
    expect(checkForInception(each((v) => v / 127.5 - 1)).status).toBe("right");
    expect(checkForInception(() => undefined).status).toBe("not tried yet");
  });

  it.each<[string, (pixels: Uint8Array) => ArrayLike<number>, RegExp]>([
    ["0 to 1", each((v) => v / 255), /from 0 to 1/],
    ["0 to 2", each((v) => v / 127.5), /1 still has to come off/],
    ["128", each((v) => v / 128 - 1), /divided by 128/],
    ["half the width", each((v) => v / 255 - 0.5), /half as wide/],
    ["not divided", each((v) => v - 127.5), /but not divided/],
    ["turned round", each((v) => 1 - v / 127.5), /black gives 1/],
    ["VGG16's way", correct, /way of VGG16/],
    ["blue first", (p) => by(BGR, [0, 0, 0])(p).map((v) => v / 127.5 - 1), /blue comes first/],
    ["bytes", (p) => p.map((v) => v / 127.5 - 1), /number 0 of your values: expected/],
  ])("recognises %s", (_, answer, message) => {
    expect(checkForInception(answer)).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });
});

describe("checkSourceIndex", () => {
  it("takes what is right", () => {
    expect(checkSourceIndex((i, from, to) => Math.floor(((i + 0.5) * from) / to)).status).toBe("right");
    expect(checkSourceIndex(() => undefined).status).toBe("not tried yet");
  });

  it.each<[string, (i: number, from: number, to: number) => number, RegExp]>([
    ["the left edge", (i, from, to) => Math.floor((i * from) / to), /left edge of each new one/],
    ["the left edge, rounded", (i, from, to) => Math.round((i * from) / to), /rounding the left edge/],
    ["the middle, rounded", (i, from, to) => Math.round(((i + 0.5) * from) / to), /floor, not round/],
    ["no whole number", (i, from, to) => ((i + 0.5) * from) / to, /take the floor/],
    ["the scale upside down", (i, from, to) => Math.floor(((i + 0.5) * to) / from), /upside down/],
    [
      "the half taken off again",
      (i, from, to) => Math.floor(((i + 0.5) * from) / to - 0.5),
      /for bilinear weights/,
    ],
  ])("recognises %s", (_, answer, message) => {
    expect(checkSourceIndex(answer)).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });
});

describe("judgeChangedShare", () => {
  const of = (ids: string, probability: number) => [...ids].map((id) => ({ id, probability }));
  const judge = (answer: number) => judgeChangedShare(answer, of("aaaaaaaa", 0.5), of("aaaaabbb", 0.4));

  it("tells the share of changed classes from what else may be counted", () => {
    expect(judge(3 / 8).status).toBe("right");
    expect(judge(37.5).message).toMatch(/in percent/);
    expect(judge(3).message).toMatch(/how many pictures/);
    expect(judge(5 / 8).message).toMatch(/stayed/);
    expect(judge(1).message).toMatch(/compared the probabilities/);
    expect(judge(0).message).toMatch(/plain ones twice/);
    expect(judge(0.123).message).toMatch(/expected 0.3750 of all 8 pictures, received 0.123/);
  });
});

describe("swapRedAndBlue", () => {
  it("exchanges the first and the last byte of each pixel", () => {
    const image = createImage({ width: 2, height: 1 }, Uint8Array.of(1, 2, 3, 4, 5, 6));
    expect([...swapRedAndBlue(image).pixels]).toEqual([3, 2, 1, 6, 5, 4]);
  });
});
