import { lstat, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isOurs, type Kernelspec, normalizeKernelName } from "./kernelspec.ts";
import { KernelspecError } from "./kernelspec-error.ts";
import { drawLogo, LOGO } from "./logos.ts";
import { removeFolder, replaceFolder, stagingPath } from "./replace-folder.ts";

/**
 * Writes a kernelspec with its logos to the kernels of a folder of Jupyter's data.
 *
 * The folder of the kernel appears whole or not at all. One of ours is replaced.
 *
 * @param dataFolder - such as `~/.local/share/jupyter`; made when missing.
 * @param options.replace - whether a kernelspec that is not ours is replaced too. @defaultValue false
 * @returns where it is.
 * @throws {@link KernelspecError} when another's kernelspec has the name, or the folder can't be written.
 */
export async function installKernelspec(
  kernelspec: Kernelspec,
  dataFolder: string,
  { name, replace = false }: { readonly name: string; readonly replace?: boolean },
): Promise<string> {
  const folder = join(dataFolder, "kernels", normalizeKernelName(name));
  const isThere = await exists(folder);
  if (isThere && !replace && !isOurs(await readKernelspec(folder))) {
    throw new KernelspecError(
      `kernel ${name}: ${folder} is another program's; give ours another --name, or overwrite that one with --replace`,
    );
  }
  // Beside `kernels`, not in it: Jupyter takes any folder there for a kernel.
  const staged = stagingPath(dataFolder);
  try {
    await mkdir(join(dataFolder, "kernels"), { recursive: true });
    await mkdir(staged);
    await writeFile(join(staged, "logo-svg.svg"), LOGO);
    await writeFile(join(staged, "logo-32x32.png"), await drawLogo(32));
    await writeFile(join(staged, "logo-64x64.png"), await drawLogo(64));
    await writeFile(join(staged, "kernel.json"), `${JSON.stringify(kernelspec, undefined, 1)}\n`);
    await replaceFolder(staged, folder);
  } catch (cause) {
    await rm(staged, { recursive: true, force: true }).catch(() => undefined);
    throw describeFault(`kernel ${name}: ${folder} can't be written`, cause);
  }
  return folder;
}

/**
 * Deletes a kernelspec of ours.
 *
 * @returns where it was.
 * @throws {@link KernelspecError} when there is none, when it is another program's, or it can't be deleted.
 */
export async function uninstallKernelspec(dataFolder: string, name: string): Promise<string> {
  const folder = join(dataFolder, "kernels", normalizeKernelName(name));
  if (!(await exists(folder))) {
    throw new KernelspecError(`kernel ${name}: ${folder} is not there; transferlab kernel list says what is`);
  }
  if (!isOurs(await readKernelspec(folder))) {
    throw new KernelspecError(
      `kernel ${name}: ${folder} is another program's; jupyter kernelspec remove ${name} deletes it`,
    );
  }
  try {
    await removeFolder(folder, dataFolder);
  } catch (cause) {
    throw describeFault(`kernel ${name}: ${folder} can't be deleted`, cause);
  }
  return folder;
}

/** The content of a folder's `kernel.json`; undefined when there is none, or it is no JSON. */
export async function readKernelspec(folder: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(folder, "kernel.json"), "utf8"));
  } catch {
    return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

function describeFault(what: string, cause: unknown): unknown {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === undefined) return cause;
  const isForbidden = ["EACCES", "EPERM", "EROFS"].includes(code);
  const advice = isForbidden ? "; use --user or another --prefix, or run it as who may write there" : "";
  return new KernelspecError(`${what}: ${message}${advice}`, { cause });
}
