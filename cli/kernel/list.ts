import { EXIT_CODES } from "../../kernel/commands/exit-codes.ts";
import { dataFolders, thisSystem } from "../../kernel/kernelspec/jupyter-folders.ts";
import { findKernelCommand } from "../../kernel/kernelspec/kernel-command.ts";
import { type InstalledKernelspec, listKernelspecs } from "../../kernel/kernelspec/list.ts";
import { findPythonPrefix } from "../../kernel/kernelspec/python-prefix.ts";

/** `transferlab kernel list` */
export async function list(): Promise<number> {
  const system = thisSystem();
  const folders = dataFolders(system, findPythonPrefix(system));
  const found = await listKernelspecs(folders);
  if (found.length === 0) {
    const looked = folders.map((folder) => `  ${folder}\n`).join("");
    process.stdout.write(
      `Not installed: transferlab kernel install does it. Looked in the kernels of\n${looked}`,
    );
    return EXIT_CODES.ok;
  }
  const { version } = findKernelCommand();
  process.stdout.write(found.map((kernelspec) => describe(kernelspec, version)).join("\n"));
  return EXIT_CODES.ok;
}

function describe(
  { name, displayName, folder, version, missing, hiddenBy }: InstalledKernelspec,
  ours: string,
) {
  const lines = [`${name}  ${JSON.stringify(displayName)}`, `  ${folder}`];
  if (missing.length > 0) {
    lines.push(
      `  It can't start: ${missing.join(" and ")} is gone. Install it again: transferlab kernel install`,
    );
  }
  if (version !== ours) lines.push(`  Written by version ${version}; this is ${ours}.`);
  if (hiddenBy !== undefined) lines.push(`  Not used: Jupyter takes ${hiddenBy} first.`);
  return `${lines.join("\n")}\n`;
}
