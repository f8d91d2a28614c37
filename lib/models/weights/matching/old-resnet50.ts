/** Epsilon of the normalisations in networks whose weights are in the old file. */
export const OLD_RESNET50_EPSILON = 1e-3;

const FIXED_NAMES: Readonly<Record<string, string>> = {
  conv1: "conv1_conv",
  bn_conv1: "conv1_bn",
  fc1000: "predictions",
};

/**
 * Gives today's name of a layer of the ResNet50 file that Keras published before version 2.2.5.
 *
 * Its order differs from today's (the shortcut's convolution comes last instead of first), so that filling by position
 * would swap two convolutions of one shape without an error.
 *
 * @returns undefined for a name that is not of that file.
 * @example renameOldResnet50("res2a_branch1"); // "conv2_block1_0_conv"
 * @see https://github.com/fchollet/deep-learning-models/blob/v0.2/resnet50.py; Keras `applications/resnet.py`
 */
export function renameOldResnet50(name: string): string | undefined {
  if (Object.hasOwn(FIXED_NAMES, name)) return FIXED_NAMES[name];
  const parts = /^(res|bn)([2-5])([a-f])_branch(1|2[abc])$/.exec(name);
  if (parts === null) return undefined;
  const [, kind, stage, letter, branch] = parts;
  const block = "abcdef".indexOf(letter!) + 1;
  const place = ["1", "2a", "2b", "2c"].indexOf(branch!);
  return `conv${stage}_block${block}_${place}_${kind === "res" ? "conv" : "bn"}`;
}

/** Whether these layer names are those of the old file. */
export function isOldResnet50(names: readonly string[]): boolean {
  return names.includes("res2a_branch2a") && names.includes("res5c_branch2c");
}
