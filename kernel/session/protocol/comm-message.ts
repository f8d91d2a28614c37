/** One message of a comm, either way. */
export interface CommMessage {
  readonly type: "open" | "msg" | "close";
  readonly commId: string;
  /** Of an `open`: what the other side is to answer with. */
  readonly targetName?: string;
  readonly data: unknown;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly buffers?: readonly Buffer[];
}

/** A comm message as JSON: its buffers in base64. */
export interface CommPacket extends Omit<CommMessage, "buffers"> {
  readonly buffers?: readonly string[];
}

export function packComm({ buffers, ...message }: CommMessage): CommPacket {
  return buffers?.length
    ? { ...message, buffers: buffers.map((bytes) => bytes.toString("base64")) }
    : message;
}

export function unpackComm({ buffers, ...message }: CommPacket): CommMessage {
  return buffers ? { ...message, buffers: buffers.map((text) => Buffer.from(text, "base64")) } : message;
}
