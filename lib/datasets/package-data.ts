import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { LabError } from "../errors/lab-error.ts";

/**
 * Finds a folder of the package's `data/`, from the sources as well as from the build.
 *
 * @param part - `"models"` or `"samples"`.
 * @throws {@link LabError} when it is not there.
 */
export function packageData(part: "models" | "samples"): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, "data", part);
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) {
      throw new LabError(
        `data/${part}: expected it in the package transferlab, above ${start}; install the package again`,
      );
    }
  }
}
