/** A weight file that Keras publishes. */
export interface PublishedFile {
  readonly architecture: string;
  readonly includeTop: boolean;
  /** Below {@link PUBLISHED_BASE}. */
  readonly file: string;
  /** 32 hexadecimal digits. */
  readonly md5: string;
  readonly sizeBytes: number;
}

/** Where Keras's files are published. */
export const PUBLISHED_BASE = "https://storage.googleapis.com/tensorflow/keras-applications/";

/**
 * Keras's weight files for ImageNet.
 *
 * @see Keras `applications/vgg16.py`, `vgg19.py` and `resnet.py` for the names and md5 sums
 */
export const PUBLISHED_FILES: readonly PublishedFile[] = [
  published("vgg16", true, "vgg16/vgg16", "64373286793e3c8b2b4e3219cbf3544b", 553_467_096),
  published("vgg16", false, "vgg16/vgg16", "6d6bbae143d832006294945121d1f1fc", 58_889_256),
  published("vgg19", true, "vgg19/vgg19", "cbe5617147190e668d6c5d5026f83318", 574_710_816),
  published("vgg19", false, "vgg19/vgg19", "253f8cb515780f3b799900260a226db6", 80_134_624),
  published("resnet50", true, "resnet/resnet50", "2cb95161c43110f7111970584f804107", 102_967_424),
  published("resnet50", false, "resnet/resnet50", "4d473c1dd8becc155b73f8504c6f6626", 94_765_736),
];

/** Finds the published file of a network; undefined when Keras publishes none. */
export function findPublishedFile(architecture: string, includeTop: boolean): PublishedFile | undefined {
  return PUBLISHED_FILES.find((file) => file.architecture === architecture && file.includeTop === includeTop);
}

function published(
  architecture: string,
  includeTop: boolean,
  prefix: string,
  md5: string,
  sizeBytes: number,
): PublishedFile {
  const file = `${prefix}_weights_tf_dim_ordering_tf_kernels${includeTop ? "" : "_notop"}.h5`;
  return { architecture, includeTop, file, md5, sizeBytes };
}
