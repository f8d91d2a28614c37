import { createHash } from "node:crypto";
import { LabError } from "../errors/lab-error.ts";
import type { tf } from "../tensors/tf.ts";
import { variableOf } from "./layer-plan.ts";

/** What training did to one weight. */
export interface LedgerEntry {
  readonly layer: string;
  readonly weight: string;
  readonly size: number;
  /**
   * - `"trained"`: moved by the optimizer
   * - `"statistic"`: a moving mean or variance of a layer that trains
   * - `"frozen"`: must not move
   */
  readonly role: "trained" | "statistic" | "frozen";
  readonly moved: boolean;
  /** ‖after - before‖ / ‖before‖, or ‖after‖ when it began at zero; 0 for a weight that did not move. */
  readonly relativeChange: number;
  /** Largest change of one value. */
  readonly largestChange: number;
}

/** A weight that was frozen is not what it was: a fault to be reported, for no result holds with it. */
export class FrozenWeightMovedError extends LabError {
  override name = "FrozenWeightMovedError";
  readonly weights: readonly string[];

  constructor(weights: readonly string[]) {
    super(
      `frozen weights: expected none to move, received ${weights.length} that did: ${weights.slice(0, 5).join(", ")}`,
    );
    this.weights = weights;
  }
}

/** Weights as they were: values of those that may move, digests of the others. */
export interface WeightSnapshot {
  /** Compares with the weights as they are now, in the models' order. */
  compare(): LedgerEntry[];
}

interface KnownWeight {
  readonly layer: string;
  readonly weight: string;
  readonly role: LedgerEntry["role"];
  readonly variable: tf.Variable;
  readonly before: Float32Array | string;
}

/**
 * Remembers every weight of some models, so that what training moved can be told afterwards.
 *
 * Take it after freezing and before training. Holds a copy of the weights that may move, in plain memory.
 *
 * @example
 * const before = snapshotWeights([backbone.model, head]);
 * await fitLayers(plan, rows, options);
 * const ledger = before.compare();
 */
export function snapshotWeights(models: readonly tf.LayersModel[]): WeightSnapshot {
  const known: KnownWeight[] = [];
  for (const layer of models.flatMap((model) => model.layers)) {
    const trains = new Set(layer.trainable ? layer.trainableWeights : []);
    for (const weight of layer.weights) {
      const role = trains.has(weight) ? "trained" : layer.trainable ? "statistic" : "frozen";
      const variable = variableOf(weight);
      const values = variable.dataSync() as Float32Array;
      const name = weight.originalName.split("/").at(-1)!;
      known.push({
        layer: layer.name,
        weight: name,
        role,
        variable,
        before: role === "frozen" ? digest(values) : values.slice(),
      });
    }
  }
  return { compare: () => known.map(compareWeight) };
}

/** @throws {@link FrozenWeightMovedError} when a frozen weight moved. */
export function requireFrozenUnmoved(ledger: readonly LedgerEntry[]): void {
  requireUnmoved(ledger.filter(({ role }) => role === "frozen"));
}

/** @throws {@link FrozenWeightMovedError} when any weight moved. */
export function requireUnmoved(ledger: readonly LedgerEntry[]): void {
  const moved = ledger.filter((entry) => entry.moved);
  if (moved.length > 0)
    throw new FrozenWeightMovedError(moved.map(({ layer, weight }) => `${layer}/${weight}`));
}

function compareWeight({ layer, weight, role, variable, before }: KnownWeight): LedgerEntry {
  const after = variable.dataSync() as Float32Array;
  const entry = { layer, weight, size: after.length, role };
  if (typeof before === "string") {
    const moved = digest(after) !== before;
    return { ...entry, moved, relativeChange: moved ? Number.NaN : 0, largestChange: moved ? Number.NaN : 0 };
  }
  let difference = 0;
  let length = 0;
  let lengthAfter = 0;
  let largestChange = 0;
  for (let index = 0; index < after.length; index++) {
    const change = Math.abs(after[index]! - before[index]!);
    difference += change * change;
    length += before[index]! ** 2;
    lengthAfter += after[index]! ** 2;
    if (change > largestChange) largestChange = change;
  }
  const relativeChange = Math.sqrt(difference / (length === 0 ? lengthAfter || 1 : length));
  return { ...entry, moved: largestChange > 0, relativeChange, largestChange };
}

function digest(values: Float32Array): string {
  return createHash("sha256")
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest("hex");
}
