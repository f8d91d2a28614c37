import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Backbone, type ClassIndex, classify, loadBackbone, loadSamples } from "../../../lib/index.ts";
import {
  checkClassScores,
  checkSoftmax,
  checkSurestPhoto,
  checkTopK,
  type SurestPhoto,
} from "../../../notebooks/exercises/checks/top-k-by-hand.ts";

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const exp = (logits: Float32Array) => Array.from(logits, Math.exp);

describe("checkSoftmax", () => {
  it("takes what is right", () => {
    const shifted = (logits: Float32Array) => logits.map((logit) => logit - Math.max(...logits));
    const softmax = (logits: Float32Array) => exp(shifted(logits)).map((e) => e / sum(exp(shifted(logits))));
    expect(checkSoftmax(softmax).status).toBe("right");
    expect(checkSoftmax(() => undefined).status).toBe("not tried yet");
  });

  it.each<[string, (logits: Float32Array) => ArrayLike<number>, RegExp]>([
    ["exponentials", exp, /divide each by the sum/],
    ["no exponentials", (l) => l.map((logit) => logit / sum([...l])), /take exp of each first/],
    ["percent", (l) => exp(l).map((e) => (100 * e) / sum(exp(l))), /sum to 100/],
    ["logarithms", (l) => exp(l).map((e) => Math.log(e / sum(exp(l)))), /leave the logarithm out/],
    ["sigmoid", (l) => l.map((logit) => 1 / (1 + Math.exp(-logit))), /do not compete/],
    ["divided by the largest", (l) => exp(l).map((e) => e / Math.max(...exp(l))), /divide by the sum/],
    ["large logits", (l) => exp(l).map((e) => e / sum(exp(l))), /NaN, NaN, NaN: exp\(1000\) is Infinity/],
    ["one missing", (l) => exp(l).slice(1), /expected 200 probabilities, received 199/],
  ])("recognises %s", (_, softmax, message) => {
    expect(checkSoftmax(softmax)).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });

  it("notices that the logits were changed", () => {
    const softmax = (logits: Float32Array) => {
      const largest = Math.max(...logits);
      for (const place of logits.keys()) logits[place] = Math.exp(logits[place]! - largest);
      return logits.map((e) => e / sum([...logits]));
    };
    expect(checkSoftmax(softmax).message).toMatch(/has changed the logits/);
  });
});

describe("checkTopK", () => {
  const places = (p: Float32Array) => [...p.keys()].sort((a, b) => p[b]! - p[a]!);
  const named = (p: Float32Array, c: ClassIndex, order: readonly number[]) =>
    order.map((place) => ({ name: c[place]!.name, probability: p[place]! }));
  type TopK = Parameters<typeof checkTopK>[0];

  it("takes what is right", () => {
    expect(checkTopK((p, c, k) => named(p, c, places(p).slice(0, k))).status).toBe("right");
    expect(checkTopK(() => undefined).status).toBe("not tried yet");
  });

  it.each<[string, TopK, RegExp]>([
    [
      "the least probable",
      (p, c, k) => named(p, c, places(p).reverse().slice(0, k)),
      /least probable classes/,
    ],
    ["the least probable first", (p, c, k) => named(p, c, places(p).slice(0, k).reverse()), /comes first/],
    ["all classes", (p, c) => named(p, c, places(p)), /what becomes of k/],
    ["one too many", (p, c, k) => named(p, c, places(p).slice(0, k + 1)), /one too many/],
    ["unsorted", (p, c, k) => named(p, c, [...p.keys()].slice(0, k)), /nothing was sorted/],
    [
      "sorted as text",
      (p, c, k) => {
        const order = [...p].sort().reverse();
        return named(
          p,
          c,
          order.slice(0, k).map((value) => p.indexOf(value)),
        );
      },
      /sorted as text/,
    ],
    [
      "names of the first classes",
      (p, c, k) =>
        [...p]
          .sort((a, b) => b - a)
          .slice(0, k)
          .map((probability, i) => ({ name: c[i]!.name, probability })),
      /names of the first classes/,
    ],
    ["a fixed k", (p, c) => named(p, c, places(p).slice(0, 5)), /not for k = 3/],
    ["places", (p, _, k) => places(p).slice(0, k) as never, /expected a list of \{ name, probability \}/],
    [
      "a list sorted in place",
      (p, c, k) => {
        const result = named(p, c, places(p).slice(0, k));
        p.sort();
        return result;
      },
      /has sorted the list that it was given/,
    ],
  ])("recognises %s", (_, topK, message) => {
    expect(checkTopK(topK)).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });
});

describe("checks on the network", () => {
  let vgg: Backbone;
  beforeAll(async () => {
    vgg = await loadBackbone("vgg16");
  }, 60_000);
  afterAll(() => vgg.dispose());

  const scores =
    (at: (f: number, c: number, shape: [number, number]) => number, withBias = true) =>
    (features: Float32Array, kernel: Float32Array, bias: Float32Array) =>
      Array.from(bias, (b, c) =>
        features.reduce(
          (total, value, f) => total + value * kernel[at(f, c, [features.length, bias.length])]!,
          withBias ? b : 0,
        ),
      );
  const straight = (f: number, c: number, [, classes]: [number, number]) => f * classes + c;
  const turned = (f: number, c: number, [features]: [number, number]) => c * features + f;

  it("take the network's own scores, and tell what else they are", async () => {
    const message = async (answer: Parameters<typeof checkClassScores>[0]) =>
      (await checkClassScores(answer, vgg)).message;
    expect((await checkClassScores(scores(straight), vgg)).status).toBe("right");
    expect((await checkClassScores(() => undefined, vgg)).status).toBe("not tried yet");
    expect(await message(scores(straight, false))).toMatch(/bias is missing: each class/);
    expect(await message(scores(turned))).toMatch(/wrong way round: it is \[512, 200\]/);
    expect(await message(scores(turned, false))).toMatch(/and the bias is missing/);
    expect(await message((...given) => scores(straight)(...given).map((s) => Math.max(0, s)))).toMatch(
      /no relu/,
    );
  });

  it("tell the surest bicycle from others", async () => {
    const { items } = await loadSamples();
    const paths = items.map(({ path }) => path).filter((path) => path.includes("bicycle"));
    const seen = await classify(vgg, paths, { top: 1 });
    const all = seen
      .map(({ predictions: [first] }, i) => ({
        path: paths[i]!,
        name: first!.name,
        probability: first!.probability,
      }))
      .sort((a, b) => b.probability - a.probability);
    const found = async (answer: SurestPhoto | undefined) => {
      const { status, message } = await checkSurestPhoto(answer, vgg);
      return status === "not right yet" ? message : status;
    };
    expect(await found(all[0])).toBe("right");
    expect(await found(undefined)).toBe("not tried yet");
    expect(await found(all.at(-1))).toMatch(/least sure of/);
    expect(await found(all[3])).toMatch(/surer of 3 other bicycles/);
    expect(await found({ ...all[0]!, probability: 100 * all[0]!.probability })).toMatch(/in percent/);
    expect(await found({ ...all[0]!, probability: 0.01 })).toMatch(/not 0.01/);
    expect(await found({ ...all[0]!, name: "bicycle" })).toMatch(/calls it otherwise/);
    expect(await found({ ...all[0]!, path: items.at(-1)!.path })).toMatch(/in the folder bicycle/);
  });
});
