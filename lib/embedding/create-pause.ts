import { setImmediate } from "node:timers/promises";

const sliceMs = 50;

/**
 * Makes a function that a long computation awaits between its steps: it lets timers and messages through when a slice
 * of 50 ms is over, and throws the signal's reason once that is aborted.
 */
export function createPause(signal: AbortSignal | undefined): () => Promise<void> {
  let sliceStart = performance.now();
  return async () => {
    signal?.throwIfAborted();
    if (performance.now() - sliceStart < sliceMs) return;
    await setImmediate();
    sliceStart = performance.now();
    signal?.throwIfAborted();
  };
}
