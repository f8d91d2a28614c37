const INTERVAL_MS = 1000;

/**
 * Watches the process that started the kernel, which may end without a word.
 *
 * @param pid - as Jupyter gives it in `JPY_PARENT_PID`; absent, 0 or 1: nothing is watched.
 * @returns what ends the watch.
 */
export function watchParent(pid: string | undefined, onEnd: () => void): () => void {
  const parent = Number(pid);
  if (!(parent > 1)) return () => {};
  const timer = setInterval(() => {
    // A process whose parent has gone belongs to another; where it can't be seen (Windows), the parent is asked.
    if (process.platform === "win32" ? isAlive(parent) : process.ppid === parent || isAlive(parent)) return;
    clearInterval(timer);
    onEnd();
  }, INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It lives and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
