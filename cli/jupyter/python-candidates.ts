import { existsSync } from "node:fs";
import { type JupyterSystem, pathOf } from "../../kernel/kernelspec/jupyter-folders.ts";
import { readInterpreter } from "../../kernel/kernelspec/python-prefix.ts";
import { findPrograms } from "./find-programs.ts";
import { JupyterError } from "./jupyter-error.ts";

/** A Python that may have JupyterLab. */
export interface PythonCandidate {
  readonly path: string;
  /** Why it is looked at, such as `"VIRTUAL_ENV"`. */
  readonly origin: string;
}

/**
 * Lists the Pythons in which JupyterLab is looked for, the first of them first: that of `TRANSFERLAB_JUPYTER` alone when
 * that is set; else the active environment's, that of each `jupyter-lab` and `jupyter` on the path, and those on the path.
 *
 * @throws {@link JupyterError} when `TRANSFERLAB_JUPYTER` names nothing that is there.
 */
export function pythonCandidates(system: JupyterSystem): PythonCandidate[] {
  const { environment } = system;
  const named = environment.TRANSFERLAB_JUPYTER;
  if (named) return [{ path: pythonOfNamed(named, system), origin: "TRANSFERLAB_JUPYTER" }];
  const candidates = ["VIRTUAL_ENV", "CONDA_PREFIX"].flatMap((variable) => {
    const prefix = environment[variable];
    return prefix ? pythonsOfPrefix(prefix, system).map((path) => ({ path, origin: variable })) : [];
  });
  for (const program of ["jupyter-lab", "jupyter"]) {
    for (const path of findPrograms(program, system)) {
      const python = pythonOfLauncher(path, system);
      if (python !== undefined) candidates.push({ path: python, origin: path });
    }
  }
  for (const program of ["python3", "python", ...(system.platform === "win32" ? ["py"] : [])]) {
    candidates.push(...findPrograms(program, system).map((path) => ({ path, origin: "PATH" })));
  }
  const firstOf = new Map(candidates.toReversed().map((candidate) => [candidate.path, candidate]));
  return candidates.filter((candidate) => firstOf.get(candidate.path) === candidate);
}

/** The Python of an environment, where venv and conda put it. */
export function pythonsOfPrefix(prefix: string, { platform }: Pick<JupyterSystem, "platform">): string[] {
  const { join } = pathOf(platform);
  const places =
    platform === "win32"
      ? [join(prefix, "Scripts", "python.exe"), join(prefix, "python.exe")]
      : [join(prefix, "bin", "python"), join(prefix, "bin", "python3")];
  return places.filter((path) => existsSync(path)).slice(0, 1);
}

function pythonOfNamed(named: string, system: JupyterSystem): string {
  const { isAbsolute, basename, resolve } = pathOf(system.platform);
  const hasFolder = isAbsolute(named) || /[\\/]/.test(named);
  const [path] = hasFolder ? [resolve(named)].filter((one) => existsSync(one)) : findPrograms(named, system);
  if (path === undefined) throw new JupyterError(`TRANSFERLAB_JUPYTER: ${named} is not there; ${ADVICE}`);
  if (/^(python[\d.]*|py)(\.exe)?$/i.test(basename(path))) return path;
  const [ofFolder] = pythonsOfPrefix(path, system);
  const python = ofFolder ?? pythonOfLauncher(path, system);
  if (python !== undefined) return python;
  throw new JupyterError(`TRANSFERLAB_JUPYTER: ${path} does not say which Python it belongs to; ${ADVICE}`);
}

const ADVICE =
  "expected the path of a Python that has JupyterLab, of its environment's folder, or of its jupyter";

/** The Python that a `jupyter` belongs to. */
function pythonOfLauncher(path: string, system: JupyterSystem): string | undefined {
  if (system.platform !== "win32") return readInterpreter(path);
  // pip's launchers are in PREFIX\Scripts; a venv's Python is beside them, another's above.
  const { dirname } = pathOf("win32");
  return /\.exe$/i.test(path) ? pythonsOfPrefix(dirname(dirname(path)), system)[0] : undefined;
}
