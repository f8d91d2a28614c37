import { LabError } from "./lab-error.ts";

/** ONNX Runtime refused to build or run an operation: names the operation and the shapes it was given. */
export class EngineError extends LabError {
  override name = "EngineError";
  readonly operation: string;
  readonly shapes: readonly (readonly number[])[];

  constructor(operation: string, shapes: readonly (readonly number[])[], options: { cause: unknown }) {
    const given =
      shapes.length === 0 ? "" : ` on ${shapes.map((shape) => `[${shape.join(", ")}]`).join(", ")}`;
    const reason = options.cause instanceof Error ? options.cause.message : String(options.cause);
    super(`${operation}: ONNX Runtime failed${given}: ${reason}`, options);
    this.operation = operation;
    this.shapes = shapes;
  }
}
