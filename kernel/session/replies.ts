/** Questions that are under way, each with a number and a limit of time. */
export class Replies {
  readonly #waiting = new Map<number, (value: unknown) => void>();
  #last = 0;

  /** Sends a question under a number of its own. @returns undefined when no answer comes in time. */
  async ask(send: (request: number) => void, timeoutMs: number): Promise<unknown> {
    const request = ++this.#last;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((settle) => {
        this.#waiting.set(request, settle);
        timer = setTimeout(() => settle(undefined), timeoutMs);
        send(request);
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(request);
    }
  }

  settle(request: number, value: unknown): void {
    this.#waiting.get(request)?.(value);
  }

  /** Nobody will answer any more. */
  end(): void {
    for (const settle of this.#waiting.values()) settle(undefined);
  }
}
