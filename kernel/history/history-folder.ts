import { join } from "node:path";
import envPaths from "env-paths";

/**
 * Returns the folder in which the inputs of all sessions are kept: `history` in `TRANSFERLAB_HOME`, else in the platform's
 * own place for a program's data. Undefined when `TRANSFERLAB_HISTORY` is `off`: nothing is then kept on disk.
 */
export function historyFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  if (environment.TRANSFERLAB_HISTORY?.toLowerCase() === "off") return undefined;
  const home = environment.TRANSFERLAB_HOME;
  const root = home === undefined || home === "" ? envPaths("transferlab", { suffix: "" }).data : home;
  return join(root, "history");
}
