import { Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

type Written = string | Uint8Array;
type Callback = (error?: Error | null) => void;

/**
 * Puts streams in place of process.stdout and process.stderr that hand on text as it is written.
 *
 * The pipes behind file descriptors 1 and 2 stay for native code and started programs.
 */
export function replaceStandardStreams(onText: (name: "stdout" | "stderr", text: string) => void): void {
  for (const [name, fd] of [
    ["stdout", 1],
    ["stderr", 2],
  ] as const) {
    const stream = createTextStream((text) => onText(name, text));
    Object.defineProperty(process, name, {
      value: Object.assign(stream, { fd, isTTY: false }),
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
}

/**
 * Makes a stream that is never busy and never closed.
 *
 * Writes go past the stream's own state: an interrupt may terminate code anywhere, and would leave a write that had begun
 * pending for ever, with all that is written later waiting behind it.
 */
export function createTextStream(onText: (text: string) => void): Writable {
  const decoder = new StringDecoder("utf8");
  const handOn = (chunk: Written, encoding: BufferEncoding): void => {
    const isText = typeof chunk === "string" && /^utf-?8$/i.test(encoding);
    const text = isText ? chunk : decoder.write(toBytes(chunk, encoding));
    if (text !== "") onText(text);
  };
  const stream = new Writable({
    decodeStrings: false,
    // The last chunk, given to `end`.
    write(chunk: Written, encoding, callback) {
      handOn(chunk, typeof chunk === "string" ? encoding : "utf8");
      callback();
    },
  });
  const write = (
    chunk: Written,
    encodingOrCallback?: BufferEncoding | Callback | null,
    then?: Callback,
  ): boolean => {
    if (typeof chunk !== "string" && !ArrayBuffer.isView(chunk)) {
      const received = chunk === null ? "null" : typeof chunk;
      throw new TypeError(`write: expected a string, Buffer or typed array, received ${received}`);
    }
    handOn(chunk, typeof encodingOrCallback === "string" ? encodingOrCallback : "utf8");
    const callback = typeof encodingOrCallback === "function" ? encodingOrCallback : then;
    if (callback) process.nextTick(callback, null);
    return true;
  };
  return Object.assign(stream, { write });
}

function toBytes(chunk: Written, encoding: BufferEncoding): Buffer {
  return typeof chunk === "string"
    ? Buffer.from(chunk, encoding)
    : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
