import { ArgumentError } from "../../errors/argument-error.ts";

/** A file that Keras publishes. */
export interface PublishedFile {
  /** Name in a cache, Keras's own among them. */
  readonly name: string;
  /** Path below the base of a mirror, with slashes. */
  readonly file: string;
  /** Where it is published. */
  readonly url: string;
  /** 32 hexadecimal digits. */
  readonly md5: string;
  readonly sizeBytes: number;
}

/** A published file of weights for ImageNet. */
export interface PublishedWeights extends PublishedFile {
  readonly architecture: string;
  readonly includeTop: boolean;
}

/** What can be downloaded. */
export interface PublishedFiles {
  readonly weights: readonly PublishedWeights[];
  /** Ids and names of the 1,000 classes. */
  readonly classIndex: PublishedFile;
}

/** Where Keras's weights are published. */
const BASE = "https://storage.googleapis.com/tensorflow/keras-applications/";

/**
 * Keras's files for ImageNet.
 *
 * @see Keras `applications/vgg16.py`, `vgg19.py`, `resnet.py`, `inception_v3.py` and `imagenet_utils.py` for addresses and
 *   md5 sums
 */
export const PUBLISHED_FILES: PublishedFiles = {
  weights: [
    published("vgg16", true, "vgg16/vgg16", "64373286793e3c8b2b4e3219cbf3544b", 553_467_096),
    published("vgg16", false, "vgg16/vgg16", "6d6bbae143d832006294945121d1f1fc", 58_889_256),
    published("vgg19", true, "vgg19/vgg19", "cbe5617147190e668d6c5d5026f83318", 574_710_816),
    published("vgg19", false, "vgg19/vgg19", "253f8cb515780f3b799900260a226db6", 80_134_624),
    published("resnet50", true, "resnet/resnet50", "2cb95161c43110f7111970584f804107", 102_967_424),
    published("resnet50", false, "resnet/resnet50", "4d473c1dd8becc155b73f8504c6f6626", 94_765_736),
    published(
      "inception_v3",
      true,
      "inception_v3/inception_v3",
      "9a0d58056eeedaa3f26cb7ebd46da564",
      96_112_376,
    ),
    published(
      "inception_v3",
      false,
      "inception_v3/inception_v3",
      "bcbd6486424b2319ff4ef7d526e38f63",
      87_910_968,
    ),
  ],
  classIndex: {
    name: "imagenet_class_index.json",
    file: "imagenet_class_index.json",
    url: "https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json",
    md5: "c2c37ea517e94d9795004a39431a14cb",
    sizeBytes: 35_363,
  },
};

/** Outputs of the published tops. */
export const IMAGENET_CLASSES = 1000;

/**
 * Finds the published weights of a network.
 *
 * @throws {@link ArgumentError} when Keras publishes none.
 */
export function findPublishedWeights(
  architecture: string,
  includeTop: boolean,
  { weights }: PublishedFiles = PUBLISHED_FILES,
): PublishedWeights {
  const found = weights.find((file) => file.architecture === architecture && file.includeTop === includeTop);
  if (found !== undefined) return found;
  const names = [...new Set(weights.map((file) => file.architecture))].join(", ");
  throw new ArgumentError("name", `a network with published ImageNet weights (${names})`, architecture);
}

function published(
  architecture: string,
  includeTop: boolean,
  prefix: string,
  md5: string,
  sizeBytes: number,
): PublishedWeights {
  const file = `${prefix}_weights_tf_dim_ordering_tf_kernels${includeTop ? "" : "_notop"}.h5`;
  const name = file.slice(file.indexOf("/") + 1);
  return { architecture, includeTop, name, file, url: `${BASE}${file}`, md5, sizeBytes };
}
