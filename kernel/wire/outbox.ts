/** Frames of one message. */
export type Frames = readonly (Uint8Array | string)[];

/**
 * Sends messages over a socket in order, one at a time: zeromq rejects a send that overlaps another.
 *
 * A message that can't be delivered (its front end has gone) is dropped.
 */
export class Outbox {
  readonly #send: (frames: Frames) => Promise<void>;
  #last: Promise<void> = Promise.resolve();

  constructor(send: (frames: Frames) => Promise<void>) {
    this.#send = send;
  }

  /** Resolves when this message, and so every one before, has been handed to the socket. */
  send(frames: Frames): Promise<void> {
    this.#last = this.#last.then(() => this.#send(frames)).catch(() => {});
    return this.#last;
  }

  /** Resolves when all that was sent until now has been handed to the socket. */
  drain(): Promise<void> {
    return this.#last;
  }
}
