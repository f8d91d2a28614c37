import { EXIT_CODES } from "../../kernel/commands/exit-codes.ts";
import { isOffline } from "../../lib/datasets/download/download-file.ts";
import { datasetsFolder } from "../../lib/datasets/known/dataset-places.ts";
import { type ListedDataset, listDatasets } from "../../lib/datasets/known/list-datasets.ts";
import { alignColumns } from "../terminal/align-columns.ts";
import { formatBytes, formatDownload } from "../terminal/format-bytes.ts";
import type { DataSettings } from "./command.ts";

/** `transferlab data` */
export async function list({ datasets }: DataSettings): Promise<number> {
  const listed = await listDatasets({ datasets });
  const rows = [
    ["name", "classes", "pictures", "split", "size", "where"],
    ...listed.map(({ dataset, sizeBytes, ...rest }) => [
      dataset.name,
      String(dataset.classNames.length),
      String(dataset.pictures),
      dataset.split === "published" ? "train, test" : "none",
      formatBytes(sizeBytes),
      describePlace({ dataset, sizeBytes, ...rest }),
    ]),
  ];
  const lines = [...alignColumns(rows, [1, 2, 4]), ""];
  for (const { dataset } of listed) {
    lines.push(dataset.name, `  ${dataset.title}`, `  ${dataset.terms}`, `  ${dataset.origin}`);
  }
  lines.push(
    "",
    "samples, drawn pictures that come with the package, and any folder with a subfolder a class do as well.",
    `Cache: ${datasetsFolder()}`,
  );
  if (isOffline(process.env)) lines.push("Nothing is downloaded: TRANSFERLAB_OFFLINE is set.");
  process.stdout.write(`${lines.join("\n")}\n`);
  return EXIT_CODES.ok;
}

function describePlace({ place, files, sizeBytes, downloadBytes }: ListedDataset): string {
  if (place === "whole") return "in the cache";
  if (place === "part") return `in the cache, ${files} pictures of it`;
  if (downloadBytes === 0) return "downloaded, to be unpacked";
  return formatDownload(downloadBytes, sizeBytes);
}
