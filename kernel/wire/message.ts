/** Content, metadata and headers are JSON objects; keys not known here are kept. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** @see https://jupyter-client.readthedocs.io/en/stable/messaging.html#message-header */
export interface Header extends JsonObject {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

/** A message as it came from a front end. */
export interface Message {
  /** Frames before the delimiter: whom a reply goes to. */
  readonly identities: readonly Buffer[];
  readonly header: Header;
  readonly parentHeader: JsonObject;
  readonly metadata: JsonObject;
  readonly content: JsonObject;
  /** Raw frames after the content, which no signature covers. */
  readonly buffers: readonly Buffer[];
}

/** A message to send; the sender adds the header. */
export interface Outgoing {
  readonly type: string;
  readonly content: JsonObject;
  /** The header of the request that this answers or follows from, as it came. */
  readonly parent?: JsonObject;
  readonly metadata?: JsonObject;
  readonly buffers?: readonly Uint8Array[];
}

/** The version of the messaging protocol that the kernel speaks. */
export const PROTOCOL_VERSION = "5.5";
