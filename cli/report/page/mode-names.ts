import type { TransferMode } from "../../../lib/experiments/comparison/comparison.ts";

/** How the page calls the ways of using a network. */
const MODE_NAMES: Readonly<Record<TransferMode, string>> = {
  classifier: "as it is",
  features: "features + SVM",
  frozen: "frozen + new head",
  "fine-tuned": "fine-tuned",
  scratch: "from scratch",
};

/** What the modes are, for somebody who has not met them. */
export const MODE_MEANINGS: Readonly<Record<TransferMode, string>> = {
  classifier: "the network answers with its own classes, which have the names of yours; nothing is trained",
  features:
    "what the network makes of a photo is given to a support vector machine, which learns your classes",
  frozen: "the network stays as it is and gets a new last layer, which is trained",
  "fine-tuned":
    "the new last layer first, then the last block of the network with it, at a low learning rate",
  scratch:
    "the same network with random weights, all of it trained on your photos: what pretraining is worth",
};

const NETWORK_NAMES: Readonly<Record<string, string>> = {
  vgg16: "VGG16",
  vgg19: "VGG19",
  resnet50: "ResNet50",
  inception_v3: "InceptionV3",
};

export function modeName(mode: TransferMode): string {
  return MODE_NAMES[mode];
}

export function networkName(name: string): string {
  return NETWORK_NAMES[name] ?? name;
}

/** A network and how it is used. @example runName({ backbone: "vgg16", mode: "frozen" }) // "VGG16, frozen + new head" */
export function runName({
  backbone,
  mode,
}: {
  readonly backbone: string;
  readonly mode: TransferMode;
}): string {
  return `${networkName(backbone)}, ${modeName(mode)}`;
}
