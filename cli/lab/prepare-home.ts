import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { installKernelspec, readKernelspec } from "../../kernel/kernelspec/install.ts";
import { dataFolders, type JupyterSystem, pathOf } from "../../kernel/kernelspec/jupyter-folders.ts";
import { findKernelCommand } from "../../kernel/kernelspec/kernel-command.ts";
import { createKernelspec, KERNEL_NAME } from "../../kernel/kernelspec/kernelspec.ts";
import { installFigureExtension } from "../../kernel/labextension/install.ts";
import { isAtLeast } from "../jupyter/probe-python.ts";

/** Before that of Python's plotly, whose figures stay white on dark pages. */
const FIGURE_RANK = 1;

/** The contents page, in the folder of the notebooks. */
const CONTENTS = "README.md";

/** What a home is made for. */
export interface LabHomeOptions {
  /** Folder of the notebooks, which the file browser starts and ends at. */
  readonly notebooks: string;
  /** Version of JupyterLab. */
  readonly jupyterlab: string;
  readonly system: JupyterSystem;
}

/**
 * Makes a home for Jupyter in a folder: our kernel, the extension for figures, and settings, so that nothing of the user's
 * own Jupyter is written to.
 *
 * Settings that the user has changed since stay.
 *
 * @returns the environment variables by which Jupyter uses it.
 */
export async function prepareLabHome(
  folder: string,
  options: LabHomeOptions,
): Promise<Readonly<Record<string, string>>> {
  const { notebooks, jupyterlab, system } = options;
  const data = join(folder, "data");
  const defaults = join(folder, "defaults");
  const kernelspec = createKernelspec(findKernelCommand());
  const installed = await readKernelspec(join(data, "kernels", KERNEL_NAME));
  if (JSON.stringify(installed) !== JSON.stringify(kernelspec)) {
    await installKernelspec(kernelspec, data, { name: KERNEL_NAME, replace: true });
  }
  await installFigureExtension(data, { rank: FIGURE_RANK });
  // Scripts that JupyterLab brings for Node.js are CommonJS, and would be modules by the checkout's package.json.
  await writeJson(join(folder, "package.json"), { private: true, type: "commonjs" });

  // In files and not on the command line, where each may stand once: so the user's own arguments can replace them.
  const page = existsSync(join(notebooks, CONTENTS)) ? `/lab/tree/${CONTENTS}` : "/lab";
  await writeJson(join(defaults, "jupyter_lab_config.json"), {
    LabApp: { default_url: page, log_level: "WARN" },
  });
  await writeJson(join(defaults, "jupyter_server_config.json"), {
    ServerApp: { root_dir: notebooks, answer_yes: true, log_level: "WARN" },
  });
  await writeSettings(join(folder, "config", "lab", "user-settings", "@jupyterlab"), jupyterlab);

  const { environment, platform } = system;
  const { delimiter } = pathOf(platform);
  const named = (paths: string | undefined) => (paths ?? "").split(delimiter).filter((path) => path !== "");
  return {
    // Ours first, whatever an environment or the user has under the kernel's name; then the user's other kernels.
    JUPYTER_PATH: [...new Set([data, ...dataFolders(system)])].join(delimiter),
    JUPYTER_DATA_DIR: data,
    JUPYTER_RUNTIME_DIR: join(folder, "runtime"),
    JUPYTER_CONFIG_DIR: environment.JUPYTER_CONFIG_DIR || join(folder, "config"),
    JUPYTER_CONFIG_PATH: [defaults, ...named(environment.JUPYTER_CONFIG_PATH)].join(delimiter),
    IPYTHONDIR: environment.IPYTHONDIR || join(folder, "ipython"),
  };
}

async function writeSettings(folder: string, jupyterlab: string): Promise<void> {
  const of = (name: string) => join(folder, `${name}.jupyterlab-settings`);
  await writeJsonOnce(of("apputils-extension/notification"), { fetchNews: "false", checkForUpdates: false });
  // The contents page is to be read.
  await writeJsonOnce(of("docmanager-extension/plugin"), {
    defaultViewers: { markdown: "Markdown Preview" },
  });
  if (isAtLeast(jupyterlab, [4, 2])) {
    await writeJsonOnce(of("apputils-extension/themes"), { "adaptive-theme": true });
  }
}

async function writeJson(path: string, content: unknown): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  await writeFileAtomic(path, `${JSON.stringify(content, undefined, 2)}\n`);
}

async function writeJsonOnce(path: string, content: unknown): Promise<void> {
  if (!existsSync(path)) await writeJson(path, content);
}
