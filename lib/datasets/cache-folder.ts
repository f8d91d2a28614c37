import { join } from "node:path";
import envPaths from "env-paths";

/**
 * Returns the folder for what can be computed or downloaded again: `TRANSFERLAB_HOME`, else the platform's own place for
 * caches. It need not exist.
 *
 * @param part - name of the subfolder, such as `"features"`.
 */
export function cacheFolder(
  part: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const home = environment.TRANSFERLAB_HOME;
  const root = home === undefined || home === "" ? envPaths("transferlab", { suffix: "" }).cache : home;
  return join(root, part);
}
