import { formatBytes } from "../terminal/format-bytes.ts";
import type { DoctorFacts } from "./facts/facts.ts";
import { type DoctorLine, linesOf } from "./line.ts";

/** All that Keras publishes of the four networks takes about this. */
const LITTLE_DISK_BYTES = 2e9;

/** Says of weights, cache, kernel, Jupyter and network what is right and what is not. */
export function describePlaces(facts: DoctorFacts): DoctorLine[] {
  return [
    describeBundled(facts),
    describePublished(facts),
    describeCache(facts),
    ...describeKernels(facts),
    describeJupyter(facts),
    describeNetwork(facts),
  ];
}

function describeBundled({ bundled }: DoctorFacts): DoctorLine {
  const line = linesOf("Bundled weights", { isNeeded: true });
  const faults = bundled
    .filter(({ state }) => state !== "intact")
    .map(({ name, state }) => `${name} is ${state}`);
  if (faults.length === 0) return line.ok("VGG16 and ResNet50, intact");
  return line.problem(faults.join(", "), "git checkout -- data/models, or install the package again");
}

function describePublished({ models }: DoctorFacts): DoctorLine {
  const line = linesOf("ImageNet weights");
  const published = models.filter(({ weights }) => weights === "imagenet");
  const here = published.filter(({ place }) => place !== "nowhere");
  const different = published.flatMap((model) => model.different);
  const named = here.map(
    ({ name, includeTop, sizeBytes }) =>
      `${name}${includeTop ? "" : " without top"} (${formatBytes(sizeBytes)})`,
  );
  const text = here.length === 0 ? "none here; the notebooks run on the bundled ones" : named.join(", ");
  if (different.length > 0) {
    const paths = different.map(({ path }) => path).join(", ");
    return line.note(
      `${text}; not used, for their size is wrong: ${paths}`,
      "transferlab models verify says more",
    );
  }
  if (here.length > 0) return line.ok(text);
  return line.note(text, "transferlab models download vgg16 resnet50, for the chapter's own numbers");
}

function describeCache({ cache }: DoctorFacts): DoctorLine {
  const line = linesOf("Cache", { isNeeded: true });
  if (cache.fault !== undefined) {
    return line.problem(
      `${cache.folder} can't be written to: ${cache.fault}`,
      "set TRANSFERLAB_HOME to a folder that can",
    );
  }
  const text = `${cache.folder}, ${formatBytes(cache.sizeBytes)}; ${formatBytes(cache.freeBytes)} of the disk are free`;
  if (cache.freeBytes >= LITTLE_DISK_BYTES) return line.ok(text);
  return line.note(
    text,
    "the published weights need up to 2 GB; TRANSFERLAB_HOME moves the cache to another disk",
  );
}

function describeKernels({ kernels, version }: DoctorFacts): DoctorLine[] {
  const line = linesOf("Kernel");
  if (kernels.length === 0) {
    return [
      line.note(
        "Jupyter does not know it",
        "npm run lab needs no more; for other front ends: npx transferlab kernel install",
      ),
    ];
  }
  return kernels.map(({ name, folder, missing, hiddenBy, version: its }) => {
    const text = `${name} in ${folder}`;
    const again = "npx transferlab kernel install (npm run lab does it for its own)";
    if (missing.length > 0)
      return line.problem(`${text} can't start: ${missing.join(" and ")} is gone`, again);
    if (its !== version) return line.note(`${text} is of version ${its}; this is ${version}`, again);
    if (hiddenBy !== undefined) return line.note(`${text} is not used: ${hiddenBy} comes first`, again);
    return line.ok(text);
  });
}

function describeJupyter({ jupyter }: DoctorFacts): DoctorLine {
  const line = linesOf("Jupyter");
  if (!jupyter.works) return line.problem(jupyter.reason, "unset TRANSFERLAB_JUPYTER, or correct it");
  const { chosen, pythons } = jupyter.value;
  if (chosen === undefined) {
    const old = pythons.flatMap(({ path, packages: { jupyterlab } }) =>
      jupyterlab ? [`JupyterLab ${jupyterlab} of ${path} is too old`] : [],
    );
    const found = pythons.map(({ version }) => version);
    const seen = found.length === 0 ? "no Python" : `Python ${[...new Set(found)].join(", ")}`;
    return line.note(
      [`no JupyterLab 4 (${seen})`, ...old].join("; "),
      "npm run lab installs one into .jupyter, 50 MB to download; VS Code opens notebooks too",
    );
  }
  const { packages, path, hasPlotlyExtension } = chosen;
  const notebook = packages.notebook ? `, Notebook ${packages.notebook}` : "";
  const plotly = hasPlotlyExtension ? `, plotly ${packages.plotly ?? ""} with its extension`.trimEnd() : "";
  const text = `JupyterLab ${packages.jupyterlab}${notebook}${plotly}, of ${path}`;
  if (hasPlotlyExtension) return line.ok(text);
  return line.ok(
    `${text}; npm run lab brings what shows charts, elsewhere npx transferlab kernel install --figures does`,
  );
}

function describeNetwork({ settings }: DoctorFacts): DoctorLine {
  const line = linesOf("Settings");
  const text = Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");
  if (text === "") return line.ok("none set: downloads come from Google, when they are asked for");
  const offline = settings.TRANSFERLAB_OFFLINE;
  if (offline !== undefined && !["0", "false"].includes(offline)) {
    return line.note(text, "TRANSFERLAB_OFFLINE forbids every download: unset it to have them");
  }
  const mirror = settings.TRANSFERLAB_MIRROR?.trim();
  if (mirror && (!/^https?:\/\//i.test(mirror) || !URL.canParse(mirror))) {
    return line.problem(text, "TRANSFERLAB_MIRROR: expected an address such as http://192.168.0.10:8018/");
  }
  return line.ok(text);
}
