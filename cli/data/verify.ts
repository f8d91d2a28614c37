import { EXIT_CODES } from "../../kernel/commands/exit-codes.ts";
import { KNOWN_DATASETS } from "../../lib/datasets/known/known-datasets.ts";
import { verifyDataset } from "../../lib/datasets/known/list-datasets.ts";
import type { DataSettings } from "./command.ts";

/** `transferlab data verify` */
export async function verify({ datasets = KNOWN_DATASETS }: DataSettings): Promise<number> {
  let [checked, damaged] = [0, 0];
  for (const dataset of datasets) {
    const result = await verifyDataset(dataset);
    if (result === undefined) continue;
    const { folder, files, isWhole } = result;
    checked += 1;
    if (!isWhole) damaged += 1;
    const state = isWhole ? "as unpacked" : "NOT as unpacked";
    process.stdout.write(`${folder}: ${files} pictures, ${state}\n`);
  }
  process.stdout.write(
    `${checked === 1 ? "1 data set" : `${checked} data sets`} checked, ${damaged} not as unpacked.\n`,
  );
  if (damaged > 0) process.stdout.write("Delete the folder of such a one, and download it again.\n");
  return damaged > 0 ? EXIT_CODES.error : EXIT_CODES.ok;
}
