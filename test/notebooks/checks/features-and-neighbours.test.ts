import { describe, expect, it } from "vitest";
import { type FeatureSet, matrixFromRows } from "../../../lib/index.ts";
import {
  type AveragePool,
  checkAveragePool,
  checkLayer,
  checkNearest,
  checkNearestLabel,
  type Nearest,
  type NearestLabel,
  rowsOf,
} from "../../../notebooks/exercises/checks/features-and-neighbours.ts";

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
const cosine = (a: Float32Array, b: Float32Array) => dot(a, b) / (Math.hypot(...a) * Math.hypot(...b));
const closeness = (a: Float32Array, b: Float32Array) => -Math.hypot(...a.map((value, at) => value - b[at]!));
const rank = (rows: readonly Float32Array[], query: Float32Array, near: typeof dot) =>
  [...rows.keys()].sort((a, b) => near(rows[b]!, query) - near(rows[a]!, query));

describe("checkAveragePool", () => {
  const pool =
    (
      slot: (at: number, h: number, w: number, c: number) => number,
      size: (h: number, w: number, c: number) => number,
      divisor: (h: number, w: number, c: number) => number,
    ): AveragePool =>
    (map, h, w, c) => {
      const result = new Float32Array(size(h, w, c));
      map.forEach((value, at) => {
        result[slot(at, h, w, c)]! += value / divisor(h, w, c);
      });
      return result;
    };
  const channel = (at: number, _h: number, _w: number, c: number) => at % c;
  const channels = (_h: number, _w: number, c: number) => c;
  const places = (h: number, w: number) => h * w;

  it("takes what is right", () => {
    expect(checkAveragePool(pool(channel, channels, places)).status).toBe("right");
    expect(checkAveragePool(() => undefined).status).toBe("not tried yet");
  });

  it.each<[string, AveragePool, RegExp]>([
    ["sums", pool(channel, channels, () => 1), /these are the sums: divide by the 6 places/],
    ["a divisor too large", pool(channel, channels, (h, w, c) => h * w * c), /divided by all 24 numbers/],
    [
      "means over channels",
      pool((at, _h, _w, c) => Math.floor(at / c), places, channels),
      /one number a place/,
    ],
    [
      "planes",
      pool((at, h, w) => Math.floor(at / (h * w)), channels, places),
      /as if all of channel 0 came first/,
    ],
    [
      "rows alone",
      pool(
        (at, _h, w, c) => at % (w * c),
        (_h, w, c) => w * c,
        (h) => h,
      ),
      /mean over the rows alone/,
    ],
    [
      "columns alone",
      pool(
        (at, _h, w, c) => Math.floor(at / (w * c)) * c + (at % c),
        (h, _w, c) => h * c,
        (_h, w) => w,
      ),
      /mean over the columns alone/,
    ],
    [
      "the largest",
      (map, _h, _w, c) =>
        Array.from({ length: c }, (_, at) => Math.max(...map.filter((_v, place) => place % c === at))),
      /pooling: "max"/,
    ],
  ])("recognises %s", (_, answer, message) => {
    expect(checkAveragePool(answer)).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });
});

describe("checkNearest", () => {
  const others = (near: typeof dot) => (rows: readonly Float32Array[], query: number) =>
    rank(rows, rows[query]!, near).filter((row) => row !== query);

  it("takes what is right", () => {
    expect(checkNearest((rows, query, k) => others(cosine)(rows, query).slice(0, k)).status).toBe("right");
    expect(checkNearest(() => undefined).status).toBe("not tried yet");
  });

  it.each<[string, Nearest, RegExp]>([
    ["the row itself", (rows, query, k) => rank(rows, rows[query]!, cosine).slice(0, k), /the row itself/],
    [
      "the row itself, and one more",
      (rows, query, k) => rank(rows, rows[query]!, cosine).slice(0, k + 1),
      /the row itself/,
    ],
    [
      "the farthest",
      (rows, query, k) => others(cosine)(rows, query).reverse().slice(0, k),
      /these are the farthest/,
    ],
    [
      "the farthest first",
      (rows, query, k) => others(cosine)(rows, query).slice(0, k).reverse(),
      /farthest of them comes first/,
    ],
    [
      "straight distance",
      (rows, query, k) => others(closeness)(rows, query).slice(0, k),
      /by straight distance/,
    ],
    ["products", (rows, query, k) => others(dot)(rows, query).slice(0, k), /prefer long rows/],
    [
      "the order of rows",
      (rows, query, k) =>
        others(cosine)(rows, query)
          .slice(0, k)
          .sort((a, b) => a - b),
      /order of their numbers/,
    ],
    [
      "too few",
      (rows, query, k) => others(cosine)(rows, query).slice(0, k - 1),
      /expected 5 row numbers, received 4/,
    ],
  ])("recognises %s", (_, answer, message) => {
    expect(checkNearest(answer)).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });
});

describe("checkNearestLabel", () => {
  it("takes what is right", () => {
    expect(checkNearestLabel((rows, labels, query) => labels[rank(rows, query, cosine)[0]!]).status).toBe(
      "right",
    );
    expect(checkNearestLabel(() => undefined).status).toBe("not tried yet");
  });

  it.each<[string, NearestLabel, RegExp]>([
    ["row numbers", (rows, _, query) => rank(rows, query, cosine)[0], /give the label of that row/],
    ["the farthest", (rows, labels, query) => labels[rank(rows, query, cosine).at(-1)!], /farthest rows/],
    ["the second nearest", (rows, labels, query) => labels[rank(rows, query, cosine)[1]!], /second nearest/],
    [
      "straight distance",
      (rows, labels, query) => labels[rank(rows, query, closeness)[0]!],
      /straight distance/,
    ],
  ])("recognises %s", (_, answer, message) => {
    expect(checkNearestLabel(answer)).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });
});

describe("checkLayer", () => {
  const set = (rows: number[][]) =>
    ({ features: matrixFromRows(rows), labels: [0, 1] }) as unknown as FeatureSet;
  const train = set([
    [1, 0],
    [0, 1],
  ]);
  const features = {
    good: {
      train,
      test: set([
        [2, 1],
        [1, 2],
      ]),
    },
    bad: {
      train,
      test: set([
        [2, 1],
        [2, 1],
      ]),
    },
  };

  it("takes the layer that is right most often, and says how often each is", () => {
    expect(checkLayer("good", features)).toMatchObject({
      status: "right",
      message: expect.stringMatching(/of 2: good 2, bad 1/),
    });
    expect(checkLayer(undefined, features).status).toBe("not tried yet");
  });

  it("says of another layer how far it is off, and which there are", () => {
    expect(checkLayer("bad", features).message).toMatch(
      /right for 1 of 2 test pictures; by another layer for 2/,
    );
    expect(checkLayer("fc3", features).message).toBe('expected one of good, bad, received "fc3"');
  });
});

describe("rowsOf", () => {
  it("lists the rows", () => {
    expect(
      rowsOf(
        matrixFromRows([
          [1, 2],
          [3, 4],
        ]),
      ).map((row) => [...row]),
    ).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
});
