import { EXIT_CODES } from "../../kernel/commands/exit-codes.ts";
import { findPart, partPath } from "../../lib/datasets/download/disk/part-file.ts";
import { ArgumentError } from "../../lib/errors/argument-error.ts";
import { downloadWeights } from "../../lib/models/imagenet/download-weights.ts";
import { cachedPath } from "../../lib/models/imagenet/file-places.ts";
import {
  findPublishedWeights,
  PUBLISHED_FILES,
  type PublishedWeights,
} from "../../lib/models/imagenet/published-files.ts";
import { DownloadPrinter } from "../terminal/download-printer.ts";
import { formatBytes } from "../terminal/format-bytes.ts";
import { untilInterrupted } from "../terminal/until-interrupted.ts";
import type { ModelsSettings } from "./command.ts";

/** `transferlab models download` */
export async function download(
  names: readonly string[],
  options: { readonly top: boolean; readonly all: boolean },
  { files = PUBLISHED_FILES }: ModelsSettings,
): Promise<number> {
  const wanted = chooseWeights(names, options, files);
  return untilInterrupted(async (signal) => {
    for (const weights of wanted) {
      const printer = new DownloadPrinter(process.stderr);
      try {
        const { path } = await downloadWeights(weights.architecture, {
          includeTop: weights.includeTop,
          files,
          onProgress: printer.print,
          signal,
        });
        printer.stop();
        process.stdout.write(`${path}\n`);
      } catch (error) {
        printer.stop();
        if (!signal.aborted) throw error;
        process.stderr.write(`${await describeInterruption(weights)}\n`);
        return EXIT_CODES.interrupted;
      }
    }
    return EXIT_CODES.ok;
  });
}

function chooseWeights(
  names: readonly string[],
  { top, all }: { readonly top: boolean; readonly all: boolean },
  files: typeof PUBLISHED_FILES,
): readonly PublishedWeights[] {
  if (all && names.length > 0) throw new ArgumentError("--all", "no names beside it", names.join(" "));
  if (all) return files.weights.filter(({ includeTop }) => top || !includeTop);
  if (names.length === 0) {
    const known = [...new Set(files.weights.map(({ architecture }) => architecture))].join(", ");
    throw new ArgumentError("name", `at least one of ${known}, or --all`, "none");
  }
  return names.map((name) => findPublishedWeights(name, top, files));
}

async function describeInterruption(weights: PublishedWeights): Promise<string> {
  const path = cachedPath(weights);
  const { bytes } = await findPart(path);
  if (bytes === 0) return "Interrupted.";
  return `Interrupted. ${formatBytes(bytes)} of ${formatBytes(weights.sizeBytes)} are kept in ${partPath(path)}; the same command goes on from there.`;
}
