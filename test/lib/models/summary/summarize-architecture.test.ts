import { beforeAll, describe, expect, it } from "vitest";
import { ArgumentError } from "../../../../lib/errors/argument-error.ts";
import { summarizeArchitecture } from "../../../../lib/models/summary/summarize-architecture.ts";
import { jupyterDisplay } from "../../../../lib/tables/shown-value.ts";
import { selectEngine } from "../../../../lib/tensors/engine.ts";
import { tf } from "../../../../lib/tensors/tf.ts";
import { architectureGoldens as keras } from "../architecture-goldens.ts";

beforeAll(() => selectEngine("onnx"));

describe("summarizeArchitecture", () => {
  it.each(keras.cases)("counts as Keras does: $name, top $includeTop, pooling $pooling", (golden) => {
    const before = tf.memory().numTensors;
    const [height, width] = golden.inputSize;
    const summary = summarizeArchitecture(golden.name, {
      inputSize: { height, width },
      includeTop: golden.includeTop,
      ...(golden.pooling && { pooling: golden.pooling }),
    });
    const rows = summary.layers.map((layer) => [layer.type, layer.outputShape, layer.parameters]);
    expect(rows).toEqual(golden.layers.map(([, ...row]) => row));
    expect(summary.trainableParameters).toBe(golden.trainable);
    expect(summary.nonTrainableParameters).toBe(golden.nonTrainable);
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    { name: "vgg16", parameters: 138_357_544, rows: 23, side: 224, preprocessing: "caffe" },
    { name: "vgg19", parameters: 143_667_240, rows: 26, side: 224, preprocessing: "caffe" },
    { name: "resnet50", parameters: 25_636_712, rows: 177, side: 224, preprocessing: "caffe" },
    { name: "inception_v3", parameters: 23_851_784, rows: 313, side: 299, preprocessing: "tf" },
  ])(
    "has the published size of $name, without its memory",
    ({ name, parameters, rows, side, preprocessing }) => {
      const residentBytes = process.memoryUsage.rss();
      const summary = summarizeArchitecture(name);
      expect(summary.parameters).toBe(parameters);
      expect(summary.layers).toHaveLength(rows);
      expect(summary.inputSize).toEqual({ width: side, height: side });
      expect(summary.preprocessing).toBe(preprocessing);
      expect(process.memoryUsage.rss() - residentBytes).toBeLessThan(90e6);
    },
  );

  it("takes the options of an architecture", () => {
    const shapeOf = (options: Parameters<typeof summarizeArchitecture>[1]) =>
      summarizeArchitecture("vgg16", options).layers.at(-1)!.outputShape;
    expect(shapeOf({ includeTop: false, inputSize: { height: 640, width: 480 } })).toEqual([
      null,
      20,
      15,
      512,
    ]);
    expect(shapeOf({ includeTop: false, pooling: "max" })).toEqual([null, 512]);
    expect(shapeOf({ classes: 10 })).toEqual([null, 10]);
    expect(summarizeArchitecture("resnet50", { version: "v1.5" }).parameters).toBe(25_610_152);
  });

  it("shows as a table, and keeps what else there is to know", () => {
    const summary = summarizeArchitecture("vgg16");
    expect(summary[jupyterDisplay]()["text/plain"]).toContain("138,357,544");
    expect(summary.featureLayer).toBe("block5_pool");
  });

  it("refuses unknown names and options that do not go together", () => {
    const before = tf.memory().numTensors;
    expect(() => summarizeArchitecture("vgg11")).toThrow(ArgumentError);
    expect(() => summarizeArchitecture("vgg16", { version: "v1.5" })).toThrow("version");
    expect(() => summarizeArchitecture("vgg16", { pooling: "avg" })).toThrow("includeTop");
    expect(tf.memory().numTensors).toBe(before);
  });
});
