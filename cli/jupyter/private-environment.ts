import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { JupyterSystem } from "../../kernel/kernelspec/jupyter-folders.ts";
import { findPrograms } from "./find-programs.ts";
import { JupyterError } from "./jupyter-error.ts";
import { isAtLeast, type PythonFacts } from "./probe-python.ts";
import { type PythonCandidate, pythonsOfPrefix } from "./python-candidates.ts";

/** What is installed. */
const REQUIREMENT = "jupyterlab>=4.2,<5";
/** What a download and an installation of it take, in megabytes; JupyterLab 4.6 on Linux. */
const DOWNLOAD_MB = 50;
const DISK_MB = 240;
/** The oldest Python that JupyterLab 4.6 runs on. */
const OLDEST_PYTHON = [3, 10] as const;

const STAMP = "transferlab.json";

/** The Python of an environment that {@link makePrivateEnvironment} has finished; none when there is no such. */
export function findPrivateEnvironment(folder: string, system: JupyterSystem): PythonCandidate[] {
  if (!isFinished(folder)) return [];
  return pythonsOfPrefix(folder, system).map((path) => ({ path, origin: "private" }));
}

/** How an environment is made. */
export type EnvironmentPlan = readonly {
  readonly program: string;
  readonly args: readonly string[];
}[];

/**
 * Says by which commands an environment with JupyterLab is made: by uv when it is there, else by a Python with venv.
 *
 * @param pythons - that run on this computer.
 * @param uv - path of uv; undefined when there is none.
 * @throws {@link JupyterError} that says what to install when there is neither.
 */
export function planEnvironment(
  folder: string,
  pythons: readonly PythonFacts[],
  uv: string | undefined,
  platform: NodeJS.Platform,
): EnvironmentPlan {
  const recent = pythons.filter(({ version }) => isAtLeast(version, OLDEST_PYTHON));
  const ofFolder =
    platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
  if (uv !== undefined) {
    // Without one of its own uv downloads a Python.
    const version = recent[0]?.path ?? `>=${OLDEST_PYTHON.join(".")}`;
    return [
      { program: uv, args: ["venv", "--python", version, folder] },
      { program: uv, args: ["pip", "install", "--python", ofFolder, REQUIREMENT] },
    ];
  }
  const python = recent.find(({ canMakeEnvironments }) => canMakeEnvironments);
  if (python === undefined) throw new JupyterError(describeLack(pythons, recent, platform));
  return [
    { program: python.path, args: ["-m", "venv", folder] },
    {
      program: ofFolder,
      args: ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", REQUIREMENT],
    },
  ];
}

/**
 * Makes a Python environment with JupyterLab in a folder. What an earlier try has left there is deleted first.
 *
 * @param options.say - gets a line for the user.
 * @returns its Python.
 * @throws {@link JupyterError} when there is nothing to make it with, or a step of it fails.
 */
export async function makePrivateEnvironment(
  folder: string,
  options: {
    readonly system: JupyterSystem;
    readonly pythons: readonly PythonFacts[];
    readonly say: (line: string) => void;
  },
): Promise<PythonCandidate> {
  const { system, pythons, say } = options;
  if (!["", "0", "false"].includes(system.environment.TRANSFERLAB_OFFLINE ?? "")) {
    throw new JupyterError(
      "JupyterLab: found none, and TRANSFERLAB_OFFLINE forbids its download; name one with TRANSFERLAB_JUPYTER",
    );
  }
  const [uv] = findPrograms("uv", system);
  const plan = planEnvironment(folder, pythons, uv, system.platform);
  say(
    `Installing JupyterLab from the Python package index into ${folder}, once: about ${DOWNLOAD_MB} MB to download, ` +
      `${DISK_MB} MB on disk. This takes a minute or two ...`,
  );
  await rm(folder, { recursive: true, force: true });
  for (const step of plan) await run(step);
  await writeFileAtomic(join(folder, STAMP), `${JSON.stringify({ requirement: REQUIREMENT })}\n`);
  const [python] = findPrivateEnvironment(folder, system);
  if (python === undefined) throw new JupyterError(`JupyterLab: expected a Python in ${folder}, found none`);
  return python;
}

function isFinished(folder: string): boolean {
  const stamp = join(folder, STAMP);
  if (!existsSync(stamp)) return false;
  const { requirement } = JSON.parse(readFileSync(stamp, "utf8")) as { requirement?: unknown };
  return requirement === REQUIREMENT;
}

async function run({ program, args }: EnvironmentPlan[number]): Promise<void> {
  const ended = await new Promise<string | number | null>((resolve) => {
    const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"], windowsHide: true });
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? code));
  });
  if (ended === 0) return;
  throw new JupyterError(
    `JupyterLab could not be installed: ${[program, ...args].join(" ")} ended with ${ended}; see above. ` +
      "Without the network, name one that is installed with TRANSFERLAB_JUPYTER",
  );
}

function describeLack(
  pythons: readonly PythonFacts[],
  recent: readonly PythonFacts[],
  platform: NodeJS.Platform,
): string {
  const otherwise =
    "Or install uv (https://docs.astral.sh/uv/), which brings a Python, or JupyterLab itself, and name it with " +
    "TRANSFERLAB_JUPYTER. VS Code opens the notebooks too; npm start runs them without either";
  const [python] = recent;
  if (python !== undefined) {
    const [major, minor] = python.version.split(".");
    const debian =
      platform === "linux" ? ` (Debian, Ubuntu: sudo apt install python${major}.${minor}-venv)` : "";
    return `JupyterLab: found none, and ${python.path} lacks the modules venv and ensurepip to install it with${debian}. ${otherwise}`;
  }
  const wanted = `Python ${OLDEST_PYTHON.join(".")} or later`;
  const found =
    pythons.length === 0
      ? "found no Python"
      : `found ${pythons.map(({ path, version }) => `${path} (${version})`).join(", ")}`;
  return `JupyterLab: expected ${wanted} to install it with, ${found}; see https://www.python.org/downloads/. ${otherwise}`;
}
