import { createHash } from "node:crypto";
import type { tf } from "../../tensors/tf.ts";
import type { LayerPlan } from "../layer-plan.ts";
import type { FitOptions } from "../loop/fit-options.ts";
import { weightName } from "../optimizers/trained-weights.ts";
import type { Schedule } from "../schedules/schedule.ts";
import type { TrainingRows } from "../training-rows.ts";
import { frozenVariables } from "./weight-values.ts";

/** What decides a training besides the weights that move, by name: digests of what is large, values of what is not. */
export type Fingerprint = Readonly<Record<string, string>>;

/** One digest or more, which tell a reader nothing. */
const DIGESTS = /^[0-9a-f]{64}( |$)/;

/** Takes the fingerprint of a training. Epochs and rates are compared apart: more epochs may follow. */
export function fingerprint(plan: LayerPlan, rows: TrainingRows, options: FitOptions): Fingerprint {
  const { validation, views = [], drawViews } = options;
  return {
    "training rows": digestRows(rows),
    "validation rows": validation === undefined ? "none" : digestRows(validation),
    views: drawViews === undefined ? views.map(digestRows).join(" ") : "drawn for each epoch",
    layers: digestText(describeLayers(plan)),
    "frozen weights": digestArrays(frozenVariables(plan).map(valuesOf)),
    ...describeOptions(options),
  };
}

/** Lists what differs between a stored fingerprint and the present one. */
export function compareFingerprints(stored: Fingerprint, present: Fingerprint): string[] {
  return Object.keys({ ...stored, ...present }).flatMap((name) => {
    const [was, is] = [stored[name] ?? "none", present[name] ?? "none"];
    if (was === is) return [];
    return DIGESTS.test(was) || DIGESTS.test(is)
      ? [`other ${name}`]
      : [`${name} ${short(was)} instead of ${short(is)}`];
  });
}

/** Digest of the first rates that a schedule gives. */
export function digestRates(schedule: Schedule, steps: number, totalSteps: number): string {
  const rates = Float64Array.from({ length: steps }, (_, step) => schedule(step, totalSteps));
  return createHash("sha256").update(new Uint8Array(rates.buffer)).digest("hex");
}

function describeOptions(options: FitOptions): Record<string, string> {
  const { batchSize = 32, optimizer = "adam", seed = 0, shuffle = true, freezeStatistics = false } = options;
  const { momentum = 0.9, nesterov = false, beta1 = 0.9, beta2 = 0.999 } = options;
  const { weightDecay = 0, decayAll = false, clipNorm = null, labelSmoothing = 0 } = options;
  const { rateFactors = {}, classWeight = null, earlyStopping = null } = options;
  const rule = optimizer === "sgd" ? { momentum, nesterov } : { beta1, beta2 };
  const described = { batchSize, optimizer, ...rule, seed, shuffle, freezeStatistics, weightDecay, decayAll };
  const all = { ...described, clipNorm, labelSmoothing, rateFactors, classWeight, earlyStopping };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, JSON.stringify(value)]));
}

/** How layers are made and joined. Not how their first weights were drawn: a head that was loaded has forgotten it. */
function describeLayers({ steps }: LayerPlan): string {
  const described = steps.map(({ layer, sources }) => ({
    kind: layer.getClassName(),
    config: layer.getConfig(),
    trainable: layer.trainable,
    sources,
    weights: layer.weights.map((weight) => [weightName(weight), weight.shape]),
  }));
  return JSON.stringify(described, (key, value: unknown) =>
    /initializer$/i.test(key) || key === "batchInputShape" ? undefined : value,
  );
}

function digestRows({ features, shape, labels, classNames }: TrainingRows): string {
  const hash = createHash("sha256").update(JSON.stringify({ shape, labels, classNames }));
  return hash.update(bytesOf(features.values)).digest("hex");
}

function digestArrays(arrays: readonly Float32Array[]): string {
  const hash = createHash("sha256");
  for (const values of arrays) hash.update(bytesOf(values));
  return hash.digest("hex");
}

function digestText(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function valuesOf(variable: tf.Variable): Float32Array {
  return variable.dataSync() as Float32Array;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function short(value: string): string {
  return value.length > 60 ? `${value.slice(0, 57)}...` : value;
}
