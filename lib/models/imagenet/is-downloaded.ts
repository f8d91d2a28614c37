import { ArgumentError } from "../../errors/argument-error.ts";
import type { Environment } from "./file-places.ts";
import { locate } from "./list-models.ts";
import { PUBLISHED_FILES, type PublishedFiles } from "./published-files.ts";

/**
 * Says whether the weights that Keras publishes for a network are on this computer, so that loading them needs no
 * network. Looks at names and sizes alone; their md5 is checked when they are loaded.
 *
 * @param name - `"vgg16"`, `"vgg19"`, `"resnet50"` or `"inception_v3"`.
 * @param options.includeTop - whether with the classifier's layers. @defaultValue true
 * @throws {@link ArgumentError} when nothing is published under the name.
 * @example if (await isDownloaded("vgg16")) await loadBackbone("vgg16", { weights: "imagenet" });
 */
export async function isDownloaded(
  name: string,
  options: {
    readonly includeTop?: boolean;
    readonly files?: PublishedFiles;
    readonly environment?: Environment;
  } = {},
): Promise<boolean> {
  const { includeTop = true, files = PUBLISHED_FILES, environment = process.env } = options;
  const file = files.weights.find((one) => one.architecture === name && one.includeTop === includeTop);
  if (file === undefined) {
    const names = [...new Set(files.weights.map(({ architecture }) => architecture))];
    throw new ArgumentError("name", `a network with published weights: ${names.join(", ")}`, name);
  }
  return (await locate(file, environment)).place !== "nowhere";
}
