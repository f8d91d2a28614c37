import { beforeAll, describe, expect, it } from "vitest";
import { inceptionV3 } from "../../../../lib/models/architectures/inception.ts";
import { vgg16 } from "../../../../lib/models/architectures/vgg.ts";
import { summaryText } from "../../../../lib/models/summary/summary-table.ts";
import { summarize } from "../../../../lib/models/summary.ts";
import { jupyterDisplay } from "../../../../lib/tables/shown-value.ts";
import { selectEngine } from "../../../../lib/tensors/engine.ts";
import { tf } from "../../../../lib/tensors/tf.ts";

beforeAll(() => selectEngine("onnx"));

describe("summaryText", () => {
  it("writes layers and totals as Keras's model.summary() does", () => {
    const model = vgg16.build({ inputSize: 224 });
    const lines = summaryText(summarize(model)).split("\n");
    expect(lines[0]).toBe("Model: vgg16");
    expect(lines[1]).toMatch(/^layer \(type\) +output shape +parameters +MACs an image +connected to$/);
    expect(lines[4]).toMatch(
      /^block1_conv1 \(Conv2D\) +\(None, 224, 224, 64\) +1,792 +86,704,128 +vgg16_input$/,
    );
    expect(lines.slice(-4)).toEqual([
      "Parameters: 138,357,544 (527.79 MiB)",
      "Trainable: 138,357,544 (527.79 MiB)",
      "Not trainable: 0 (0.00 MiB)",
      "Multiply-accumulate operations (MACs) an image: 15.470 billion",
    ]);
    expect(lines).toHaveLength(3 + 23 + 4);
    model.dispose();
  });

  it("says which layers train once one is frozen", () => {
    const model = vgg16.build({ inputSize: 32, width: 0.125 });
    model.getLayer("fc1").trainable = false;
    const lines = summaryText(summarize(model)).split("\n");
    const row = (name: string) => lines.find((line) => line.startsWith(name));
    expect(lines[1]).toMatch(/trains$/);
    expect(row("fc1 ")).toMatch(/ no$/);
    expect(row("fc2 ")).toMatch(/ yes$/);
    expect(row("flatten ")).toMatch(/ –$/);
    expect(lines.at(-1)).toMatch(/: 5.9 million$/);
    model.dispose();
  });

  it("writes a dash for what is not known", () => {
    const model = tf.sequential({
      layers: [tf.layers.simpleRNN({ units: 3, inputShape: [4, 2], name: "rnn" })],
    });
    const text = summaryText(summarize(model));
    expect(text).toMatch(/rnn \(SimpleRNN\) +\(None, 3\) +18 +– /);
    expect(text).toMatch(/MACs\) an image: not known$/);
    model.dispose();
  });
});

describe("the display of a summary", () => {
  it("shows every one of InceptionV3's 313 layers, and stays plain data otherwise", () => {
    const model = inceptionV3.build({ inputSize: 75, width: 0.0625 });
    const summary = summarize(model);
    const bundle = summary[jupyterDisplay]();
    expect(bundle["text/plain"]).toBe(summaryText(summary));
    const html = bundle["text/html"];
    expect(html.match(/<tr>/g)).toHaveLength(1 + 313);
    expect(html).toContain("batch_normalization_93 (BatchNormalization)");
    expect(html).toContain("activation_85, mixed9_1, concatenate_1, activation_93");
    expect(html).not.toContain("more row");
    expect(Object.keys(summary)).not.toContain(String(jupyterDisplay));
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
    model.dispose();
  });
});
