/**
 * `npm run engine:tensorflow`: makes the engine `tensorflow` (@tensorflow/tfjs-node, TensorFlow's C library under
 * TensorFlow.js) work, in a folder of its own, .engines/tensorflow, which neither `npm ci` nor the lock file knows of.
 *
 * First the package's own download (about 120 MB) is tried; where that fails, its binding is compiled against the
 * TensorFlow inside the Python package tensorflow-cpu (Linux; a C++ compiler and Python needed).
 *
 *     npm run engine:tensorflow                   the download, else the build
 *     npm run engine:tensorflow -- --build        the build at once
 *     npm run engine:tensorflow -- --remove       removes it
 *
 * KERAS_PYTHON names a Python that has tensorflow-cpu; without it one is made under .engines/tensorflow/python.
 */
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { root, setUp } from "./setup.mjs";

const VERSION = "4.22.0";
const home = join(root, ".engines", "tensorflow");
const engine = join(home, "node_modules", "@tensorflow", "tfjs-node");
const stamp = join(home, "ready.json");
const { values: options } = parseArgs({
  options: { build: { type: "boolean", default: false }, remove: { type: "boolean", default: false } },
});

if (options.remove) {
  rmSync(home, { recursive: true, force: true });
  console.log(`Removed ${home}.`);
} else {
  setUp();
  await install();
}

async function install() {
  // Without its stamp an installation that is cut short counts as none.
  rmSync(stamp, { force: true });
  mkdirSync(home, { recursive: true });
  fetchPackage();
  const downloaded = !options.build && (await isReachable()) && download();
  let report = downloaded ? passesTest() : undefined;
  if (!report) {
    build();
    report = passesTest();
  }
  if (!report) fail("The engine was made, but does not pass its test; see above.");
  writeFileSync(`${stamp}.new`, `${JSON.stringify(report, undefined, 2)}\n`);
  renameSync(`${stamp}.new`, stamp);
  console.log(
    `The engine tensorflow is ready: TensorFlow ${report.tensorflow}, ${report.threads} threads.\n` +
      'Use it with TRANSFERLAB_ENGINE=tensorflow, or await selectEngine("tensorflow").',
  );
}

/** Installs the package without running its scripts, and without a TensorFlow.js of its own: both must share one. */
function fetchPackage() {
  step(`Installing @tensorflow/tfjs-node ${VERSION} from the npm registry into ${home}`);
  rmSync(join(home, "node_modules"), { recursive: true, force: true });
  const manifest = { private: true, dependencies: { "@tensorflow/tfjs-node": VERSION } };
  writeFileSync(join(home, "package.json"), JSON.stringify(manifest));
  const commandArguments = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"];
  const npm = npmCli();
  const done = npm
    ? run(process.execPath, [npm, ...commandArguments], { cwd: home })
    : run("npm", commandArguments, { cwd: home, shell: process.platform === "win32" });
  if (!done) fail("npm could not install it; see above.");
  for (const name of ["", "-core", "-layers", "-data", "-converter", "-backend-cpu", "-backend-webgl"]) {
    rmSync(join(home, "node_modules", "@tensorflow", `tfjs${name}`), { recursive: true, force: true });
  }
}

async function isReachable() {
  const host = process.env.TFJS_NODE_CDN_STORAGE ?? "https://storage.googleapis.com/";
  step(`Asking whether ${host} answers`);
  try {
    await fetch(host, { method: "HEAD", signal: AbortSignal.timeout(15_000) });
    return true;
  } catch (error) {
    console.log(`It does not (${error.cause?.code ?? error.name}).`);
    return false;
  }
}

/** The package's own way: libtensorflow, and a binding built for this platform. */
function download() {
  step("Downloading libtensorflow, about 120 MB");
  return run(process.execPath, [join("scripts", "install.js")], {
    cwd: engine,
    env: { ...process.env, PATH: `${join(home, "node_modules", ".bin")}${delimiter}${process.env.PATH}` },
    timeout: 20 * 60_000,
  });
}

/** Compiles the binding against the libtensorflow of the Python package. */
function build() {
  if (process.platform !== "linux") {
    fail("The download failed, and building against the Python package is known to work on Linux alone.");
  }
  for (const tool of ["make", "g++"]) {
    if (!run(tool, ["--version"], { stdio: "ignore" }))
      fail(`The build needs ${tool} (Debian, Ubuntu: apt install build-essential).`);
  }
  const { library, include, version } = findPythonTensorflow();
  step(`Compiling the binding against TensorFlow ${version} of ${library} (one to two minutes)`);
  const deps = join(engine, "deps");
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(join(deps, "lib"), { recursive: true });
  symlinkSync(include, join(deps, "include"));
  for (const [file, name] of [
    ["libtensorflow_cc.so.2", "libtensorflow.so"],
    ["libtensorflow_framework.so.2", "libtensorflow_framework.so"],
  ]) {
    if (!existsSync(join(library, file))) fail(`${library} has no ${file}: another TensorFlow is needed.`);
    // Under the first name for the linker, under the second for the loader.
    symlinkSync(join(library, file), join(deps, "lib", name));
    symlinkSync(join(library, file), join(deps, "lib", file));
  }
  // Of the interfaces the package can be built for, every supported Node.js has 8.
  const manifest = join(engine, "package.json");
  const description = JSON.parse(readFileSync(manifest, "utf8"));
  description.binary.napi_versions = [8];
  writeFileSync(manifest, JSON.stringify(description, undefined, 2));
  const headers = join(dirname(realpathSync(process.execPath)), "..");
  const nodedir = existsSync(join(headers, "include", "node", "node_api.h")) ? [`--nodedir=${headers}`] : [];
  if (nodedir.length === 0) console.log("Node.js came without its headers: node-gyp will download them.");
  const tool = join(home, "node_modules", "@mapbox", "node-pre-gyp", "bin", "node-pre-gyp");
  const npm = npmCli();
  const done = run(process.execPath, [tool, "configure", "build", "--loglevel=error", ...nodedir], {
    cwd: engine,
    env: {
      ...process.env,
      ...(npm
        ? { npm_config_node_gyp: join(dirname(npm), "..", "node_modules", "node-gyp", "bin", "node-gyp.js") }
        : {}),
    },
  });
  if (!done) {
    fail(
      "The build failed; see above. Without the network its Node.js headers may be what is missing:" +
        " set npm_config_nodedir to a folder that holds include/node.",
    );
  }
}

/** Where TensorFlow is in the Python that KERAS_PYTHON names, or in one made here. */
function findPythonTensorflow() {
  const given = process.env.KERAS_PYTHON;
  const python = given ?? makePython();
  const code =
    "import json, tensorflow as tf; print('FOUND ' + json.dumps({'library': tf.sysconfig.get_lib()," +
    " 'include': tf.sysconfig.get_include(), 'version': tf.__version__}))";
  const { stdout } = spawnSync(python, ["-c", code], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: "3" },
  });
  const line = stdout?.split("\n").find((text) => text.startsWith("FOUND "));
  if (line === undefined) {
    fail(
      `${python} cannot import tensorflow${given ? " (KERAS_PYTHON names it)" : ""}: install tensorflow-cpu there.`,
    );
  }
  return JSON.parse(line.slice("FOUND ".length));
}

function makePython() {
  const folder = join(home, "python");
  const python = join(folder, "bin", "python");
  step(
    `Installing the Python package tensorflow-cpu into ${folder} (about 250 MB; KERAS_PYTHON may name one that is there)`,
  );
  if (!existsSync(python) && !run("python3", ["-m", "venv", folder])) {
    fail(
      "python3 with its module venv is needed (Debian, Ubuntu: apt install python3-venv), or KERAS_PYTHON.",
    );
  }
  if (!run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "tensorflow-cpu"])) {
    fail("pip could not install tensorflow-cpu; see above.");
  }
  return python;
}

/**
 * Loads the engine in a process of its own and has it compute a convolution and its gradient, whose values are known.
 * Returns what it says of itself, or `undefined`.
 */
function passesTest() {
  step("Testing the engine in a process of its own");
  const at = (file) => JSON.stringify(pathToFileURL(join(root, "dist", "lib", "tensors", file)).href);
  const code = `
    const { tf } = await import(${at("tf.js")});
    const { loadTensorflow } = await import(${at("tensorflow/load.js")});
    const { engineReport } = await import(${at("engine.js")});
    loadTensorflow(${JSON.stringify(engine)});
    if (!(await tf.setBackend("tensorflow"))) throw new Error("TensorFlow.js does not select the engine");
    const x = tf.ones([1, 4, 4, 1]);
    const [dx] = tf.grads((x, f) => tf.conv2d(x, f, 1, "same"))([x, tf.ones([3, 3, 1, 1])]);
    const expected = [4, 6, 6, 4, 6, 9, 9, 6, 6, 9, 9, 6, 4, 6, 6, 4];
    const received = [...dx.dataSync()];
    if (received.some((value, index) => value !== expected[index])) throw new Error("wrong gradient: " + received);
    const { versions, threads, platform } = engineReport();
    console.log("REPORT " + JSON.stringify({ ...versions, threads, platform }));`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
    encoding: "utf8",
    cwd: root,
    env: { ...process.env, TRANSFERLAB_ENGINE: "onnx" },
  });
  const line = stdout?.split("\n").find((text) => text.startsWith("REPORT "));
  if (status === 0 && line !== undefined) return JSON.parse(line.slice("REPORT ".length));
  console.log(`It fails:\n${stderr}`);
  return undefined;
}

/** npm's program, for a shell need not find it on every platform. */
function npmCli() {
  const npm = process.env.npm_execpath;
  return npm?.endsWith(".js") ? npm : undefined;
}

function run(command, commandArguments, spawnOptions = {}) {
  const { status } = spawnSync(command, commandArguments, { stdio: "inherit", ...spawnOptions });
  return status === 0;
}

function step(text) {
  console.log(`* ${text} ...`);
}

function fail(reason) {
  console.error(`engine:tensorflow: ${reason}`);
  process.exit(1);
}
