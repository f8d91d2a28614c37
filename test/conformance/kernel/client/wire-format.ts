import { createHmac } from "node:crypto";

/** Header of a message; unknown keys are kept. */
export interface Header {
  readonly msg_id: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly msg_type: string;
  readonly version: string;
  readonly [key: string]: unknown;
}

/** The dictionaries and raw buffers of a message, without its way. */
export interface MessageParts {
  readonly header: Readonly<Record<string, unknown>>;
  readonly parentHeader: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly content: unknown;
  readonly buffers: readonly Buffer[];
}

export interface DecodedMessage extends MessageParts {
  /** Frames before the delimiter: the topic on iopub. */
  readonly identities: readonly Buffer[];
}

/** How messages are signed; an empty key means that they are not. */
export interface Signing {
  readonly key: string;
  /** Such as `hmac-sha256`. */
  readonly scheme: string;
}

export const DELIMITER = "<IDS|MSG>";

/** The signature over the four dictionaries as they stand on the wire. */
export function sign(frames: readonly Buffer[], { key, scheme }: Signing): string {
  if (key === "") return "";
  const hmac = createHmac(scheme.replace(/^hmac-/, ""), key);
  for (const frame of frames) hmac.update(frame);
  return hmac.digest("hex");
}

/** The frames of a message from its delimiter on. */
export function encodeMessage(parts: MessageParts, signing: Signing): Buffer[] {
  const dictionaries = [parts.header, parts.parentHeader, parts.metadata, parts.content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  return [
    Buffer.from(DELIMITER),
    Buffer.from(sign(dictionaries, signing)),
    ...dictionaries,
    ...parts.buffers,
  ];
}

/** Reads frames as they came. @throws Error for anything that is no message signed with the key. */
export function decodeMessage(frames: readonly Buffer[], signing: Signing): DecodedMessage {
  const at = frames.findIndex((frame) => frame.toString("latin1") === DELIMITER);
  if (at < 0) throw new Error(`a message without delimiter: ${frames.length} frames`);
  const [signature, ...rest] = frames.slice(at + 1);
  const dictionaries = rest.slice(0, 4);
  if (!signature || dictionaries.length < 4) throw new Error(`a message of ${rest.length} frames`);
  const expected = sign(dictionaries, signing);
  if (signature.toString() !== expected) {
    throw new Error(`a wrong signature: expected ${expected}, received ${signature.toString()}`);
  }
  const [header, parentHeader, metadata, content] = dictionaries.map(
    (bytes) => JSON.parse(bytes.toString()) as Record<string, unknown>,
  );
  return {
    identities: frames.slice(0, at),
    header: header!,
    parentHeader: parentHeader!,
    metadata: metadata!,
    content,
    buffers: rest.slice(4),
  };
}
