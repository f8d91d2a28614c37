import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { readKernelspec } from "./install.ts";
import { isOurs } from "./kernelspec.ts";

/** A kernelspec of ours that Jupyter finds. */
export interface InstalledKernelspec {
  readonly name: string;
  readonly displayName: string;
  readonly folder: string;
  /** Version of the package that wrote it. */
  readonly version: string;
  /** Paths it starts the kernel with that are no longer there. */
  readonly missing: readonly string[];
  /** Folder of another kernelspec of this name that Jupyter takes instead; undefined when it takes this one. */
  readonly hiddenBy: string | undefined;
}

/**
 * Lists the kernelspecs that were installed by this program.
 *
 * @param folders - of Jupyter's data, in the order in which it looks.
 */
export async function listKernelspecs(folders: readonly string[]): Promise<InstalledKernelspec[]> {
  const found: InstalledKernelspec[] = [];
  const firstOf = new Map<string, string>();
  for (const dataFolder of folders) {
    for (const entry of await listNames(join(dataFolder, "kernels"))) {
      const name = entry.toLowerCase();
      const folder = join(dataFolder, "kernels", entry);
      const content = await readKernelspec(folder);
      if (content === undefined) continue;
      const hiddenBy = firstOf.get(name);
      if (hiddenBy === undefined) firstOf.set(name, folder);
      if (!isOurs(content)) continue;
      const { argv, display_name: displayName, metadata } = content;
      const missing = argv.filter((argument) => isAbsolute(argument) && !existsSync(argument));
      found.push({ name, displayName, folder, version: metadata.transferlab.version, missing, hiddenBy });
    }
  }
  return found;
}

async function listNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    // Not there, or not ours to read: Jupyter finds no kernel in it either.
    return [];
  }
}
