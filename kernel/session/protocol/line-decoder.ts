import { StringDecoder } from "node:string_decoder";

/** Cuts a stream of UTF-8 bytes into lines at `\n` alone (JSON may hold U+2028 unescaped, where readline cuts). */
export class LineDecoder {
  readonly #decoder = new StringDecoder("utf8");
  readonly #parts: string[] = [];

  /** Returns the lines that these bytes complete. */
  decode(bytes: Buffer): string[] {
    const pieces = this.#decoder.write(bytes).split("\n");
    if (pieces.length > 1) {
      pieces[0] = this.#parts.splice(0).join("") + pieces[0];
    }
    const rest = pieces.pop() ?? "";
    if (rest !== "") this.#parts.push(rest);
    return pieces;
  }
}
