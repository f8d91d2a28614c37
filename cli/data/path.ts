import { EXIT_CODES } from "../../kernel/commands/exit-codes.ts";
import { datasetsFolder } from "../../lib/datasets/known/dataset-places.ts";
import { SAMPLES } from "../../lib/datasets/known/image-source.ts";
import { listDatasets } from "../../lib/datasets/known/list-datasets.ts";
import { packageData } from "../../lib/datasets/package-data.ts";
import type { DataSettings } from "./command.ts";
import { requireDataset } from "./require-dataset.ts";

/** `transferlab data path` */
export async function printPath(name: string | undefined, { datasets }: DataSettings): Promise<number> {
  if (name === undefined || name === SAMPLES) {
    process.stdout.write(`${name === undefined ? datasetsFolder() : packageData("samples")}\n`);
    return EXIT_CODES.ok;
  }
  const [listed] = await listDatasets({ datasets: [requireDataset(name, datasets)] });
  if (listed!.place === "nowhere") {
    process.stderr.write(
      `${listed!.folder}: nothing that is whole is there; transferlab data download ${name}\n`,
    );
    return EXIT_CODES.error;
  }
  process.stdout.write(`${listed!.folder}\n`);
  return EXIT_CODES.ok;
}
