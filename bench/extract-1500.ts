/** Run by extraction-memory.ts in a process of its own: node extract-1500.ts NETWORK WEIGHTS. Prints its peak memory. */

import { loadSamples } from "../lib/datasets/index.ts";
import { extractFeatures } from "../lib/features/extract.ts";
import { loadBackbone } from "../lib/models/index.ts";

const [name = "vgg16", weights = "tiny-imagenet"] = process.argv.slice(2);
const samples = await loadSamples();
const items = Array.from({ length: 1500 }, (_, index) => samples.items[index % samples.items.length]!);
const size = weights === "random" ? { weights: null, inputSize: 224 } : {};
const backbone = await loadBackbone(name, { ...size, includeTop: false, pooling: "avg" });
const started = performance.now();
const { features } = await extractFeatures(backbone, { ...samples, items }, { cache: false, batchSize: 8 });
const seconds = (performance.now() - started) / 1000;
const peakMb = process.resourceUsage().maxRSS / 1024;
const { width, height } = backbone.config.inputSize;
console.log(
  `${name} ${weights} ${width}x${height}: ${features.rows} rows in ${seconds.toFixed(0)} s, peak ${peakMb.toFixed(0)} MB resident`,
);
