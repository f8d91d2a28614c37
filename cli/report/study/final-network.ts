import type { DatasetSplit } from "../../../lib/datasets/index.ts";
import type { BackboneSpec } from "../../../lib/experiments/comparison/running/backbone-spec.ts";
import { loadPooled } from "../../../lib/experiments/comparison/running/backbone-spec.ts";
import { extractFeatures } from "../../../lib/features/extract.ts";
import type { Backbone } from "../../../lib/models/backbone.ts";
import { attachHead } from "../../../lib/models/saving/attach-head.ts";
import { fineTune } from "../../../lib/training/fine-tune.ts";
import { trainHead } from "../../../lib/training/train-head.ts";

/** A network with its head, trained once more as the comparison trained it. */
export interface FinalNetwork {
  readonly network: Backbone;
  /** Class of each test photo: the same as in the comparison, since seeds and rows are. */
  readonly predicted: readonly number[];
}

/**
 * Trains a network as {@link compare} does in its mode, to be looked into or kept.
 *
 * @returns a network that the caller disposes.
 */
export async function trainFinalNetwork(
  spec: BackboneSpec,
  mode: "frozen" | "fine-tuned",
  { train, test }: DatasetSplit,
  options: {
    readonly seed: number;
    readonly signal: AbortSignal;
    readonly onShare: (share: number) => void;
  },
): Promise<FinalNetwork> {
  const { seed, signal, onShare } = options;
  const onStep = ({ step, totalSteps }: { step: number; totalSteps: number }) => onShare(step / totalSteps);
  const backbone = await loadPooled(spec);
  try {
    const rows = await extractFeatures(backbone, train, { signal });
    const validation = await extractFeatures(backbone, test, { signal });
    const trained = await trainHead(rows, { validation, seed, signal });
    try {
      const tuned =
        mode === "frozen"
          ? undefined
          : await fineTune(backbone, trained.head, train, { validation: test, seed, signal, onStep });
      const network = attachHead(backbone, trained.head, { classNames: train.classNames });
      return { network, predicted: (tuned?.after ?? trained.evaluation).predicted };
    } finally {
      trained.dispose();
    }
  } finally {
    backbone.dispose();
  }
}
