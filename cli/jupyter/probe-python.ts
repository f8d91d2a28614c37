import { execFile } from "node:child_process";

/** What a Python has of what JupyterLab needs. */
export interface PythonFacts {
  readonly path: string;
  /** Such as `"3.12.3"`. */
  readonly version: string;
  /** Its environment: `sys.prefix`. */
  readonly prefix: string;
  /** Versions of the packages that are installed, by their names. */
  readonly packages: Readonly<Partial<Record<ProbedPackage, string>>>;
  /** Whether JupyterLab finds the extension of Python's plotly. */
  readonly hasPlotlyExtension: boolean;
  /** Whether it can make environments with a pip in them. */
  readonly canMakeEnvironments: boolean;
}

export const PROBED_PACKAGES = ["jupyterlab", "notebook", "jupyter_server", "plotly"] as const;
type ProbedPackage = (typeof PROBED_PACKAGES)[number];

const PROBE_MS = 30_000;

const PROGRAM = `
import json, os, sys
from importlib.metadata import version
from importlib.util import find_spec
def version_of(name):
    try:
        return version(name)
    except Exception:
        return None
try:
    from jupyter_core.paths import jupyter_path
    folders = jupyter_path("labextensions")
except Exception:
    folders = []
print("FOUND " + json.dumps({
    "version": ".".join(str(part) for part in sys.version_info[:3]),
    "prefix": sys.prefix,
    "packages": {name: version_of(name) for name in ${JSON.stringify(PROBED_PACKAGES)} if version_of(name)},
    "hasPlotlyExtension": any(os.path.isdir(os.path.join(folder, "jupyterlab-plotly")) for folder in folders),
    "canMakeEnvironments": find_spec("venv") is not None and find_spec("ensurepip") is not None,
}))`;

/**
 * Asks a Python what it has.
 *
 * @returns undefined when it does not run, or is older than 3.8.
 */
export async function probePython(path: string): Promise<PythonFacts | undefined> {
  const stdout = await new Promise<string | undefined>((resolve) => {
    execFile(
      path,
      ["-c", PROGRAM],
      { timeout: PROBE_MS, windowsHide: true, env: { ...process.env, PYTHONWARNINGS: "ignore" } },
      (error, text) => resolve(error ? undefined : text),
    );
  });
  const line = stdout?.split(/\r?\n/).find((text) => text.startsWith("FOUND "));
  return line === undefined
    ? undefined
    : { path, ...(JSON.parse(line.slice("FOUND ".length)) as Omit<PythonFacts, "path">) };
}

/** Whether a version such as `"4.2.5"` is at least another such as `[4, 2]`. */
export function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [itsMajor = 0, itsMinor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return itsMajor > major || (itsMajor === major && itsMinor >= minor);
}
