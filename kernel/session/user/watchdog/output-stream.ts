import type { Socket } from "node:net";
import type { CellOutput } from "../../../notebook/collect-outputs.ts";
import type { FromUser } from "../../protocol/messages.ts";
import { makeRoom } from "../output/backlog.ts";

type StreamText = Extract<CellOutput, { type: "stream" }>;

export interface OutputStreamOptions {
  readonly socket: Socket;
  /** Counts the output the main thread posted, in UTF-16 units; taken off here once it is in the pipe. */
  readonly backlog: Int32Array;
}

/** Printed text goes out at most so often, and the first after a pause nearly at once: a fault may end the process. */
const STREAM_DELAY_MS = 10;
const FIRST_DELAY_MS = 1;
const STREAM_LIMIT = 64 * 1024;

/** Writes messages to the kernel in order; texts of one stream that follow each other become one message. */
export class OutputStream {
  readonly #socket: Socket;
  readonly #backlog: Int32Array;
  #pending: { run: number; name: StreamText["name"]; text: string; size: number } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastTime = 0;

  constructor({ socket, backlog }: OutputStreamOptions) {
    this.#socket = socket;
    this.#backlog = backlog;
  }

  /** Adds printed text. @param size - what it counts in the backlog. */
  add(run: number, { name, text }: StreamText, size: number): void {
    const pending = this.#pending;
    if (pending?.run === run && pending.name === name) {
      pending.text += text;
      pending.size += size;
    } else {
      this.#flushText();
      this.#pending = { run, name, text, size };
    }
    if (this.#pending!.text.length >= STREAM_LIMIT) this.#flushText();
    else if (!this.#timer) {
      const sinceLast = performance.now() - this.#lastTime;
      const delayMs = sinceLast > STREAM_DELAY_MS ? FIRST_DELAY_MS : STREAM_DELAY_MS;
      this.#timer = setTimeout(() => this.#flushText(), delayMs);
    }
  }

  /** Writes a message after all that came before it. @param size - what it counts in the backlog. */
  send(json: string, size: number): void {
    this.#flushText();
    this.#write(json, size);
  }

  /** Calls back once everything is in the pipe. */
  flush(onDone: () => void): void {
    this.#flushText();
    this.#socket.write("\n", onDone);
  }

  #flushText(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#pending) return;
    const { run, name, text, size } = this.#pending;
    this.#pending = undefined;
    this.#lastTime = performance.now();
    const message: FromUser = { type: "output", run, output: { type: "stream", name, text } };
    this.#write(JSON.stringify(message), size);
  }

  #write(json: string, size: number): void {
    this.#socket.write(`${json}\n`, () => makeRoom(this.#backlog, size));
  }
}
