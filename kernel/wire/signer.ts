import { createHmac, getHashes, timingSafeEqual } from "node:crypto";
import { WireError } from "../errors.ts";

/** Signs the four JSON frames of a message, and checks signatures. */
export interface Signer {
  /** Returns the signature in hexadecimal digits; empty when messages are not signed. */
  sign(frames: readonly Uint8Array[]): string;
  /** Whether a signature is that of the frames, in a time that tells nothing of it. */
  verify(signature: Uint8Array, frames: readonly Uint8Array[]): boolean;
}

/**
 * Makes a signer from a connection file's key and scheme.
 *
 * @param key - empty: messages are not signed, and every signature is accepted.
 * @param scheme - `hmac-` and a hash of Node's, as in `hmac-sha256`.
 * @throws {@link WireError} for another scheme.
 * @see https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol
 */
export function createSigner(key: string, scheme: string): Signer {
  const hash = /^hmac-(.+)$/.exec(scheme)?.[1];
  if (key === "") return { sign: () => "", verify: () => true };
  if (hash === undefined || !getHashes().includes(hash)) {
    throw new WireError(`signature_scheme: expected hmac- and a hash, as hmac-sha256, received ${scheme}`);
  }
  const digest = (frames: readonly Uint8Array[]): Buffer => {
    const hmac = createHmac(hash, key);
    for (const frame of frames) hmac.update(frame);
    return hmac.digest();
  };
  return {
    sign: (frames) => digest(frames).toString("hex"),
    verify: (signature, frames) => {
      const expected = Buffer.from(digest(frames).toString("hex"));
      return signature.length === expected.length && timingSafeEqual(signature, expected);
    },
  };
}
