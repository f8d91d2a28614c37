/** Run as a process of its own: trains with a checkpoint at the path given, and prints the loss of each step. */
import { fitLayers } from "../../../../lib/training/loop/fit-layers.ts";
import { smallTraining } from "./small-training.ts";

const { plan, rows, options } = smallTraining();
const { history } = await fitLayers(plan, rows, {
  ...options,
  checkpoint: { path: process.argv[2]!, everySteps: 3, resume: true },
  onStep: ({ step, loss }) => process.stdout.write(`${step} ${loss}\n`),
});
process.stdout.write(`${JSON.stringify(history.map(({ loss, valLoss }) => [loss, valLoss]))}\n`);
