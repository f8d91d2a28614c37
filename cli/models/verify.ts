import { EXIT_CODES } from "../../kernel/commands/exit-codes.ts";
import { fileDigest } from "../../lib/datasets/download/disk/checksum.ts";
import { findNamedFiles, kerasFolder, modelFolder } from "../../lib/models/imagenet/file-places.ts";
import { allFiles } from "../../lib/models/imagenet/import-files.ts";
import { PUBLISHED_FILES } from "../../lib/models/imagenet/published-files.ts";
import type { ModelsSettings } from "./command.ts";

/** `transferlab models verify` */
export async function verify({ files = PUBLISHED_FILES }: ModelsSettings): Promise<number> {
  let [checked, damaged] = [0, 0];
  for (const folder of new Set([modelFolder(), kerasFolder()])) {
    for (const file of allFiles(files)) {
      for (const { path, sizeBytes } of await findNamedFiles(folder, file)) {
        const isWhole = sizeBytes === file.sizeBytes && (await fileDigest(path, "md5")) === file.md5;
        checked += 1;
        if (!isWhole) damaged += 1;
        process.stdout.write(`${path}: ${isWhole ? "whole" : `NOT Keras's file (md5 ${file.md5})`}\n`);
      }
    }
  }
  const summary = checked === 1 ? "1 file" : `${checked} files`;
  process.stdout.write(`${summary} checked, ${damaged} not as published.\n`);
  if (damaged > 0) {
    process.stdout.write(
      "Such files are never used: a download replaces those in the cache, and leaves Keras's.\n",
    );
  }
  return damaged > 0 ? EXIT_CODES.error : EXIT_CODES.ok;
}
