/** What `using` declarations of one block have to dispose of at its end, last first. */
export class Disposables {
  readonly #entries: { readonly dispose: (() => unknown) | undefined }[] = [];
  #failure: { readonly error: unknown } | undefined;

  /** Takes the value of a `using` declaration. @throws TypeError when it can't be disposed of. */
  use<T>(value: T): T {
    if (value !== null && value !== undefined) {
      this.#add(value, findMethod(value, [Symbol.dispose], "using"));
    }
    return value;
  }

  /** Takes the value of an `await using` declaration. @throws TypeError when it can't be disposed of. */
  useAsync<T>(value: T): T {
    const isNothing = value === null || value === undefined;
    const symbols = [Symbol.asyncDispose, Symbol.dispose];
    if (isNothing) this.#entries.push({ dispose: undefined });
    else this.#add(value, findMethod(value, symbols, "await using"));
    return value;
  }

  /** Takes what the block threw; {@link Disposables.end} throws it on. */
  fail(error: unknown): void {
    this.#failure = this.#failure === undefined ? { error } : { error: suppress(error, this.#failure.error) };
  }

  /** Disposes of everything, whatever fails on the way, then throws what failed. */
  end(): void {
    for (const { dispose } of this.#entries.reverse()) {
      try {
        dispose?.();
      } catch (error) {
        this.fail(error);
      }
    }
    if (this.#failure) throw this.#failure.error;
  }

  /** The same, one after the other, waiting for each. */
  async endAsync(): Promise<void> {
    for (const { dispose } of this.#entries.reverse()) {
      try {
        await dispose?.();
      } catch (error) {
        this.fail(error);
      }
    }
    if (this.#failure) throw this.#failure.error;
  }

  #add(value: unknown, method: () => unknown): void {
    this.#entries.push({ dispose: () => Reflect.apply(method, value, []) });
  }
}

function findMethod(value: unknown, symbols: readonly symbol[], keyword: string): () => unknown {
  for (const symbol of symbols) {
    const method = (value as Record<symbol, unknown>)[symbol];
    if (typeof method === "function") return method as () => unknown;
    if (method !== null && method !== undefined) break;
  }
  const names = symbols.map((symbol) => (symbol === Symbol.dispose ? "dispose" : "asyncDispose"));
  const expected = names.map((name) => `[Symbol.${name}]()`).join(" or ");
  throw new TypeError(`${keyword}: expected a value with a method ${expected}, or null or undefined`);
}

/** `SuppressedError`, which Node has from 24 on. */
function suppress(error: unknown, suppressed: unknown): Error {
  const { SuppressedError } = globalThis as {
    SuppressedError?: new (error: unknown, suppressed: unknown, message: string) => Error;
  };
  const message = "An error was suppressed during disposal";
  if (SuppressedError) return new SuppressedError(error, suppressed, message);
  const made = Object.assign(new Error(message), { error, suppressed });
  Object.defineProperty(made, "name", { value: "SuppressedError", configurable: true, writable: true });
  return made;
}
