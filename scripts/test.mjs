/**
 * `npm test`: sets up, then runs everything that needs no network: formatting and lint, types, dead code, unit, parity
 * and notebook tests, and TensorFlow.js's own specs on our engine.
 *
 *     npm test                 all of it
 *     npm test -- svm          only vitest tests whose path holds the word
 */
import { root, runOrExit, runPackageOrExit, setUp } from "./setup.mjs";

setUp();
const filters = process.argv.slice(2);
if (filters.length === 0) {
  runPackageOrExit("@biomejs/biome/bin/biome", ["check", "--error-on-warnings"]);
  runPackageOrExit("typescript/bin/tsc", ["--noEmit"]);
  runPackageOrExit("knip/bin/knip.js", []);
  runOrExit(process.execPath, ["--import", "tsx", "test/conformance/run.ts"], { cwd: root });
}
runPackageOrExit("vitest/vitest.mjs", ["run", ...filters]);
