import { resolve } from "node:path";
import { EXIT_CODES } from "../../kernel/commands/exit-codes.ts";
import { modelFolder } from "../../lib/models/imagenet/file-places.ts";
import { importFiles } from "../../lib/models/imagenet/import-files.ts";
import type { ModelsSettings } from "./command.ts";

const OUTCOMES = {
  imported: "imported",
  present: "in the cache already",
  different: "not imported: its md5 is not that of Keras's file (damaged, or of another version)",
} as const;

/** `transferlab models import` */
export async function importFolder(folder: string, { files }: ModelsSettings): Promise<number> {
  const imported = await importFiles(resolve(folder), files === undefined ? {} : { files });
  if (imported.length === 0) {
    process.stderr.write(
      `${resolve(folder)}: expected files by the names that Keras gives them, found none\n`,
    );
    return EXIT_CODES.error;
  }
  for (const { path, outcome } of imported) process.stdout.write(`${path}: ${OUTCOMES[outcome]}\n`);
  process.stdout.write(`Cache: ${modelFolder()}\n`);
  return imported.some(({ outcome }) => outcome === "different") ? EXIT_CODES.error : EXIT_CODES.ok;
}
