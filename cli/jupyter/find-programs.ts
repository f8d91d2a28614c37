import { accessSync, constants } from "node:fs";
import { type JupyterSystem, pathOf } from "../../kernel/kernelspec/jupyter-folders.ts";

/** Lists the files that a command's name means, in the order of the path. */
export function findPrograms(name: string, { environment, platform }: JupyterSystem): string[] {
  const { delimiter, join } = pathOf(platform);
  const variable = Object.keys(environment).find((one) => one.toUpperCase() === "PATH");
  const folders = ((variable && environment[variable]) ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "");
  const names = platform === "win32" && !/\.exe$/i.test(name) ? [`${name}.exe`] : [name];
  return folders.flatMap((folder) => names.map((one) => join(folder, one))).filter(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
