import { Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

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
    const decoder = new StringDecoder("utf8");
    const stream = new Writable({
      decodeStrings: false,
      write(chunk: string | Buffer, _encoding, callback) {
        const text = typeof chunk === "string" ? chunk : decoder.write(chunk);
        if (text !== "") onText(name, text);
        callback();
      },
    });
    Object.defineProperty(process, name, {
      value: Object.assign(stream, { fd, isTTY: false }),
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
}
