import { LabError } from "../../errors/lab-error.ts";

/** An engine that is not part of this package was asked for, and is not there or does not load. */
export class EngineMissingError extends LabError {
  override name = "EngineMissingError";
  readonly engine: string;
  /** What to run to get it. */
  readonly command: string;

  constructor(reason: string, options: { cause?: unknown } = {}) {
    const command = "npm run engine:tensorflow";
    super(
      `engine tensorflow: expected @tensorflow/tfjs-node 4.22 that loads, received ${reason}; run "${command}"` +
        ' (in a project that depends on transferlab: "npm install @tensorflow/tfjs-node@4.22.0")',
      options,
    );
    this.engine = "tensorflow";
    this.command = command;
  }
}
