import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { tf } from "../../tensors/tf.ts";

/** Sums that tell a file's content apart, in hexadecimal. */
export interface Fingerprint {
  /** 32 digits: what Keras publishes for its files. */
  readonly md5: string;
  /** 64 digits. */
  readonly sha256: string;
}

/** Reads a file once and sums its content. */
export async function fingerprintFile(path: string): Promise<Fingerprint> {
  const md5 = createHash("md5");
  const sha256 = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    md5.update(chunk);
    sha256.update(chunk);
  }
  return { md5: md5.digest("hex"), sha256: sha256.digest("hex") };
}

/**
 * Sums the weights that a model has now: equal for equal names, shapes and values, whatever file they came from.
 *
 * Unlike a file's sum it changes when the model is trained: what a cache of the model's outputs must be keyed by.
 *
 * @param model - borrowed.
 * @returns 64 hexadecimal digits (SHA-256).
 * @example fingerprintWeights(backbone.model);
 */
export function fingerprintWeights(model: tf.LayersModel): string {
  const hash = createHash("sha256");
  for (const layer of model.layers) {
    for (const weight of layer.weights) {
      const values = weight.read().dataSync();
      hash.update(`${layer.name}/${weight.originalName} [${weight.shape.join(", ")}]\n`);
      hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
  }
  return hash.digest("hex");
}
