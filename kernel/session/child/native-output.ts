import { StringDecoder } from "node:string_decoder";

export interface NativeOutputOptions {
  /** What ends a cell's output, as `${token}${cell}\n`. */
  readonly token: string;
  readonly onText: (text: string) => void;
}

/**
 * Reads what a process writes to its standard streams past JavaScript (native code, programs it starts), and tells when
 * all that a cell wrote has come.
 */
export class NativeOutput {
  readonly #decoder = new StringDecoder("utf8");
  readonly #options: NativeOutputOptions;
  readonly #waiting = new Map<number, () => void>();
  #rest = "";
  #seen = 0;
  #ended = false;

  constructor(options: NativeOutputOptions) {
    this.#options = options;
  }

  write(bytes: Buffer): void {
    const { token, onText } = this.#options;
    const text = this.#rest + this.#decoder.write(bytes);
    let from = 0;
    for (;;) {
      const start = text.indexOf(token, from);
      const end = start < 0 ? -1 : text.indexOf("\n", start);
      if (end < 0) break;
      if (start > from) onText(text.slice(from, start));
      this.#pass(Number(text.slice(start + token.length, end)));
      from = end + 1;
    }
    // The text may end within a token, which is then held until the rest comes.
    const held = findTokenStart(text, token, from);
    if (held > from) onText(text.slice(from, held));
    this.#rest = text.slice(held);
  }

  /** The stream has ended: nobody waits for a token any more. */
  end(): void {
    const text = this.#rest + this.#decoder.end();
    if (text !== "") this.#options.onText(text);
    this.#rest = "";
    this.#ended = true;
    for (const resolve of this.#waiting.values()) resolve();
    this.#waiting.clear();
  }

  /** Resolves once the cell's token, or a later one, has come. */
  reach(cell: number): Promise<void> {
    if (this.#ended || this.#seen >= cell) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.set(cell, resolve));
  }

  #pass(cell: number): void {
    this.#seen = Math.max(this.#seen, cell);
    for (const [waited, resolve] of this.#waiting) {
      if (waited > this.#seen) continue;
      resolve();
      this.#waiting.delete(waited);
    }
  }
}

/** The offset at which a token begins that the text does not complete; the text's length when there is none. */
function findTokenStart(text: string, token: string, from: number): number {
  const whole = text.indexOf(token, from);
  if (whole >= 0) return whole;
  for (let length = Math.min(token.length - 1, text.length - from); length > 0; length--) {
    if (text.endsWith(token.slice(0, length))) return text.length - length;
  }
  return text.length;
}
