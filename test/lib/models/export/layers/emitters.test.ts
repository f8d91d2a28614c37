import { beforeAll, describe, expect, it } from "vitest";
import { EMITTERS } from "../../../../../lib/models/export/layers/emitters.ts";
import { selectEngine } from "../../../../../lib/tensors/engine.ts";
import { tf } from "../../../../../lib/tensors/tf.ts";
import { chain, expectExported, randomModel } from "./export-layers.ts";

const { layers } = tf;

beforeAll(() => selectEngine("onnx"));

describe("EMITTERS", () => {
  it("leaves out what only training does", async () => {
    const input = tf.input({ shape: [6] });
    const training = [
      layers.dropout({ rate: 0.5 }),
      layers.gaussianDropout({ rate: 0.5 }),
      layers.gaussianNoise({ stddev: 1 }),
      layers.alphaDropout({ rate: 0.5 }),
    ];
    const model = randomModel(input, chain(input, ...training, layers.dense({ units: 2 })));
    expect(await expectExported(model)).toEqual(["Gemm", "Identity"]);
  });

  it("knows every layer of the networks here and of the usual heads", () => {
    expect(Object.keys(EMITTERS)).toEqual(
      expect.arrayContaining(
        "Activation Add AveragePooling2D BatchNormalization Concatenate Conv2D Dense DepthwiseConv2D Dropout Flatten \
GlobalAveragePooling2D GlobalMaxPooling2D MaxPooling2D ReLU Rescaling Softmax ZeroPadding2D".split(" "),
      ),
    );
  });
});
