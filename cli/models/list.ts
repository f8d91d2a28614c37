import { EXIT_CODES } from "../../kernel/commands/exit-codes.ts";
import { isOffline } from "../../lib/datasets/download/download-file.ts";
import { kerasFolder, modelFolder } from "../../lib/models/imagenet/file-places.ts";
import { type ListedModel, listModels } from "../../lib/models/imagenet/list-models.ts";
import { alignColumns } from "../terminal/align-columns.ts";
import { formatBytes, formatDownload } from "../terminal/format-bytes.ts";
import type { ModelsSettings } from "./command.ts";

/** `transferlab models` */
export async function list({ files }: ModelsSettings): Promise<number> {
  const models = await listModels(files === undefined ? {} : { files });
  const rows = [
    ["network", "weights", "top", "size", "where"],
    ...models.map((model) => [
      model.name,
      model.weights,
      model.includeTop ? "yes" : "no",
      formatBytes(model.sizeBytes),
      describePlace(model),
    ]),
  ];
  const lines = [...alignColumns(rows, [3]), "", ...models.flatMap(describeDifferent)];
  lines.push(`Cache: ${modelFolder()}`, `Keras: ${kerasFolder()}`);
  const { TRANSFERLAB_MIRROR } = process.env;
  if (TRANSFERLAB_MIRROR) lines.push(`Downloads come from ${TRANSFERLAB_MIRROR} (TRANSFERLAB_MIRROR).`);
  if (isOffline(process.env)) lines.push("Nothing is downloaded: TRANSFERLAB_OFFLINE is set.");
  process.stdout.write(`${lines.join("\n")}\n`);
  return EXIT_CODES.ok;
}

/** `transferlab models path` */
export async function printPath(): Promise<number> {
  process.stdout.write(`${modelFolder()}\n`);
  return EXIT_CODES.ok;
}

function describePlace({ place, sizeBytes, downloadBytes }: ListedModel): string {
  if (place === "bundled") return "bundled";
  if (place === "cache") return "in the cache";
  if (place === "keras") return "in Keras's folder";
  return formatDownload(downloadBytes, sizeBytes);
}

function describeDifferent({ different, sizeBytes }: ListedModel): string[] {
  return different.map(
    (file) =>
      `Not used: ${file.path} has ${file.sizeBytes} bytes where Keras's file has ${sizeBytes}; damaged, or of another version.`,
  );
}
