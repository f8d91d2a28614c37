import type { KnownDataset, UnpackOptions } from "../known-dataset.ts";
import type { PlaceEntry } from "./entry-place.ts";

/**
 * Makes the `unpack` of a data set whose archives hold picture files.
 *
 * @param places - one an archive, in their order.
 */
export function unpackArchives(...places: readonly PlaceEntry[]): KnownDataset["unpack"] {
  return async (paths: readonly string[], folder: string, options: UnpackOptions): Promise<void> => {
    for (const [index, path] of paths.entries()) {
      const onFraction = (fraction: number) => options.onFraction?.((index + fraction) / paths.length);
      const { signal } = options;
      if (path.endsWith(".zip")) {
        const { unpackZip } = await import("./unpack-zip.ts");
        await unpackZip(path, folder, places[index]!, { signal, onFraction });
      } else {
        const { unpackTar } = await import("./unpack-tar.ts");
        await unpackTar(path, folder, places[index]!, { signal, onFraction });
      }
    }
  };
}
