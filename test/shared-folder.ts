import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Finds the folder of large goldens and photos beside the checkout, which a user does not have.
 *
 * Tests that need it are skipped without it and say so in their title.
 */
export function sharedFolder(): string | undefined {
  const folder = fileURLToPath(new URL("../../shared", import.meta.url));
  return existsSync(`${folder}/goldens`) ? folder : undefined;
}
