import { join } from "node:path";
import { fileDigest, findFileSize } from "../../../lib/datasets/download/disk/checksum.ts";
import { packageData } from "../../../lib/datasets/package-data.ts";

/** A file of the bundled weights. */
export interface BundledFile {
  readonly name: string;
  readonly state: "intact" | "missing" | "altered";
}

/** SHA-256 of the bundled weights; a test holds them to the files. */
export const BUNDLED_SHA256: Readonly<Record<string, string>> = {
  "resnet50_w025_tiny_imagenet.h5": "7064bbfb7743d785536002e1405bd7484d3f7b5b6cdbd1d8a810d7e52b640ff2",
  "tiny_imagenet_class_index.json": "3a29a7325ba556b31633ac084b984ed97b13529afab283d8ec5524ae44bde925",
  "vgg16_w025_tiny_imagenet.h5": "ed10388b7bb0b95925699b7023e21166f8d64a10c4d68905d68fc8b80a54a0a3",
};

/**
 * Reads the bundled weights and sums them.
 *
 * @param folder - where they are; undefined when the package has no such folder.
 */
export async function checkBundledFiles(folder = findFolder()): Promise<BundledFile[]> {
  return await Promise.all(
    Object.entries(BUNDLED_SHA256).map(async ([name, sha256]) => {
      if (folder === undefined) return { name, state: "missing" };
      const path = join(folder, name);
      if ((await findFileSize(path)) === undefined) return { name, state: "missing" };
      return { name, state: (await fileDigest(path, "sha256")) === sha256 ? "intact" : "altered" };
    }),
  );
}

function findFolder(): string | undefined {
  try {
    return packageData("models");
  } catch {
    // The lines then say that every file is missing.
    return undefined;
  }
}
