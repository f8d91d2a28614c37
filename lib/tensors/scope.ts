import { LabError } from "../errors/lab-error.ts";
import { tf } from "./tf.ts";

/** A tidy's function was asynchronous: what it makes before its first await would be freed under it, the rest leaks. */
export class AsyncTidyError extends LabError {
  override name = "AsyncTidyError";
  constructor() {
    super(
      "tidy: expected a synchronous function, received an async one; dispose in try/finally around it instead",
    );
  }
}

/**
 * Runs `compute` and disposes every tensor it made but the ones it returns.
 *
 * As `tf.tidy`, but an asynchronous function is an error where tf.tidy only logs it.
 *
 * @throws {@link AsyncTidyError}
 * @example const mean = tidy(() => image.mean([0, 1]));
 */
export function tidy<
  Result extends Parameters<typeof tf.keep>[0] | number | readonly unknown[] | object | undefined,
>(compute: () => Result): Result {
  return tf.tidy(() => {
    const result = compute();
    if (result instanceof Promise) {
      result.catch(() => undefined);
      throw new AsyncTidyError();
    }
    return result as never;
  }) as Result;
}
