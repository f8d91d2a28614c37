/**
 * `npm run bench`: side-by-side measurements against peers. `npm run bench -- svm` runs those whose name holds the word.
 *
 * Keras and scikit-learn take part when `KERAS_PYTHON` names a Python that has them (tensorflow-cpu, scikit-learn).
 */
import { cpus } from "node:os";
import { engineReport } from "../lib/tensors/engine.ts";
import { benchEmbedding } from "./embedding.ts";
import { benchExtractionMemory } from "./extraction-memory.ts";
import { benchFineTuningStep } from "./fine-tuning-step.ts";
import { startKeras } from "./keras.ts";
import { benchNetworks } from "./networks.ts";
import { benchSvm } from "./svm.ts";
import { benchTransferTraining } from "./transfer-training.ts";

const wanted = process.argv[2] ?? "";
const { threads, versions, platform } = engineReport();
const keras = await startKeras(threads);
console.log(`${cpus()[0]?.model.trim()}, ${cpus().length} processors, ${threads} threads, ${platform}`);
console.log(
  Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(", "),
);
console.log(keras?.version ?? "Keras is left out: KERAS_PYTHON is not set");

const benches: Readonly<Record<string, () => void | Promise<void>>> = {
  networks: () => benchNetworks(threads, keras),
  "fine-tuning-step": () => benchFineTuningStep(keras),
  "transfer-training": () => benchTransferTraining(keras),
  svm: benchSvm,
  embedding: benchEmbedding,
  "extraction-memory": benchExtractionMemory,
};
try {
  for (const [name, bench] of Object.entries(benches)) if (name.includes(wanted)) await bench();
} finally {
  keras?.stop();
}
