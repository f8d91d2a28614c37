/** Requests that are handled one after the other. */
export class RequestQueue<Request> {
  readonly #handle: (request: Request) => Promise<void>;
  readonly #waiting: Request[] = [];
  #isHandling = false;

  /** @param handle - must not reject. */
  constructor(handle: (request: Request) => Promise<void>) {
    this.#handle = handle;
  }

  add(request: Request): void {
    this.#waiting.push(request);
    if (!this.#isHandling) void this.#run();
  }

  /** Takes out what has not begun. */
  takeWaiting(): Request[] {
    return this.#waiting.splice(0);
  }

  async #run(): Promise<void> {
    this.#isHandling = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      await this.#handle(next);
    }
    this.#isHandling = false;
  }
}
