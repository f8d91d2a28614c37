import { beforeAll, describe, expect, it } from "vitest";
import { ArgumentError, ShapeError } from "../../../lib/errors/argument-error.ts";
import { matrixFromRows } from "../../../lib/matrix/matrix.ts";
import { decodePredictions } from "../../../lib/models/decode-predictions.ts";
import { selectEngine } from "../../../lib/tensors/engine.ts";
import { tf } from "../../../lib/tensors/tf.ts";

/** Two classes share a name, as in ImageNet. */
const classIndex = [
  { id: "n02012849", name: "crane" },
  { id: "n01440764", name: "tench" },
  { id: "n03126707", name: "crane" },
];
const rows = [
  [0.2, 0.1, 0.7],
  [0.25, 0.5, 0.25],
];

beforeAll(() => selectEngine("onnx"));

describe("decodePredictions", () => {
  it("orders classes by probability, an image a list, and keeps classes of one name apart", () => {
    const [first, second] = decodePredictions(matrixFromRows(rows), classIndex, { top: 2 });
    expect(first!.map(({ id, name, label, index }) => [id, name, label, index])).toEqual([
      ["n03126707", "crane", "crane (n03126707)", 2],
      ["n02012849", "crane", "crane (n02012849)", 0],
    ]);
    expect(first![0]!.probability).toBeCloseTo(0.7);
    expect(second!.map(({ label, index }) => [label, index])).toEqual([
      ["tench", 1],
      ["crane (n02012849)", 0],
    ]);
  });

  it("takes a tensor, leaves it alone and makes none", () => {
    const probabilities = tf.tensor2d(rows);
    const before = tf.memory().numTensors;
    const decoded = decodePredictions(probabilities, classIndex);
    expect(tf.memory().numTensors).toBe(before);
    expect(decoded).toEqual(decodePredictions(matrixFromRows(rows), classIndex, { top: 3 }));
    probabilities.dispose();
  });

  it("refuses another number of classes, a bad top and a value that is no number", () => {
    const probabilities = matrixFromRows(rows);
    const twoClasses = () => decodePredictions(probabilities, classIndex.slice(0, 2));
    expect(twoClasses).toThrow(ShapeError);
    expect(twoClasses).toThrow("probabilities: expected shape [images, 2], received [2, 3]");
    expect(() => decodePredictions(tf.tensor1d([1, 0, 0]), classIndex)).toThrow(ShapeError);
    expect(() => decodePredictions(probabilities, classIndex, { top: 0 })).toThrow(ArgumentError);
    const broken = matrixFromRows([[0.5, Number.NaN, 0.5]]);
    expect(() => decodePredictions(broken, classIndex)).toThrow("probabilities[0, 1]: expected a number");
  });
});
