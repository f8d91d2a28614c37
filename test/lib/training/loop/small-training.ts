import { tf } from "../../../../lib/tensors/tf.ts";
import { unfreezeFrom } from "../../../../lib/training/freezing/freeze.ts";
import { createHead } from "../../../../lib/training/heads/head.ts";
import { joinPlans, planLayers, variableOf } from "../../../../lib/training/layer-plan.ts";
import type { FitOptions } from "../../../../lib/training/loop/fit-options.ts";
import { oneCycle } from "../../../../lib/training/schedules/one-cycle.ts";
import type { TrainingRows } from "../../../../lib/training/training-rows.ts";
import { brightChannelRows, tinyResidualModel } from "../tiny-model.ts";

/** A plan with everything that has a state: statistics that move, dropout, views, an optimizer with two slots. */
export function smallTraining() {
  const rows = brightChannelRows(30, [8, 8, 3]);
  const views = [2, 3].map((seed): TrainingRows => brightChannelRows(30, [8, 8, 3], seed));
  const model = tinyResidualModel();
  const head = createHead(
    { shape: [4], classNames: rows.classNames },
    { standardize: false, hiddenUnits: 6, dropout: 0.3, seed: 4 },
  );
  unfreezeFrom(model, "block2_conv");
  const plan = joinPlans(planLayers(model), planLayers(head));
  const options = {
    epochs: 5,
    batchSize: 8,
    learningRate: oneCycle({ peak: 0.02 }),
    validation: brightChannelRows(12, [8, 8, 3], 9),
    views,
    seed: 11,
    weightDecay: 0.01,
    earlyStopping: { patience: 3 },
  } satisfies FitOptions;
  const weights = () =>
    [model, head].flatMap(({ layers }) =>
      layers.flatMap((layer) => layer.weights.map((weight) => Array.from(variableOf(weight).dataSync()))),
    );
  const dispose = () =>
    tf.dispose(
      [model, head].flatMap(({ layers }) => layers.flatMap((layer) => layer.weights.map(variableOf))),
    );
  return { rows, plan, options, weights, model, head, dispose };
}
