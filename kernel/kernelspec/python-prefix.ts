import { existsSync, readFileSync, statSync } from "node:fs";
import { type JupyterSystem, pathOf } from "./jupyter-folders.ts";
import { KernelspecError } from "./kernelspec-error.ts";

const ADVICE =
  "activate the environment, or name it: --prefix \"$(python -c 'import sys; print(sys.prefix)')\"";

const VARIABLES = ["VIRTUAL_ENV", "CONDA_PREFIX"];

/**
 * Finds `sys.prefix` of the active Python environment without running Python: `VIRTUAL_ENV`, else `CONDA_PREFIX`, else the
 * environment of the `jupyter` on the path.
 *
 * @returns undefined when there is none.
 */
export function findPythonPrefix(system: JupyterSystem): string | undefined {
  const named = VARIABLES.map((variable) => system.environment[variable]).find(
    (prefix) => prefix && isFolder(prefix),
  );
  return named ?? findJupyterPrefix(system);
}

/**
 * As {@link findPythonPrefix}, for who has to have one.
 *
 * @throws {@link KernelspecError} when there is none, or a variable names a folder that is not there.
 */
export function requirePythonPrefix(system: JupyterSystem): string {
  const variable = VARIABLES.find((name) => system.environment[name]);
  const named = variable && system.environment[variable];
  if (named && !isFolder(named)) {
    throw new KernelspecError(
      `${variable}: expected the folder of a Python environment, received ${named}, which is not there; ${ADVICE}`,
    );
  }
  const prefix = findPythonPrefix(system);
  if (prefix !== undefined) return prefix;
  throw new KernelspecError(
    "Python environment: expected VIRTUAL_ENV or CONDA_PREFIX, or a jupyter on the path that is installed in one; " +
      `found none; ${ADVICE}`,
  );
}

function findJupyterPrefix({ environment, platform }: JupyterSystem): string | undefined {
  const { delimiter, dirname, join } = pathOf(platform);
  const variable = Object.keys(environment).find((name) => name.toUpperCase() === "PATH");
  const folders = ((variable && environment[variable]) ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "");
  for (const folder of folders) {
    if (platform === "win32") {
      // pip's launchers are in PREFIX\Scripts.
      if (existsSync(join(folder, "jupyter.exe"))) return dirname(folder);
      continue;
    }
    const python = readInterpreter(join(folder, "jupyter"));
    if (python === undefined) continue;
    const prefix = dirname(dirname(python));
    return isFolder(prefix) ? prefix : undefined;
  }
  return undefined;
}

/**
 * The Python that a script names in its first line; undefined when the file is not there or names another program. The path
 * is taken as it is: a virtual environment's Python is a link to one elsewhere.
 */
export function readInterpreter(path: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
  const [first = "", second = ""] = text.split("\n", 2);
  // A path that is too long for a first line, or has blanks, stands in the second: '''exec' "/path/python" "$0" "$@"
  const match =
    /^#!\s*(\/\S*\/python[\d.]*)\s*$/.exec(first) ?? /^'''exec' "?(\/.*?\/python[\d.]*)"? /.exec(second);
  return match?.[1];
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
