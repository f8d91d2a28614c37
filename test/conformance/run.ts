/**
 * Runs the op tests that TensorFlow.js ships in its npm package against our engine, and prints the counts.
 *
 *     npm run conformance                 the engine as users have it, then with every kernel sent to ONNX Runtime
 *     npm run conformance -- conv2d       only specs whose name holds the word
 *
 * The second pass matters: small tensors stay in JavaScript by default, and the specs use small tensors.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Bundles engine and specs around one copy of tfjs-core; beside node_modules, so that native packages resolve. */
async function bundleSpecs(folder: string): Promise<string> {
  const outfile = join(folder, "specs.cjs");
  await build({
    stdin: {
      contents: 'import "./tfjs-engine.ts";\nimport "@tensorflow/tfjs-core/dist/tests";\n',
      resolveDir: join(root, "test/conformance"),
    },
    outfile,
    bundle: true,
    format: "cjs",
    platform: "node",
    mainFields: ["module", "main"],
    // The package declares its registration modules free of side effects, which they are not.
    ignoreAnnotations: true,
    external: ["jasmine-core", "jasmine-core/*", "onnxruntime-node", "onnxruntime-node/*", "onnx-proto"],
    define: { "import.meta.url": "bundleUrl" },
    banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
    logLevel: "error",
  });
  return outfile;
}

const runner = `
const Jasmine = require("jasmine");
const jasmine = new Jasmine();
jasmine.loadConfig({ spec_files: [], random: false });
const wanted = process.env.CONFORMANCE_FILTER;
const counts = { passed: 0, failed: 0, skipped: 0 };
jasmine.clearReporters();
jasmine.addReporter({
  specDone(spec) {
    if (spec.status === "passed") counts.passed++;
    else if (spec.status === "failed") {
      counts.failed++;
      console.log("FAILED " + spec.fullName + "\\n    " + spec.failedExpectations.map((e) => e.message.split("\\n")[0]).join("\\n    "));
    } else counts.skipped++;
  },
  jasmineDone() {
    console.log("COUNTS " + JSON.stringify(counts));
  },
});
jasmine.exitOnCompletion = false;
require(process.argv[2]);
if (wanted) jasmine.env.configure({ specFilter: (spec) => spec.getFullName().includes(wanted) });
jasmine.execute();
`;

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

function runSpecs(folder: string, specs: string, settings: Record<string, string>): Counts {
  const script = join(folder, "jasmine.cjs");
  writeFileSync(script, runner);
  const { stdout, stderr } = spawnSync(process.execPath, [script, specs], {
    env: { ...process.env, ...settings },
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  const line = stdout.split("\n").find((text) => text.startsWith("COUNTS "));
  for (const text of stdout.split("\n")) if (/^(FAILED| {4})/.test(text)) console.log(text);
  if (line === undefined)
    throw new Error(`The specs did not finish:\n${stdout.slice(-2000)}\n${stderr.slice(-4000)}`);
  return JSON.parse(line.slice("COUNTS ".length)) as Counts;
}

const passes = [
  { title: "onnx, small tensors in JavaScript (the default)", minimumElements: "default" },
  { title: "onnx, every replaced kernel on ONNX Runtime", minimumElements: "1" },
];

const cache = join(root, "node_modules/.cache");
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, "tfjs-specs-"));
try {
  const specs = await bundleSpecs(folder);
  for (const { title, minimumElements } of passes) {
    const started = performance.now();
    const counts = runSpecs(folder, specs, {
      CONFORMANCE_MINIMUM_ELEMENTS: minimumElements,
      CONFORMANCE_FILTER: process.argv[2] ?? "",
    });
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(`${title}, ${seconds} s`);
    console.log(`conformance: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
