/**
 * Run by extraction-memory.ts in a process of its own: node extract-1500.mjs NETWORK WEIGHTS COUNT. Prints its peak memory.
 *
 * On the build, as users have it: the TypeScript loader of the other benches would count too.
 */
import { extractFeatures, loadBackbone, loadSamples } from "transferlab";

const [name = "vgg16", weights = "tiny-imagenet", count = "1500"] = process.argv.slice(2);
const samples = await loadSamples();
const items = Array.from(
  { length: Number(count) },
  (_, index) => samples.items[index % samples.items.length],
);
const size = weights === "random" ? { weights: null, inputSize: 224 } : {};
const backbone = await loadBackbone(name, { ...size, includeTop: false, pooling: "avg" });
const started = performance.now();
const { features } = await extractFeatures(backbone, { ...samples, items }, { cache: false });
const seconds = (performance.now() - started) / 1000;
const peakMb = process.resourceUsage().maxRSS / 1024;
const { width, height } = backbone.config.inputSize;
console.log(
  `${name} ${weights} ${width}x${height}: ${features.rows} rows in ${seconds.toFixed(0)} s, peak ${peakMb.toFixed(0)} MB resident`,
);
