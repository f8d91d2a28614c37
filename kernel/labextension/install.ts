import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { removeFolder, replaceFolder, stagingPath } from "../kernelspec/replace-folder.ts";
import { EXTENSION_NAME, figureExtension, PLOTLY_FILE } from "./figure-extension.ts";

const plotlyPackage = "plotly.js-dist-min";

/**
 * Writes the extension that shows plotly figures in JupyterLab 4 and Notebook 7, so that neither needs Python's plotly.
 *
 * Nothing is written when it is there already, as it would be written now.
 *
 * @param dataFolder - of Jupyter's data, such as `~/.local/share/jupyter`; made when missing.
 * @param options.rank - among renderers of figures the lowest is used; that of Python's plotly has 2.
 * @returns where it is.
 */
export async function installFigureExtension(
  dataFolder: string,
  { rank }: { readonly rank: number },
): Promise<string> {
  const require = createRequire(import.meta.url);
  const { version } = require(`${plotlyPackage}/package.json`) as { version: string };
  const script = figureExtension(rank);
  const digest = createHash("sha256").update(script).update(version).digest("hex").slice(0, 16);
  // Browsers keep the script by its address.
  const load = `static/figures.${digest}.js`;
  const folder = join(dataFolder, "labextensions", EXTENSION_NAME);
  if ((await readLoad(folder)) === load) return folder;

  const staged = stagingPath(dataFolder);
  try {
    await mkdir(join(dataFolder, "labextensions"), { recursive: true });
    await mkdir(join(staged, "static"), { recursive: true });
    await copyFile(require.resolve(plotlyPackage), join(staged, "static", PLOTLY_FILE));
    await writeFile(join(staged, ...load.split("/")), script);
    await writeFile(join(staged, "package.json"), manifest(version, load));
    await replaceFolder(staged, folder);
  } finally {
    await rm(staged, { recursive: true, force: true });
  }
  return folder;
}

/**
 * Deletes what {@link installFigureExtension} has written.
 *
 * @returns where it was; undefined when it was not there.
 */
export async function removeFigureExtension(dataFolder: string): Promise<string | undefined> {
  const folder = join(dataFolder, "labextensions", EXTENSION_NAME);
  return (await removeFolder(folder, dataFolder)) ? folder : undefined;
}

/** What JupyterLab reads of an extension. @see jupyterlab_server, config.py, `get_federated_extensions` */
function manifest(version: string, load: string): string {
  const description = {
    name: EXTENSION_NAME,
    version,
    description: "Shows plotly figures, in the page's colours",
    license: "Apache-2.0",
    jupyterlab: { mimeExtension: true, _build: { load, mimeExtension: "./mimeExtension" } },
  };
  return `${JSON.stringify(description, undefined, 2)}\n`;
}

async function readLoad(folder: string): Promise<string | undefined> {
  try {
    const { jupyterlab } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
      jupyterlab?: { _build?: { load?: string } };
    };
    return jupyterlab?._build?.load;
  } catch {
    // Not there, or not one that was written whole: it is written anew.
    return undefined;
  }
}
