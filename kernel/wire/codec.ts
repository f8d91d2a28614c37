import { WireError } from "../errors.ts";
import type { Header, JsonObject, Message } from "./message.ts";
import type { Signer } from "./signer.ts";

const DELIMITER = Buffer.from("<IDS|MSG>");

/** The parts of a message that become frames. */
export interface Encodable {
  readonly header: Header;
  readonly parent: JsonObject;
  readonly metadata: JsonObject;
  readonly content: JsonObject;
  readonly buffers?: readonly Uint8Array[];
}

/** Makes the frames of a message, from the delimiter on. */
export function encodeMessage(message: Encodable, signer: Signer): Uint8Array[] {
  const { header, parent, metadata, content, buffers = [] } = message;
  const parts = [header, parent, metadata, content].map((part) => Buffer.from(JSON.stringify(part)));
  return [DELIMITER, Buffer.from(signer.sign(parts)), ...parts, ...buffers];
}

/**
 * Reads the frames of a message and checks its signature.
 *
 * @throws {@link WireError} when they are no message, or not one of somebody who has the key.
 */
export function decodeMessage(frames: readonly Buffer[], signer: Signer): Message {
  const at = frames.findIndex((frame) => frame.equals(DELIMITER));
  if (at < 0) throw new WireError("no delimiter among the frames");
  const [signature, ...rest] = frames.slice(at + 1);
  const parts = rest.slice(0, 4);
  if (!signature || parts.length < 4) throw new WireError("frames are missing after the delimiter");
  if (!signer.verify(signature, parts)) throw new WireError("the signature is not that of the message");
  const [header, parentHeader, metadata, content] = parts.map(parseObject) as [
    JsonObject,
    JsonObject,
    JsonObject,
    JsonObject,
  ];
  if (typeof header.msg_type !== "string" || typeof header.msg_id !== "string") {
    throw new WireError("the header has no msg_type or no msg_id");
  }
  return {
    identities: frames.slice(0, at),
    header: header as Header,
    parentHeader,
    metadata,
    content,
    buffers: rest.slice(4),
  };
}

function parseObject(frame: Buffer, index: number): JsonObject {
  const name = ["header", "parent_header", "metadata", "content"][index];
  let value: unknown;
  try {
    value = JSON.parse(frame.toString("utf8"));
  } catch (cause) {
    throw new WireError(`the ${name} is not JSON`, { cause });
  }
  // Some front ends send null for an empty object.
  if (value === null && index > 0) return {};
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new WireError(`the ${name} is not a JSON object`);
  }
  return value as JsonObject;
}
