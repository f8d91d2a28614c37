import { randomUUID } from "node:crypto";
import type { CommMessage } from "../../protocol/comm-message.ts";

/** What goes with the data of a comm message. */
export interface CommExtras {
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Binary parts; their bytes are copied. */
  readonly buffers?: readonly (ArrayBufferView | ArrayBuffer)[];
}

/** What a handler is given. */
export interface ReceivedComm {
  readonly data: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly buffers: readonly Uint8Array[];
}

export type CommHandler = (message: ReceivedComm) => void | Promise<void>;
export type CommTarget = (comm: Comm, message: ReceivedComm) => void | Promise<void>;

export interface CommsOptions {
  /** @throws when the message can't be sent as JSON. */
  readonly send: (message: CommMessage) => void;
}

/** A line between a cell's code and the page: both sides send messages until one closes it. */
export interface Comm {
  readonly id: string;
  readonly targetName: string;
  readonly isClosed: boolean;
  /** @throws when the comm is closed, or `data` is not JSON. */
  send(data: unknown, extras?: CommExtras): void;
  /** Closes the line; does nothing when it is closed already. */
  close(data?: unknown, extras?: CommExtras): void;
  /** Sets what is called for each message of the page, in place of the handler before. */
  onMessage(handler: CommHandler): void;
  /** Sets what is called when the page closes the line. */
  onClose(handler: CommHandler): void;
}

interface OpenComm {
  readonly comm: Comm;
  readonly state: { isClosed: boolean; message?: CommHandler; close?: CommHandler };
}

/** The comms of all cells. */
export class Comms {
  readonly #send: CommsOptions["send"];
  readonly #targets = new Map<string, CommTarget>();
  readonly #open = new Map<string, OpenComm>();

  constructor({ send }: CommsOptions) {
    this.#send = send;
  }

  /** What cells get as `comms`. */
  createBuiltin() {
    return Object.freeze({
      /** Opens a line to what the page registered under a name. */
      open: (targetName: string, data: unknown = {}, extras: CommExtras = {}): Comm => {
        const commId = randomUUID();
        this.#send(pack({ type: "open", commId, targetName, data }, extras));
        return this.#add(commId, targetName).comm;
      },
      /** Sets what is called when the page opens a line to a name, in place of the handler before. */
      registerTarget: (targetName: string, handler: CommTarget): void => {
        this.#targets.set(targetName, handler);
      },
      unregisterTarget: (targetName: string): void => {
        this.#targets.delete(targetName);
      },
    });
  }

  /** Calls the handler that a message of the page is for. @throws what the handler throws. */
  async receive(message: CommMessage): Promise<void> {
    const { type, commId, targetName = "", data, metadata = {}, buffers = [] } = message;
    const received: ReceivedComm = { data, metadata, buffers };
    if (type === "open") {
      const handler = this.#targets.get(targetName);
      if (!handler) this.#send({ type: "close", commId, data: {} });
      else await handler(this.#add(commId, targetName).comm, received);
      return;
    }
    // A message for a comm that has been closed meanwhile is for nobody.
    const open = this.#open.get(commId);
    if (!open) return;
    if (type === "close") {
      this.#open.delete(commId);
      open.state.isClosed = true;
    }
    await (type === "close" ? open.state.close : open.state.message)?.(received);
  }

  #add(commId: string, targetName: string): OpenComm {
    const state: OpenComm["state"] = { isClosed: false };
    const comm: Comm = Object.freeze({
      id: commId,
      targetName,
      get isClosed() {
        return state.isClosed;
      },
      send: (data: unknown, extras: CommExtras = {}): void => {
        if (state.isClosed) throw new Error(`comm ${targetName}: expected it to be open; it has been closed`);
        this.#send(pack({ type: "msg", commId, data }, extras));
      },
      close: (data: unknown = {}, extras: CommExtras = {}): void => {
        if (state.isClosed) return;
        this.#send(pack({ type: "close", commId, data }, extras));
        state.isClosed = true;
        this.#open.delete(commId);
      },
      onMessage: (handler: CommHandler): void => {
        state.message = handler;
      },
      onClose: (handler: CommHandler): void => {
        state.close = handler;
      },
    });
    const open = { comm, state };
    this.#open.set(commId, open);
    return open;
  }
}

function pack(message: CommMessage, { metadata, buffers }: CommExtras): CommMessage {
  return {
    ...message,
    ...(metadata ? { metadata } : {}),
    ...(buffers ? { buffers: buffers.map(toBuffer) } : {}),
  };
}

function toBuffer(bytes: ArrayBufferView | ArrayBuffer): Buffer {
  return ArrayBuffer.isView(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : Buffer.from(bytes);
}
