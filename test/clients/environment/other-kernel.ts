import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { otherKernels } from "../../conformance/kernel/client/kernel-command.ts";
import { KernelProcess } from "../../conformance/kernel/client/kernel-process.ts";

export type OtherKernelName = keyof typeof otherKernels;

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The variable that names the program of each kernel. */
const variables = { tslab: "TSLAB", deno: "DENO" } as const;

/** Why a kernel cannot be tested here; `undefined` when it can. */
export function whyNot(name: OtherKernelName): string | undefined {
  if (!process.env[variables[name]]) return `skipped unless ${variables[name]} names its program`;
  if (!existsSync(join(root, "dist", "lib", "index.js"))) return "skipped until npm run build made dist/";
  return undefined;
}

/** A project of somebody who has installed the package, with the notebooks copied into it; deleted at the end. */
export interface NotebookProject extends AsyncDisposable {
  readonly notebooks: string;
  /** Starts a kernel in a folder, by default that of the notebooks. Must be disposed. */
  start(name: OtherKernelName, cwd?: string): Promise<KernelProcess>;
}

/** Makes the project, as `npm install` of this checkout would. */
export async function makeNotebookProject(): Promise<NotebookProject> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "transferlab-project-")));
  const notebooks = join(folder, "notebooks");
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({ private: true, dependencies: { transferlab: `file:${root}` } }),
  );
  await mkdir(join(folder, "node_modules"));
  await symlink(root, join(folder, "node_modules", "transferlab"), "junction");
  await cp(join(root, "notebooks"), notebooks, {
    recursive: true,
    filter: (source) => !basename(source).startsWith("."),
  });
  return {
    notebooks,
    start: (name, cwd = notebooks) =>
      KernelProcess.start({
        command: otherKernels[name](process.env[variables[name]]!),
        cwd,
        env: { DENO_DIR: join(folder, ".deno"), DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
      }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}
