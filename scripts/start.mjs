/**
 * `npm start`: sets up, then runs the notebooks of the four ways to use a network, and writes them executed and as one HTML
 * report to out/.
 *
 *     npm start                              on the drawn samples that come with the project
 *     npm start -- --images FOLDER           on your photos, a subfolder a class (or train/ and test/ with them)
 *     npm start -- --images FOLDER --strict  and stop at the first photo that cannot be read
 *     npm start -- --out FOLDER              somewhere else than out/
 */
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { root, setUp } from "./setup.mjs";

const started = performance.now();
const options = readOptions();
const images =
  options.images === undefined ? undefined : resolve(process.env.INIT_CWD ?? ".", options.images);
const out = resolve(process.env.INIT_CWD ?? root, options.out ?? join(root, "out"));
const notebooks = chooseNotebooks(images);
setUp();

const parameters = images === undefined ? [] : ["--param", `images=${JSON.stringify(images)}`];
const strict = options.strict ? ["--param", "strict=true"] : [];
const report = join(out, "report.html");
const { status } = spawnSync(
  process.execPath,
  [
    join(root, "dist", "cli", "transferlab.js"),
    "run",
    // The tests hold the types of these notebooks; looking again would cost each of them 3 s.
    "--types",
    "off",
    ...notebooks.map((name) => join(root, "notebooks", name)),
    ...["--out", out, "--report", report, ...parameters, ...strict],
  ],
  {
    cwd: root,
    stdio: "inherit",
    // Features stay with the checkout, so that a second run computes none of them and removing the folder removes all.
    env: { TRANSFERLAB_HOME: join(root, "data", "cache"), ...process.env },
  },
);
const seconds = (performance.now() - started) / 1000;
console.log(
  `${status === 0 ? "Done" : "Ended with an error"} after ${seconds.toFixed(0)} s, set-up included.`,
);
process.exitCode = status ?? 1;

function readOptions() {
  try {
    return parseArgs({
      options: {
        images: { type: "string" },
        out: { type: "string" },
        strict: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${error.message}\nUsage: npm start -- [--images FOLDER] [--strict] [--out FOLDER]`);
    process.exit(64);
  }
}

/** Photos without classes can be classified, but there is nothing to train on. */
function chooseNotebooks(folder) {
  const all = [
    "03-pretrained-classifier.ipynb",
    "05-integrated-feature-extractor.ipynb",
    "06-weight-initialisation.ipynb",
    "09-features-and-svm.ipynb",
  ];
  if (folder === undefined) return all;
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found?.isDirectory()) {
    console.error(
      `--images: expected a folder of photos, received ${found ? "a file" : "nothing there"}: ${folder}`,
    );
    process.exit(64);
  }
  const entries = readdirSync(folder).filter((name) => !name.startsWith("."));
  if (entries.some((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory()))
    return all;
  console.log(
    `${folder} has no subfolders, so its photos have no classes: they are classified, and the notebooks that train are left out.\n` +
      "To train on them, move the photos of each class into a folder of their own.",
  );
  return all.slice(0, 1);
}
