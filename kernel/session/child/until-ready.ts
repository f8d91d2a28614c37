import { UserProcessError } from "../../errors.ts";

export interface StartFacts {
  readonly ready: Promise<void>;
  /** Resolves with the reason when the process ends. */
  readonly ended: Promise<string>;
  readonly timeoutMs: number;
  /** What the process has written so far. */
  readonly readLog: () => string;
}

/** Resolves once a process has come up. @throws {@link UserProcessError} when it ends instead, or takes too long. */
export async function untilReady({ ready, ended, timeoutMs, readLog }: StartFacts): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const fault = `the process for cells did not start within ${timeoutMs} ms`;
    timer = setTimeout(() => reject(new UserProcessError(fault)), timeoutMs);
  });
  const gone = ended.then((reason) => {
    const fault = `the process for cells ended at its start (${reason})`;
    throw new UserProcessError(`${fault}\n${readLog()}`.trimEnd());
  });
  try {
    await Promise.race([ready, late, gone]);
  } finally {
    clearTimeout(timer);
    gone.catch(() => {});
  }
}
