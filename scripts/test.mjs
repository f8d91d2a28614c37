/**
 * `npm test`: sets up, then runs everything that needs no network: formatting and lint, types, dead code, unit, parity
 * and notebook tests, and TensorFlow.js's own specs on our engine.
 *
 *     npm test                 all of it
 *     npm test -- svm          only vitest tests whose path holds the word
 *     npm test -- --engine tensorflow [WORD]   the tests that compute, on that engine
 *
 * The tests that compute run on each engine there is: `onnx`, then `tensorflow` where `npm run engine:tensorflow` has
 * made it.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root, runOrExit, runPackageOrExit, setUp } from "./setup.mjs";

/** What depends on the engine: numbers against Keras's and scikit-learn's, tensors, training, support vectors. */
const computing = ["test/parity", "test/lib/tensors", "test/lib/models", "test/lib/training", "test/lib/svm"];

const { values, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: { engine: { type: "string" } },
});
setUp();
if (values.engine !== undefined) {
  runOn(values.engine, filters.length === 0 ? computing : filters);
} else {
  if (filters.length === 0) {
    runPackageOrExit("@biomejs/biome/bin/biome", ["check", "--error-on-warnings"]);
    runPackageOrExit("typescript/bin/tsc", ["--noEmit"]);
    runPackageOrExit("knip/bin/knip.js", []);
    runOrExit(process.execPath, ["--import", "tsx", "test/conformance/run.ts"], { cwd: root });
  }
  runPackageOrExit("vitest/vitest.mjs", ["run", ...filters]);
  if (filters.length === 0) {
    if (existsSync(join(root, ".engines", "tensorflow", "ready.json"))) runOn("tensorflow", computing);
    else console.log("engine: tensorflow skipped, for it is not here (npm run engine:tensorflow makes it)");
  }
}

function runOn(engine, words) {
  console.log(`engine: ${engine}`);
  runPackageOrExit("vitest/vitest.mjs", ["run", ...words], {
    env: { ...process.env, TRANSFERLAB_ENGINE: engine },
  });
}
