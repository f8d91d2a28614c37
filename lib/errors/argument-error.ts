import { LabError } from "./lab-error.ts";

/** An argument, option or data set is not what the function needs: says what was expected and what came. */
export class ArgumentError extends LabError {
  override name = "ArgumentError";
  readonly argument: string;
  readonly expected: string;
  readonly received: string;

  constructor(argument: string, expected: string, received: unknown, options?: ErrorOptions) {
    const shown = typeof received === "string" ? received : describe(received);
    super(`${argument}: expected ${expected}, received ${shown}`, options);
    this.argument = argument;
    this.expected = expected;
    this.received = shown;
  }
}

/** A tensor, matrix or list has the wrong shape. `null` in the expected shape stands for any size. */
export class ShapeError extends ArgumentError {
  override name = "ShapeError";
  readonly expectedShape: string;
  readonly receivedShape: readonly number[];

  constructor(argument: string, expectedShape: string, receivedShape: readonly number[]) {
    super(argument, `shape ${expectedShape}`, `[${receivedShape.join(", ")}]`);
    this.expectedShape = expectedShape;
    this.receivedShape = receivedShape;
  }
}

function describe(value: unknown): string {
  if (value === null || value === undefined || typeof value === "number" || typeof value === "boolean") {
    return String(value);
  }
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return `an object of ${value.constructor?.name ?? "no class"}`;
  return `a ${typeof value}`;
}
