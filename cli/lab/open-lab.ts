import { join } from "node:path";
import { EXIT_CODES } from "../../kernel/commands/exit-codes.ts";
import { KernelError } from "../../kernel/errors.ts";
import { type JupyterSystem, thisSystem } from "../../kernel/kernelspec/jupyter-folders.ts";
import { findJupyter, OLDEST_JUPYTERLAB } from "../jupyter/find-jupyter.ts";
import { JupyterError } from "../jupyter/jupyter-error.ts";
import { findPrivateEnvironment, makePrivateEnvironment } from "../jupyter/private-environment.ts";
import { type PythonFacts, probePython } from "../jupyter/probe-python.ts";
import { prepareLabHome } from "./prepare-home.ts";
import { runServer } from "./run-server.ts";

/**
 * Opens JupyterLab on the notebooks of a checkout, with our kernel known there alone, until Ctrl-C. What of it is missing is
 * installed below the checkout's `.jupyter` folder.
 *
 * @param root - the checkout.
 * @param options.args - for `jupyter lab`, as they were typed.
 * @param options.cwd - folder that they are relative to.
 * @returns exit code.
 */
export async function openLab(
  root: string,
  options: { readonly args: readonly string[]; readonly cwd: string },
): Promise<number> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  try {
    const home = join(root, ".jupyter");
    const system = thisSystem();
    const python = await findOrMake(join(home, "python"), system, say);
    const environment = await prepareLabHome(home, {
      notebooks: join(root, "notebooks"),
      jupyterlab: python.packages.jupyterlab ?? "",
      system,
    });
    say(
      `JupyterLab ${python.packages.jupyterlab} of ${python.prefix}, with the kernel TypeScript (transferlab).\n` +
        "The kernel and all settings are in .jupyter, known in this checkout alone. Ctrl-C ends it with its kernels.",
    );
    return await runServer(python.path, ["-m", "jupyterlab", ...options.args], {
      cwd: options.cwd,
      // Features stay with the checkout, where npm start keeps them.
      env: { TRANSFERLAB_HOME: join(root, "data", "cache"), ...process.env, ...environment },
    });
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT_CODES.error;
  }
}

async function findOrMake(
  folder: string,
  system: JupyterSystem,
  say: (line: string) => void,
): Promise<PythonFacts> {
  const made = findPrivateEnvironment(folder, system);
  const named = system.environment.TRANSFERLAB_JUPYTER;
  const isPrivate = named === "private";
  const environment = isPrivate ? { ...system.environment, TRANSFERLAB_JUPYTER: "" } : system.environment;
  const { chosen, pythons } = await findJupyter({ ...system, environment }, isPrivate ? [] : made);
  if (chosen !== undefined && !isPrivate) return chosen;
  if (named && !isPrivate) {
    const [python] = pythons;
    throw new JupyterError(
      `TRANSFERLAB_JUPYTER: expected a Python with JupyterLab ${OLDEST_JUPYTERLAB.join(".")} or later, received ${named} ` +
        (python === undefined
          ? "which does not run"
          : `whose Python (${python.path}) has ${python.packages.jupyterlab ?? "none"}`),
    );
  }
  for (const { packages, path } of pythons) {
    if (packages.jupyterlab && !isPrivate) {
      say(`Passed over: JupyterLab ${packages.jupyterlab} of ${path} is too old.`);
    }
  }
  const [python] = isPrivate && made.length > 0 ? made : [];
  const { path } = python ?? (await makePrivateEnvironment(folder, { system, pythons, say }));
  const facts = await probePython(path);
  if (facts === undefined) throw new JupyterError(`JupyterLab: ${path} does not run; delete ${folder}`);
  return facts;
}
