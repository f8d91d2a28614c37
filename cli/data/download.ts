import { EXIT_CODES } from "../../kernel/commands/exit-codes.ts";
import { findPart } from "../../lib/datasets/download/disk/part-file.ts";
import { archivePath } from "../../lib/datasets/known/dataset-places.ts";
import { installDataset } from "../../lib/datasets/known/install/install-dataset.ts";
import type { KnownDataset } from "../../lib/datasets/known/known-dataset.ts";
import { DownloadPrinter } from "../terminal/download-printer.ts";
import { formatBytes } from "../terminal/format-bytes.ts";
import { untilInterrupted } from "../terminal/until-interrupted.ts";
import type { DataSettings } from "./command.ts";
import { requireDataset } from "./require-dataset.ts";

/** `transferlab data download` */
export async function download(
  names: readonly string[],
  { all }: { readonly all: boolean },
  { datasets }: DataSettings,
): Promise<number> {
  const wanted = names.map((name) => requireDataset(name, datasets));
  return untilInterrupted(async (signal) => {
    for (const dataset of wanted) {
      const printer = new DownloadPrinter(process.stderr);
      try {
        const folder = await installDataset(dataset, {
          atLeast: all ? "all" : undefined,
          onProgress: printer.print,
          signal,
        });
        printer.stop();
        process.stderr.write(`${dataset.terms} ${dataset.origin}\n`);
        process.stdout.write(`${folder}\n`);
      } catch (error) {
        printer.stop();
        if (!signal.aborted) throw error;
        process.stderr.write(`Interrupted.${await describeKept(dataset)}\n`);
        return EXIT_CODES.interrupted;
      }
    }
    return EXIT_CODES.ok;
  });
}

async function describeKept({ archives }: KnownDataset): Promise<string> {
  const parts = await Promise.all(archives.map(({ file }) => findPart(archivePath(file))));
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  return bytes === 0 ? "" : ` ${formatBytes(bytes)} are kept; the same command goes on from there.`;
}
