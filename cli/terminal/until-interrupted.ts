/** Does work that downloads; Ctrl-C or a SIGTERM aborts its signal, as often as it comes, and the work says the rest. */
export async function untilInterrupted<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  // Not `once`: a listener that is gone would let the locks' own one end the process before it has said anything.
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}
