import { access, constants, mkdir, statfs } from "node:fs/promises";
import { arch, availableParallelism, cpus, freemem, platform, release, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { dataFolders, thisSystem } from "../../../kernel/kernelspec/jupyter-folders.ts";
import { listKernelspecs } from "../../../kernel/kernelspec/list.ts";
import { findPythonPrefix } from "../../../kernel/kernelspec/python-prefix.ts";
import { cacheFolder } from "../../../lib/datasets/cache-folder.ts";
import { findFolderSize } from "../../../lib/datasets/download/disk/folder-size.ts";
import { listModels } from "../../../lib/models/imagenet/list-models.ts";
import { findJupyter } from "../../jupyter/find-jupyter.ts";
import { JupyterError } from "../../jupyter/jupyter-error.ts";
import { findPrivateEnvironment } from "../../jupyter/private-environment.ts";
import { packageFolder, readManifest } from "../../manifest.ts";
import { LIBRARY_PROBES } from "../probes/probes.ts";
import { runProbe } from "../probes/run-probe.ts";
import { checkBundledFiles } from "./bundled-files.ts";
import type { DoctorFacts, LibraryFacts, SpeedFacts } from "./facts.ts";
import { readSettings } from "./settings.ts";

/** Looks at everything. The libraries come before the speed, and the speed has the computer to itself. */
export async function gatherFacts(): Promise<DoctorFacts> {
  const { version, engines } = readManifest();
  const system = thisSystem();
  const [libraries, tensorflow, bundled, models, cache, kernels, jupyter] = await Promise.all([
    Promise.all(Object.entries(LIBRARY_PROBES).map(([name, { purpose }]) => tryLibrary(name, purpose))),
    runProbe<string>("tensorflow"),
    checkBundledFiles(),
    listModels().catch(() => []),
    lookAtCache(),
    listKernelspecs([
      ...dataFolders(system, findPythonPrefix(system)),
      // Where npm run lab registers it.
      join(packageFolder, ".jupyter", "data"),
    ]),
    searchJupyter(join(packageFolder, ".jupyter", "python")),
  ]);
  return {
    version,
    node: { version: process.versions.node, supported: engines.node },
    platform: {
      system: `${platform()} ${arch()} ${release()}`,
      processor: cpus()[0]?.model.trim() ?? "unknown",
      processors: availableParallelism(),
    },
    memory: findMemory(),
    libraries,
    speed: await runProbe<SpeedFacts>("speed"),
    tensorflow,
    bundled,
    models,
    cache,
    kernels,
    jupyter,
    settings: readSettings(process.env),
  };
}

async function tryLibrary(name: string, purpose: string): Promise<LibraryFacts> {
  return { name, purpose, outcome: await runProbe<{ version: string }>(name) };
}

async function searchJupyter(privateFolder: string): Promise<DoctorFacts["jupyter"]> {
  const system = thisSystem();
  const isPrivate = system.environment.TRANSFERLAB_JUPYTER === "private";
  const environment = isPrivate ? { ...system.environment, TRANSFERLAB_JUPYTER: "" } : system.environment;
  try {
    const value = await findJupyter(
      { ...system, environment },
      findPrivateEnvironment(privateFolder, system),
    );
    return { works: true, value };
  } catch (error) {
    if (!(error instanceof JupyterError)) throw error;
    return { works: false, reason: error.message };
  }
}

/** A container's limit counts, where there is one. */
function findMemory(): DoctorFacts["memory"] {
  const limit = process.constrainedMemory();
  const totalBytes = limit > 0 && limit < totalmem() ? limit : totalmem();
  return { freeBytes: Math.min(process.availableMemory?.() ?? freemem(), totalBytes), totalBytes };
}

async function lookAtCache(): Promise<DoctorFacts["cache"]> {
  const folder = dirname(cacheFolder("models"));
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    return { folder, fault: undefined, sizeBytes: await findFolderSize(folder), freeBytes: bavail * bsize };
  } catch (error) {
    return { folder, fault: (error as Error).message, sizeBytes: 0, freeBytes: 0 };
  }
}
