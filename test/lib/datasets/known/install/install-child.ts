/** A process of its own that installs a made-up data set: `install-child.ts URL ARCHIVE`; prints the phases and the folder. */
import { readFileSync } from "node:fs";
import { installDataset } from "../../../../../lib/datasets/known/install/install-dataset.ts";
import { madeUpDataset } from "../made-up-archives.ts";

const [url, archive] = process.argv.slice(2) as [string, string];
const folder = await installDataset(madeUpDataset(readFileSync(archive), url), {
  onProgress: ({ phase }) => console.log(phase),
});
console.log(folder);
