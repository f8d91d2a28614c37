import {
  type Backbone,
  describeTrainable,
  type FeatureSet,
  fineTune,
  type ImageDataset,
  type LearningRateSweep,
  loadBackbone,
  trainHead,
  unfreezeFrom,
} from "transferlab";
import { type Finding, notRightYet, notTried, openExercise, right } from "./exercise.ts";
import { describe, short } from "./judge-numbers.ts";

export interface TuningChoice {
  readonly unfreezeFrom: string;
  readonly learningRate: number;
  readonly epochs: number;
}

/** Opens the tasks of "A learning rate, and where to unfreeze from". */
export const openFineTuning = () =>
  openExercise({
    "a learning rate": checkRate,
    "VGG16's last block": (layer: string | undefined) => checkUnfreezeFrom("vgg16", layer),
    "ResNet50's last stage": (layer: string | undefined) => checkUnfreezeFrom("resnet50", layer),
    "fine-tune": checkTuning,
  });

export async function checkRate(
  rate: number | undefined,
  sweep: LearningRateSweep,
  train: FeatureSet,
): Promise<Finding> {
  if (rate === undefined) return notTried;
  const fault = judgeRate(rate, sweep);
  if (fault !== undefined) return fault;
  const { history, dispose } = await trainHead(train, { epochs: 5, learningRate: rate });
  dispose();
  const [start, end] = [history[0]!, history.at(-1)!];
  return right(
    `five epochs at ${rate} take the loss from ${short(start.loss)} to ${short(end.loss)}; the library's own suggestion is ${short(sweep.valley!)}`,
  );
}

/** Judges a rate by the sweep alone: within ten times of its valley, and off the part where the loss explodes. */
export function judgeRate(rate: number, { steps, valley }: LearningRateSweep): Finding | undefined {
  if (valley === undefined)
    return notRightYet("the loss never falls in this sweep: make it with more pictures");
  if (!(typeof rate === "number" && Number.isFinite(rate) && rate !== 0))
    return notRightYet(`expected a number above 0, received ${describe(rate)}`);
  if (rate < 0)
    return notRightYet(
      `expected the rate itself, not its exponent: -3 on the axis means 1e-3, and ${rate} would climb the loss`,
    );
  const lowest = steps.reduce((best, step) => (step.smoothedLoss < best.smoothedLoss ? step : best));
  if (Math.abs(Math.log10(rate / lowest.learningRate)) < 0.1 && rate > 3 * valley)
    return notRightYet(
      `${rate} is where the smoothed loss is lowest: it no longer falls there, and is about to explode. Take a rate well before, where it falls steadily`,
    );
  if (rate > 10 * valley)
    return notRightYet(
      `${rate} is too high: single batches already rise again there; the steady fall lies lower`,
    );
  if (rate < valley / 10) {
    const there = steps.findLast(({ learningRate }) => learningRate <= rate) ?? steps[0]!;
    return notRightYet(
      `${rate} is too low: up to there the smoothed loss has gone from ${short(steps[0]!.smoothedLoss)} to ${short(there.smoothedLoss)} only; it would train, but for many epochs`,
    );
  }
  return undefined;
}

export async function checkUnfreezeFrom(
  name: "vgg16" | "resnet50",
  layer: string | undefined,
): Promise<Finding> {
  if (layer === undefined) return notTried;
  const backbone = await loadBackbone(name, { includeTop: false, pooling: "avg" });
  try {
    return judgeUnfreezeFrom(backbone, layer);
  } finally {
    backbone.dispose();
  }
}

function judgeUnfreezeFrom(backbone: Backbone, layer: string): Finding {
  const { model, config } = backbone;
  const block = config.lastBlockLayer.split("_")[0]!;
  // An unknown name is an error that lists near ones.
  unfreezeFrom(model, layer);
  const { layers, text } = describeTrainable(model);
  const wanted = (name: string) => name.startsWith(`${block}_`);
  const missing = layers.filter(({ name, trains }) => wanted(name) && !trains).map(({ name }) => name);
  const tooMuch = layers.filter(({ name, trains }) => !wanted(name) && trains).map(({ name }) => name);
  if (missing.some((name) => name.endsWith("_conv")) && layer.includes("_0_"))
    return notRightYet(
      `${layer} has the lower number but comes later in model.layers: it is the shortcut. Still frozen: ${missing.slice(0, 4).join(", ")}`,
    );
  if (missing.length > 0)
    return notRightYet(
      `too late: of ${block}, ${missing.slice(0, 4).join(", ")}${missing.length > 4 ? ", ..." : ""} would stay frozen`,
    );
  if (tooMuch.length > 0)
    return notRightYet(
      `too early: ${tooMuch.slice(0, 4).join(", ")}${tooMuch.length > 4 ? ", ..." : ""} would train too, and ${block} alone was asked for`,
    );
  return right(text);
}

export async function checkTuning(
  choice: TuningChoice | undefined,
  data: { readonly train: ImageDataset; readonly test: ImageDataset; readonly features: FeatureSet },
): Promise<Finding> {
  if (choice === undefined) return notTried;
  const fault = judgeChoice(choice);
  if (fault !== undefined) return fault;
  const backbone = await loadBackbone("vgg16", { includeTop: false, pooling: "avg" });
  const trained = await trainHead(data.features, { epochs: 30, learningRate: 3e-3 });
  try {
    const { before, after, history, ledger } = await fineTune(backbone, trained.head, data.train, {
      ...choice,
      validation: data.test,
    });
    const largestChange = Math.max(...ledger.map(({ relativeChange }) => relativeChange));
    return judgeTuned({
      losses: history.map(({ loss }) => loss),
      largestChange,
      before: before.accuracy,
      after: after.accuracy,
    });
  } finally {
    trained.dispose();
    backbone.dispose();
  }
}

/** Judges what can be judged before a minute is spent on training. */
export function judgeChoice({ unfreezeFrom: from, learningRate, epochs }: TuningChoice): Finding | undefined {
  if (!/^block[45]_/.test(from))
    return notRightYet(
      `expected a layer of block5 (or block4) to unfreeze from, received "${from}": lower layers hold what all photos share, and training them takes long`,
    );
  if (!(Number.isInteger(epochs) && epochs >= 1 && epochs <= 10))
    return notRightYet(`expected 1 to 10 epochs for this exercise, received ${epochs}`);
  if (!(learningRate > 0)) return notRightYet(`expected a learning rate above 0, received ${learningRate}`);
  return undefined;
}

export interface TuningOutcome {
  /** Before training, then of each epoch. */
  readonly losses: readonly number[];
  /** Of any weight, as a share of its own size. */
  readonly largestChange: number;
  readonly before: number;
  readonly after: number;
}

export function judgeTuned({ losses, largestChange, before, after }: TuningOutcome): Finding {
  const [start, first, last] = [losses[0]!, losses[1]!, losses.at(-1)!];
  if (!Number.isFinite(last) || last > start + 1)
    return notRightYet(
      `far too high: the training loss went from ${short(start)} to ${short(last)} and did not come back; what the block had learned is gone`,
    );
  if (first > start + 0.5)
    return notRightYet(
      `too high: in the first epoch the training loss jumped from ${short(start)} to ${short(first)}. The block was first damaged and then learned anew from these few pictures; go ten times lower`,
    );
  if (largestChange < 1e-3)
    return notRightYet(
      `too low: no weight moved by more than ${largestChange.toExponential(1)} of its size; the network is what it was`,
    );
  if (last >= start)
    return notRightYet(
      `the training loss did not fall (${short(start)} to ${short(last)}): more epochs, or a somewhat higher rate`,
    );
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return right(
    `training loss ${short(start)} to ${short(last)}, test accuracy ${percent(before)} to ${percent(after)}. With so few test pictures the interval is wide: exercise 6 asks when a difference counts`,
  );
}
