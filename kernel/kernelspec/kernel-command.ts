import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { KernelspecError } from "./kernelspec-error.ts";

/** How Jupyter starts the kernel. */
export interface KernelCommand {
  /** Node, its arguments and the entry of the kernel: absolute, so that no path of Jupyter's process is needed. */
  readonly command: readonly string[];
  /** Version of the package. */
  readonly version: string;
}

/**
 * Finds how to start the kernel of this package with the Node that runs this.
 *
 * @throws {@link KernelspecError} when the package is not built.
 */
export function findKernelCommand(): KernelCommand {
  const fromSource = import.meta.url.endsWith(".ts");
  const entry = fileURLToPath(new URL(`../main.${fromSource ? "ts" : "js"}`, import.meta.url));
  if (!existsSync(entry)) {
    throw new KernelspecError(
      `kernel: expected ${entry}, which is not there; build the package: npm run build`,
    );
  }
  const loader = fromSource
    ? ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href]
    : [];
  const manifest = new URL(fromSource ? "../../package.json" : "../../../package.json", import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  return { command: [process.execPath, ...loader, entry], version };
}

/**
 * Says whose cache a path lies in, of the programs that run a package without installing it: such a folder may be wiped at
 * any time, and the kernel with it.
 *
 * @returns undefined for a path of an installed package.
 */
export function findPackageCache(path: string): "npx" | "pnpm dlx" | "yarn dlx" | "bunx" | undefined {
  const folders = path.split(/[\\/]/);
  if (folders.includes("_npx")) return "npx";
  if (folders.some((folder) => /^bunx-/.test(folder))) return "bunx";
  if (folders.some((folder) => /^dlx-\d+/.test(folder)))
    return folders.includes("pnpm") ? "pnpm dlx" : "yarn dlx";
  return folders.includes("dlx") && folders.includes("pnpm") ? "pnpm dlx" : undefined;
}
