import { formatBytes } from "../terminal/format-bytes.ts";
import type { DoctorFacts, LibraryFacts } from "./facts/facts.ts";
import { type DoctorLine, linesOf } from "./line.ts";
import { satisfies } from "./satisfies.ts";

/** Below this VGG16 with its classifier at full width, Jupyter and a browser do not fit. */
const LITTLE_MEMORY_BYTES = 2e9;

const REINSTALL = "delete node_modules and run npm ci (npm start does it)";
/** What npm start does without: Jupyter alone needs it. */
const OF_JUPYTER = "zeromq";

/** Says of Node.js, the libraries, the engine, its speed and the memory what is right and what is not. */
export function describeComputing(facts: DoctorFacts): DoctorLine[] {
  return [
    describeNode(facts),
    ...facts.libraries.map(describeLibrary),
    describeSpeed(facts),
    describeTensorflow(facts),
    describeMemory(facts),
  ];
}

function describeNode({ node, platform }: DoctorFacts): DoctorLine {
  const line = linesOf("Node.js", { isNeeded: true });
  const text = `${node.version} on ${platform.system}`;
  if (satisfies(node.version, node.supported)) return line.ok(text);
  return line.problem(
    `${text}; expected ${node.supported}`,
    "install a long-term version from https://nodejs.org",
  );
}

function describeLibrary({ name, purpose, outcome }: LibraryFacts): DoctorLine {
  const line = linesOf(name, { isNeeded: name !== OF_JUPYTER });
  if (outcome.works) return line.ok(`${outcome.value.version} ${purpose}`);
  const elsewhere =
    name === "onnxruntime-node"
      ? "; it has native libraries for Linux (x64, arm64; glibc), macOS on Apple silicon and Windows (x64, arm64)"
      : "";
  return line.problem(`${purpose}, but does not work: ${outcome.reason}`, `${REINSTALL}${elsewhere}`);
}

function describeSpeed({ speed, platform, settings }: DoctorFacts): DoctorLine {
  const line = linesOf("Speed");
  if (!speed.works) {
    return line.problem(`it can't be measured: ${speed.reason}`, "see the lines of the libraries above");
  }
  const { engine, threads, networks } = speed.value;
  const each = networks.map(({ name, secondsPerImage }) => `${formatRate(1 / secondsPerImage)} of ${name}`);
  const text =
    `engine ${engine}, ${threads} ${threads === 1 ? "thread" : "threads"} of ${platform.processors} processors: about ` +
    `${each.join(", ")} (images a second at 224x224)`;
  if (engine === "cpu") {
    return line.note(text, "TRANSFERLAB_ENGINE=cpu is some hundred times slower than onnx: unset it");
  }
  const could = Math.max(1, Math.floor(platform.processors / 2));
  if (settings.TRANSFERLAB_THREADS !== undefined && threads < could) {
    return line.note(text, `TRANSFERLAB_THREADS holds it to ${threads}: unset it`);
  }
  return line.ok(text);
}

function formatRate(perSecond: number): string {
  return perSecond < 9.95 ? perSecond.toFixed(1) : String(Math.round(perSecond));
}

function describeTensorflow({ tensorflow, settings }: DoctorFacts): DoctorLine {
  const isChosen = settings.TRANSFERLAB_ENGINE === "tensorflow";
  const line = linesOf("Engine tensorflow", { isNeeded: isChosen });
  if (tensorflow.works) return line.ok(`TensorFlow ${tensorflow.value}, optional`);
  if (isChosen) {
    return line.problem(
      `TRANSFERLAB_ENGINE names it, but it does not work: ${tensorflow.reason}`,
      "npm run engine:tensorflow, or unset TRANSFERLAB_ENGINE",
    );
  }
  return line.ok("not here; optional: npm run engine:tensorflow makes it");
}

function describeMemory({ memory }: DoctorFacts): DoctorLine {
  const line = linesOf("Memory");
  const text = `${formatBytes(memory.freeBytes)} of ${formatBytes(memory.totalBytes)} free`;
  if (memory.freeBytes >= LITTLE_MEMORY_BYTES) return line.ok(text);
  return line.note(text, "close other programs before VGG16 at full width, which takes 1.8 GB");
}
