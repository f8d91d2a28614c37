import { LabError } from "../../errors/lab-error.ts";

/** Training went wrong in a way that more of it will not mend: the loss is no longer a number. */
export class DivergedError extends LabError {
  override name = "DivergedError";
  readonly epoch: number;
  readonly learningRate: number;

  constructor(epoch: number, learningRate: number) {
    super(
      `training: expected a finite loss, received NaN in epoch ${epoch}; lower the learning rate (now ${learningRate})`,
    );
    this.epoch = epoch;
    this.learningRate = learningRate;
  }
}
