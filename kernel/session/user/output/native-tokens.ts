import { writeSync } from "node:fs";

const FULL_PIPE_WAIT_MS = 5;
const FULL_PIPE_TRIES = 400;

/** Marks the end of a cell's native output in the pipes. @returns the streams in which that worked. */
export function writeTokens(token: string, cell: number): ("stdout" | "stderr")[] {
  const text = `${token}${cell}\n`;
  const streams = [
    ["stdout", 1],
    ["stderr", 2],
  ] as const;
  return streams.filter(([, fd]) => writeAll(fd, text)).map(([name]) => name);
}

function writeAll(fd: number, text: string): boolean {
  let rest = Buffer.from(text);
  for (let tries = 0; tries < FULL_PIPE_TRIES; tries++) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
      if (rest.length === 0) return true;
    } catch (error) {
      // A started program may have set the shared pipe to non-blocking; any other fault means that it is closed.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return false;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE_WAIT_MS);
    }
  }
  return false;
}
