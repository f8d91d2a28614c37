/** How long a reader waits for what types say: a list or a tooltip is of no use once they have typed on. */
const LIMIT_MS = 1500;

/** Waits for an answer about types; one that is late, or whose service has just died, is as good as none. */
export async function answerInTime<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), LIMIT_MS);
  });
  try {
    return await Promise.race([asked.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}
