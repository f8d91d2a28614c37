/**
 * Times of the kernel's types, on the build: `node bench/kernel-types.mjs [cells]`.
 *
 * The machine's load is printed beside them: others at work on it slow everything down.
 */
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { LanguageServer } from "../dist/kernel/language/language-server.js";

const cells = Number(process.argv[2] ?? 200);
const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
const percentile95 = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)];
const rssMb = () => (process.memoryUsage().rss / 2 ** 20).toFixed(0);

async function time(run) {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

async function timeEach(count, run) {
  const times = [];
  for (let index = 0; index < count; index++) times.push(await time(() => run(index)));
  return times;
}

function print(title, times) {
  const shown =
    times.length === 1
      ? `${times[0].toFixed(1)} ms`
      : `median ${median(times).toFixed(1)} ms, 95% under ${percentile95(times).toFixed(1)} ms`;
  console.log(`${title.padEnd(58)} ${shown.padEnd(42)} RSS ${rssMb()} MB`);
}

console.log(
  `load ${loadavg()
    .map((load) => load.toFixed(1))
    .join(" ")}, Node ${process.version}`,
);
const before = rssMb();
const server = new LanguageServer({ notebook: join(tmpdir(), "no-such-folder", "bench.ipynb") });
let number = 0;
const run = async (source) => {
  const faults = await server.check(++number, source);
  if (faults.length > 0) throw new Error(`${source}: ${faults[0].message}`);
  server.commit(number, source);
};
console.log(`process before: ${before} MB`);
print("ready", [await time(() => server.ready)]);
print("first check", [await time(() => run("const zero = 0"))]);
print(
  `${cells} different trivial cells`,
  await timeEach(cells, (index) => run(`const a${index} = ${index} * 2; a${index} + 1`)),
);
print(
  `${cells} cells that use the one before`,
  await timeEach(cells, (index) =>
    run(`let b${index} = ${index === 0 ? "1" : `b${index - 1} + 1`}; b${index}`),
  ),
);
print(
  `${cells} cells that change one name`,
  await timeEach(cells, () =>
    run(
      "let count = typeof count === 'number' ? count + 1 : 0".replace(/ = .*/, number % 2 ? " = 1" : " = 2"),
    ),
  ),
);
print(
  "completion of a member",
  await timeEach(20, (index) =>
    server.complete(`const s${index} = 'a'; s${index}.to`, `const s${index} = 'a'; s${index}.to`.length),
  ),
);
print("completion of a name", await timeEach(20, () => server.complete("con", 3)));
print("import of tfjs", [await time(() => run("import * as tf from '@tensorflow/tfjs'"))]);
print("import of transferlab", [
  await time(() =>
    run(
      "import { extractFeatures, loadBackbone } from 'transferlab'; const backbone = await loadBackbone('vgg16')",
    ),
  ),
]);
print(
  "cells with these",
  await timeEach(20, (index) =>
    run(`const t${index} = tf.tensor([${index}]); const f${index} = backbone.model.predict(t${index})`),
  ),
);
print(
  "trivial cells after these",
  await timeEach(50, (index) => run(`const c${index} = ${index} * 2; c${index} + 1`)),
);
const typed = "const t = tf.tensor([1]); backbone.model.";
print(
  "completion of a model's member",
  await timeEach(20, (index) => server.complete(`${" ".repeat(index)}${typed}`, typed.length + index)),
);
print(
  "completion of tf.",
  await timeEach(20, (index) => server.complete(`${" ".repeat(index)}tf.`, 3 + index)),
);
print(
  "inspection of tf.tensor",
  await timeEach(20, (index) => server.inspect(`${" ".repeat(index)}tf.tensor`, 8 + index)),
);
await server.dispose();
console.log(`after the service has ended: ${rssMb()} MB; load ${loadavg()[0].toFixed(1)}`);
