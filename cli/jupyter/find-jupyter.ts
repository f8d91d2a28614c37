import type { JupyterSystem } from "../../kernel/kernelspec/jupyter-folders.ts";
import { isAtLeast, type PythonFacts, probePython } from "./probe-python.ts";
import { type PythonCandidate, pythonCandidates } from "./python-candidates.ts";

/** What was found of JupyterLab on this computer. */
export interface JupyterSearch {
  /** The first Python whose JupyterLab is new enough; undefined when there is none. */
  readonly chosen: (PythonFacts & { readonly origin: string }) | undefined;
  /** Every Python that was asked and runs. */
  readonly pythons: readonly (PythonFacts & { readonly origin: string })[];
}

/** JupyterLab 4.0 brought what the extension for figures and the settings of `npm run lab` lean on. */
export const OLDEST_JUPYTERLAB = [4, 0] as const;

/**
 * Looks for JupyterLab, and stops at the first that is new enough.
 *
 * @param more - Pythons to ask after those of the system, such as that of an environment made earlier.
 * @throws {@link JupyterError} when `TRANSFERLAB_JUPYTER` names nothing that is there.
 */
export async function findJupyter(
  system: JupyterSystem,
  more: readonly PythonCandidate[] = [],
): Promise<JupyterSearch> {
  const pythons: (PythonFacts & { origin: string })[] = [];
  const named = pythonCandidates(system);
  const isNamed = named.some(({ origin }) => origin === "TRANSFERLAB_JUPYTER");
  for (const { path, origin } of isNamed ? named : [...named, ...more]) {
    const facts = await probePython(path);
    if (facts === undefined) continue;
    const found = { ...facts, origin };
    pythons.push(found);
    if (hasJupyterLab(found)) return { chosen: found, pythons };
  }
  return { chosen: undefined, pythons };
}

function hasJupyterLab({ packages: { jupyterlab } }: PythonFacts): boolean {
  return jupyterlab !== undefined && isAtLeast(jupyterlab, OLDEST_JUPYTERLAB);
}
