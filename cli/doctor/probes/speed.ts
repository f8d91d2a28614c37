import { createTrunk } from "../../../lib/features/trunk.ts";
import { createImage } from "../../../lib/images/image.ts";
import { loadBackbone } from "../../../lib/models/registry.ts";
import { selectEngine } from "../../../lib/tensors/engine.ts";
import type { SpeedFacts } from "../facts/facts.ts";

/** Runs of one image after the first, which is slower; the fastest counts, for others may be at work here. */
const RUNS = 2;

/** Times the trunks of VGG16 and ResNet50 at their published size, with random weights. */
export async function measureSpeed(): Promise<SpeedFacts> {
  const { engine, threads } = await selectEngine();
  const networks: { name: string; secondsPerImage: number }[] = [];
  for (const name of ["resnet50", "vgg16"] as const) {
    using backbone = await loadBackbone(name, { weights: null, includeTop: false, pooling: "avg" });
    await using trunk = await createTrunk(backbone);
    const image = createImage(trunk.inputSize);
    let secondsPerImage = Number.POSITIVE_INFINITY;
    await trunk.run([image]);
    for (let run = 0; run < RUNS; run++) {
      const startMs = performance.now();
      await trunk.run([image]);
      secondsPerImage = Math.min(secondsPerImage, (performance.now() - startMs) / 1000);
    }
    networks.push({ name, secondsPerImage });
  }
  return { engine, threads, networks };
}
