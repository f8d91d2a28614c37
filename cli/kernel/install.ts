import { EXIT_CODES } from "../../kernel/commands/exit-codes.ts";
import { installKernelspec, uninstallKernelspec } from "../../kernel/kernelspec/install.ts";
import {
  dataFolders,
  prefixDataFolder,
  thisSystem,
  userDataFolder,
} from "../../kernel/kernelspec/jupyter-folders.ts";
import { findKernelCommand, findPackageCache } from "../../kernel/kernelspec/kernel-command.ts";
import {
  createKernelspec,
  DISPLAY_NAME,
  KERNEL_NAME,
  normalizeKernelName,
} from "../../kernel/kernelspec/kernelspec.ts";
import { findPythonPrefix, requirePythonPrefix } from "../../kernel/kernelspec/python-prefix.ts";
import { installFigureExtension, removeFigureExtension } from "../../kernel/labextension/install.ts";
import type { InstallOptions, PlaceOptions } from "./command.ts";

/** After that of Python's plotly, so that notebooks of other kernels stay as they are. */
const FIGURE_RANK = 3;

/** `transferlab kernel install` */
export async function install(options: InstallOptions): Promise<number> {
  const { displayName = DISPLAY_NAME, types, replace } = options;
  const name = normalizeKernelName(options.name ?? KERNEL_NAME);
  const kernel = findKernelCommand();
  const dataFolder = chooseDataFolder(options);
  const folder = await installKernelspec(createKernelspec(kernel, { displayName, types }), dataFolder, {
    name,
    replace,
  });
  const [node, entry] = [kernel.command[0]!, kernel.command.at(-1)!];
  process.stdout.write(
    `Installed ${JSON.stringify(displayName)} as ${name} in ${folder}\n` +
      `It starts ${node} with ${entry}; install it again when one of them has moved.\n`,
  );
  if (options.figures) {
    const extension = await installFigureExtension(dataFolder, { rank: FIGURE_RANK });
    process.stdout.write(`Installed what shows figures in ${extension}\n`);
  }
  warnOfCache(entry);
  warnOfUnknownFolder(dataFolder);
  return EXIT_CODES.ok;
}

/** `transferlab kernel uninstall` */
export async function uninstall(options: PlaceOptions): Promise<number> {
  const dataFolder = chooseDataFolder(options);
  const folder = await uninstallKernelspec(dataFolder, options.name ?? KERNEL_NAME);
  process.stdout.write(`Removed ${folder}\n`);
  if (options.figures) {
    const extension = await removeFigureExtension(dataFolder);
    process.stdout.write(extension ? `Removed ${extension}\n` : "What shows figures was not there.\n");
  }
  return EXIT_CODES.ok;
}

function chooseDataFolder({ prefix, sysPrefix }: PlaceOptions): string {
  const system = thisSystem();
  if (prefix !== undefined) return prefixDataFolder(prefix, system);
  return sysPrefix ? prefixDataFolder(requirePythonPrefix(system), system) : userDataFolder(system);
}

function warnOfCache(entry: string): void {
  const cache = findPackageCache(entry);
  if (cache === undefined) return;
  process.stderr.write(
    `Warning: the kernel is in a cache of ${cache}, and is gone when that is cleaned. Install the package to stay, then ` +
      "the kernel again: npm install --global transferlab && transferlab kernel install; or in a project: " +
      "npm install transferlab && npx transferlab kernel install\n",
  );
}

/** Which Jupyter will be used is not known here, so this is advice and no error. */
function warnOfUnknownFolder(dataFolder: string): void {
  const system = thisSystem();
  if (dataFolders(system, findPythonPrefix(system)).includes(dataFolder)) return;
  process.stderr.write(
    `Note: a Jupyter whose Python is elsewhere does not look in ${dataFolder}; start it with JUPYTER_PATH=${dataFolder}\n`,
  );
}
