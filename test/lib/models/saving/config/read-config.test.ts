import { describe, expect, it } from "vitest";
import { LayerConfigError } from "../../../../../lib/models/saving/config/layer-config-error.ts";
import { readConfig } from "../../../../../lib/models/saving/config/read-config.ts";

type Node = readonly unknown[];

/** A Functional model as Keras 2 writes it: images, then the given layers one after the other, then a pool. */
function legacy(layers: readonly { type: string; config?: object; call?: object }[]): string {
  const input = {
    class_name: "InputLayer",
    config: { batch_input_shape: [null, 4, 5, 3], name: "photo" },
    inbound_nodes: [],
  };
  const entries = [...layers, { type: "GlobalAveragePooling2D" }].map(
    ({ type, config, call = {} }, index) => {
      const name = `layer${index + 1}`;
      const nodes: Node = [[[index === 0 ? "photo" : `layer${index}`, 0, 0, call]]];
      return { class_name: type, name, config: { name, ...config }, inbound_nodes: nodes };
    },
  );
  const outputs = [[`layer${entries.length}`, 0, 0]];
  return JSON.stringify({
    class_name: "Model",
    config: {
      name: "old",
      layers: [{ ...input, name: "photo" }, ...entries],
      input_layers: [["photo", 0, 0]],
      output_layers: outputs,
    },
  });
}

describe("readConfig", () => {
  it("reads a model of Keras 2, and finds the pool behind what prepares the pixels", () => {
    const { graph, preprocessing, places } = readConfig(
      legacy([
        { type: "TFOpLambda", config: { function: "math.truediv" }, call: { y: 127.5, name: null } },
        { type: "TFOpLambda", config: { function: "math.subtract" }, call: { y: 1, name: null } },
      ]),
    );
    expect(preprocessing).toBe("tf");
    expect(graph).toMatchObject({
      name: "old",
      input: { name: "photo", shape: [4, 5, 3] },
      output: "layer3",
    });
    expect(graph.layers.map(({ name, inputs }) => [name, inputs])).toEqual([["layer3", ["photo"]]]);
    expect(places.get("layer3")).toEqual({ path: ["layer3"], entry: "global_average_pooling2d" });
  });

  it("knows channels turned round and means subtracted for VGG's pixels", () => {
    const slices = { slice_spec: ["...", { start: null, stop: null, step: -1 }] };
    const bias = [-103.939, -116.779, -123.68];
    const layers = [
      { type: "SlicingOpLambda", config: { function: "__operators__.getitem" }, call: slices },
      { type: "TFOpLambda", config: { function: "nn.bias_add" }, call: { bias, data_format: "NHWC" } },
    ];
    expect(readConfig(legacy(layers)).preprocessing).toBe("caffe");
  });

  it("says nothing of pixels where the model does nothing to them", () => {
    expect(readConfig(legacy([])).preprocessing).toBeUndefined();
  });

  it("refuses pixels prepared in a way that no mode and no scale can do", () => {
    const bias = [1, 2, 3];
    const layers = [{ type: "TFOpLambda", config: { function: "nn.bias_add" }, call: { bias } }];
    expect(() => readConfig(legacy(layers))).toThrow(
      /photo of class InputLayer: expected a known way to prepare/,
    );
  });

  it("refuses a layer and a setting that it has no counterpart for, and names it", () => {
    expect(() => readConfig(legacy([{ type: "LSTM" }]))).toThrow(LayerConfigError);
    expect(() => readConfig(legacy([{ type: "LSTM" }]))).toThrow(
      /layer layer1 of class LSTM: expected one of/,
    );
  });

  it("refuses a layer that is called twice, and several outputs", () => {
    const twice = JSON.parse(legacy([{ type: "ReLU" }]));
    twice.config.layers[1].inbound_nodes.push([["photo", 0, 0, {}]]);
    expect(() => readConfig(JSON.stringify(twice))).toThrow(
      /layer1 of class ReLU: expected one call .*, found 2/,
    );
    const two = JSON.parse(legacy([{ type: "ReLU" }]));
    two.config.output_layers.push(["layer1", 0, 0]);
    expect(() => readConfig(JSON.stringify(two))).toThrow(/expected one output, found 2 outputs/);
  });
});
