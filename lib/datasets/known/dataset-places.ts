import { join } from "node:path";
import { cacheFolder } from "../cache-folder.ts";

/** Environment variables, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Folder of the data sets that were downloaded: below `TRANSFERLAB_HOME`, else below the platform's cache folder. */
export function datasetsFolder(environment: Environment = process.env): string {
  return cacheFolder("datasets", environment);
}

/** Folder of the pictures of one data set. */
export function datasetFolder(name: string, environment: Environment = process.env): string {
  return join(datasetsFolder(environment), name);
}

/** Where an archive is kept while it is downloaded and unpacked; one that was got elsewhere can be put there. */
export function archivePath(file: string, environment: Environment = process.env): string {
  return join(datasetsFolder(environment), file);
}
