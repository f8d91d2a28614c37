import { createTrunk } from "../lib/features/trunk.ts";
import { createImage } from "../lib/images/image.ts";
import { preprocess } from "../lib/images/preprocess.ts";
import { loadBackbone } from "../lib/models/index.ts";
import { tf } from "../lib/tensors/tf.ts";
import type { KerasPeer } from "./keras.ts";
import { type Contender, printTimings, timeSideBySide } from "./measure.ts";
import "./wasm-engine.ts";

const BATCH = 8;
/** Sides in pixels of the images that each network was published with. */
const NETWORKS = { vgg16: 224, resnet50: 224, inception_v3: 299 };

/** Forward pass of the full-size networks without top, random weights: a trunk, tfjs layers on two engines, Keras. */
export async function benchNetworks(threads: number, keras: KerasPeer | undefined): Promise<void> {
  for (const [name, side] of Object.entries(NETWORKS)) {
    const backbone = await loadBackbone(name, { weights: null, includeTop: false, inputSize: side });
    const trunk = await createTrunk(backbone, { threads });
    const images = Array.from({ length: BATCH }, (_, image) => {
      const pixels = Uint8Array.from(
        { length: side * side * 3 },
        (_, index) => (index * 7 + image * 31) % 256,
      );
      return createImage({ width: side, height: side }, pixels);
    });
    const batch = tf.tensor4d(preprocess(images, backbone.config.preprocessing), [BATCH, side, side, 3]);
    const throughLayers = (engine: string): Contender => ({
      name: `tfjs layers on ${engine}`,
      run: async () => {
        await tf.setBackend(engine);
        const output = backbone.model.predict(batch) as tf.Tensor;
        await output.data();
        output.dispose();
      },
    });
    const contenders: Contender[] = [
      { name: "trunk (ONNX Runtime, one graph)", run: async () => void (await trunk.run(images)) },
      throughLayers("onnx"),
    ];
    if (keras !== undefined)
      contenders.push({ name: keras.version, run: () => keras.run(`forward ${name} ${side}`) });
    const timings = await timeSideBySide(contenders, { divideBy: BATCH });
    // Apart, for it takes as long as all the others together.
    timings.push(...(await timeSideBySide([throughLayers("wasm")], { divideBy: BATCH })));
    printTimings(`${name}, ${side}x${side}, batch ${BATCH}, without top`, "an image", timings);
    await tf.setBackend("onnx");
    batch.dispose();
    await trunk.dispose();
    backbone.dispose();
  }
}
