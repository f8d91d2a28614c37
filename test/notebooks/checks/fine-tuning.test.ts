import { describe, expect, it } from "vitest";
import type { LearningRateSweep } from "../../../lib/index.ts";
import {
  checkUnfreezeFrom,
  judgeChoice,
  judgeRate,
  judgeTuned,
} from "../../../notebooks/exercises/checks/fine-tuning.ts";

describe("judgeRate", () => {
  const steps = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10].map((learningRate, step) => {
    const loss = [2, 1.9, 1.5, 1, 0.8, 0.7, 5][step]!;
    return { learningRate, loss, smoothedLoss: loss };
  });
  const sweep: LearningRateSweep = { steps, valley: 1e-2, steepest: 1e-2, diverged: true };

  it("takes a rate within ten times of the valley", () => {
    expect([1e-3, 5e-3, 2e-2, 0.1].map((rate) => judgeRate(rate, sweep))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each<[string, number, RegExp]>([
    ["the lowest loss", 1, /where the smoothed loss is lowest/],
    ["too high", 5, /too high: single batches/],
    ["too low", 1e-4, /too low: .* from 2 to 1.9 only/],
    ["lower than the sweep", 1e-8, /too low: .* from 2 to 2 only/],
    ["an exponent", -2, /not its exponent/],
    ["no number", Number.NaN, /expected a number above 0, received NaN/],
  ])("recognises %s", (_, rate, message) => {
    expect(judgeRate(rate, sweep)).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });

  it("says when a sweep tells nothing", () => {
    expect(judgeRate(1e-3, { ...sweep, valley: undefined })!.message).toMatch(/never falls/);
  });
});

describe("checkUnfreezeFrom", () => {
  const found = async (name: "vgg16" | "resnet50", layer: string) => {
    const { status, message } = await checkUnfreezeFrom(name, layer);
    return status === "right" ? status : message;
  };

  it("takes the first layer of the last block", async () => {
    expect(await found("vgg16", "block5_conv1")).toBe("right");
    expect(await found("vgg16", "block4_pool")).toBe("right");
    expect(await found("resnet50", "conv5_block1_1_conv")).toBe("right");
    expect((await checkUnfreezeFrom("vgg16", undefined)).status).toBe("not tried yet");
  });

  it("says what would stay frozen, and what would train too", async () => {
    expect(await found("vgg16", "block5_conv2")).toBe("too late: of block5, block5_conv1 would stay frozen");
    expect(await found("vgg16", "block4_conv3")).toMatch(/too early: block4_conv3 would train too/);
    expect(await found("resnet50", "conv5_block3_1_conv")).toMatch(
      /too late: of conv5, conv5_block1_1_conv, .*, \.\.\. would/,
    );
    expect(await found("resnet50", "conv5_block1_0_conv")).toMatch(
      /it is the shortcut\. Still frozen: conv5_block1_1_conv/,
    );
  });

  it("leaves an unknown name to the library, which lists near ones", async () => {
    await expect(checkUnfreezeFrom("vgg16", "block5_conv4")).rejects.toThrow(/block5_conv/);
  });
});

describe("judgeChoice", () => {
  it("asks for an upper block, some epochs and a rate", () => {
    const good = { unfreezeFrom: "block5_conv1", learningRate: 1e-5, epochs: 5 };
    expect(judgeChoice(good)).toBeUndefined();
    expect(judgeChoice({ ...good, unfreezeFrom: "block1_conv1" })!.message).toMatch(/what all photos share/);
    expect(judgeChoice({ ...good, epochs: 100 })!.message).toMatch(/1 to 10 epochs/);
    expect(judgeChoice({ ...good, learningRate: 0 })!.message).toMatch(/above 0/);
  });
});

describe("judgeTuned", () => {
  const outcome = { losses: [0.2, 0.18, 0.1], largestChange: 0.02, before: 0.8, after: 0.82 };

  it("takes a training whose loss falls from the start", () => {
    expect(judgeTuned(outcome)).toMatchObject({
      status: "right",
      message: expect.stringMatching(/0.2 to 0.1, .* 80.0 % to 82.0 %/),
    });
  });

  it.each<[string, Partial<typeof outcome>, RegExp]>([
    ["a ruined block", { losses: [0.2, 12, 13] }, /far too high/],
    ["no number", { losses: [0.2, Number.NaN, Number.NaN] }, /far too high/],
    ["a jump in the first epoch", { losses: [0.2, 3, 0.1] }, /too high: in the first epoch .* from 0.2 to 3/],
    [
      "weights that stand still",
      { losses: [0.2, 0.2, 0.2], largestChange: 1.2e-5 },
      /too low: no weight moved by more than 1.2e-5/,
    ],
    ["a loss that does not fall", { losses: [0.2, 0.3, 0.25] }, /did not fall/],
  ])("recognises %s", (_, change, message) => {
    expect(judgeTuned({ ...outcome, ...change })).toMatchObject({
      status: "not right yet",
      message: expect.stringMatching(message),
    });
  });
});
