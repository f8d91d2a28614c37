import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { installKernelspec } from "../../../kernel/kernelspec/install.ts";
import { findKernelCommand } from "../../../kernel/kernelspec/kernel-command.ts";
import { createKernelspec, KERNEL_NAME } from "../../../kernel/kernelspec/kernelspec.ts";
import { kerasPython } from "../../python/keras-python.ts";

/** A home of Jupyter that knows our kernel, deleted at the end, and nothing of the user's own. */
export interface JupyterHome extends AsyncDisposable {
  /** Folder for notebooks. */
  readonly notebooks: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Kernelspec of our kernel. */
  readonly kernelspec: string;
}

/** Makes the home, with our kernel installed in it. */
export async function makeJupyterHome(): Promise<JupyterHome> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "transferlab-clients-")));
  const notebooks = join(root, "notebooks");
  await mkdir(notebooks);
  const data = join(root, "data");
  const kernelspec = await installKernelspec(createKernelspec(findKernelCommand()), data, {
    name: KERNEL_NAME,
  });
  const settings = join(root, "config", "lab", "user-settings", "@jupyterlab", "apputils-extension");
  await mkdir(settings, { recursive: true });
  await writeFile(
    join(settings, "notification.jupyterlab-settings"),
    '{ "fetchNews": "false", "checkForUpdates": false }',
  );
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(JUPYTER|JPY_|IPYTHON|XDG_|NODE_)/.test(name),
  );
  return {
    notebooks,
    kernelspec,
    environment: {
      ...Object.fromEntries(inherited),
      ...(kerasPython && { PATH: `${dirname(kerasPython)}:${process.env.PATH}` }),
      JUPYTER_DATA_DIR: data,
      JUPYTER_CONFIG_DIR: join(root, "config"),
      JUPYTER_RUNTIME_DIR: join(root, "runtime"),
      // Labextensions of the tests, such as plotly's.
      ...(process.env.JUPYTER_PATH && { JUPYTER_PATH: process.env.JUPYTER_PATH }),
      IPYTHONDIR: join(root, "ipython"),
      TRANSFERLAB_HOME: join(root, "transferlab"),
      PYTHONWARNINGS: "ignore",
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}

/** Writes a notebook of code cells for our kernel. Returns its path. */
export async function writeNotebook(
  folder: string,
  name: string,
  cells: readonly (string | { readonly source: string; readonly tags: readonly string[] })[],
): Promise<string> {
  const path = join(folder, name);
  const notebook = {
    cells: cells.map((cell, index) => ({
      cell_type: "code",
      id: `cell-${index}`,
      execution_count: null,
      metadata: typeof cell === "string" ? {} : { tags: cell.tags },
      outputs: [],
      source: typeof cell === "string" ? cell : cell.source,
    })),
    metadata: {
      kernelspec: { display_name: "TypeScript (transferlab)", language: "typescript", name: KERNEL_NAME },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  await writeFile(path, JSON.stringify(notebook));
  return path;
}
