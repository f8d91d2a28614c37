import { ArgumentError } from "../../errors/argument-error.ts";
import {
  type Architecture,
  type ArchitectureOptions,
  checkOptions,
  toImageSize,
} from "../architectures/architecture.ts";
import { IMAGENET_CLASSES } from "./published-files.ts";

/** Units of VGG's fc1 and fc2 in the published files. */
const TOP_UNITS = 4096;

/**
 * Checks that a network as it is asked for can take published ImageNet weights: full width, and with its top the size of
 * image and the classes that it was trained with.
 *
 * @throws {@link ArgumentError} naming the first option that cannot be.
 * @see Keras `applications/imagenet_utils.py`, obtain_input_shape; `applications/vgg16.py` for the classes
 */
export function checkImagenetOptions(
  architecture: Pick<Architecture, "defaultInputSize" | "smallestInputSize" | "topLayers">,
  asked: Omit<ArchitectureOptions, "inputSize"> & {
    readonly inputSize?: ArchitectureOptions["inputSize"] | undefined;
  },
): void {
  const includeTop = asked.includeTop ?? true;
  const inputSize = asked.inputSize ?? architecture.defaultInputSize;
  // What the network itself would refuse, before a download rather than after it.
  checkOptions(
    { ...asked, inputSize },
    { smallestSide: architecture.smallestInputSize, hasTopUnits: architecture.topLayers.includes("fc1") },
  );
  const fixed = { width: 1, ...(includeTop && { classes: IMAGENET_CLASSES, topUnits: TOP_UNITS }) };
  for (const [option, value] of Object.entries(fixed)) {
    const given = asked[option as keyof typeof fixed];
    if (given === undefined || given === value) continue;
    const withTop =
      option === "width" ? "" : " and their top (or includeTop: false, with a head of your own)";
    throw new ArgumentError(option, `${value} with ImageNet weights${withTop}`, given);
  }
  if (!includeTop) return;
  const side = architecture.defaultInputSize;
  const { width, height } = toImageSize(inputSize);
  if (width === side && height === side) return;
  const expected = `${side} with ImageNet weights and their top (or includeTop: false, which takes other sizes)`;
  throw new ArgumentError("inputSize", expected, `${width}x${height}`);
}
