import { describe, expect, it } from "vitest";
import { ArgumentError, ShapeError } from "../../../lib/errors/argument-error.ts";
import { EngineError } from "../../../lib/errors/engine-error.ts";
import { LabError } from "../../../lib/errors/lab-error.ts";

describe("ArgumentError", () => {
  it.each([
    [3, "3"],
    ["text as it is", "text as it is"],
    [undefined, "undefined"],
    [null, "null"],
    [[1, 2, 3], "a list of 3"],
    [new Map(), "an object of Map"],
    [Object.create(null), "an object of no class"],
    [() => 1, "a function"],
  ])("says what came: %s", (received, shown) => {
    const error = new ArgumentError("size", "a number", received);
    expect(error.message).toBe(`size: expected a number, received ${shown}`);
    expect(error).toBeInstanceOf(LabError);
  });

  it("keeps the facts and the cause", () => {
    const cause = new Error("below");
    const error = new ArgumentError("size", "a number", "x", { cause });
    expect(error).toMatchObject({
      name: "ArgumentError",
      argument: "size",
      expected: "a number",
      received: "x",
      cause,
    });
  });
});

describe("ShapeError", () => {
  it("shows both shapes", () => {
    const error = new ShapeError("images", "[n, 64]", [3, 32]);
    expect(error.message).toBe("images: expected shape [n, 64], received [3, 32]");
    expect(error).toMatchObject({ name: "ShapeError", receivedShape: [3, 32] });
  });
});

describe("EngineError", () => {
  it("names the operation, its shapes and the reason", () => {
    const error = new EngineError("Conv2D", [[1, 2], [3]], { cause: new Error("bad") });
    expect(error.message).toBe("Conv2D: ONNX Runtime failed on [1, 2], [3]: bad");
    expect(error).toMatchObject({ operation: "Conv2D", shapes: [[1, 2], [3]] });
  });
});
