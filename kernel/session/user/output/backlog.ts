import type { ToWatchdog } from "../../protocol/messages.ts";

/** What the kernel has not taken yet, in UTF-16 units, above which a writing cell waits, and until when. */
const HIGH = 4 * 1024 * 1024;
const LOW = HIGH / 2;
/** What a message weighs besides its text. */
const MESSAGE_SIZE = 256;

/** What a message counts in the backlog; 0 for all but outputs. */
export function findBacklogSize(message: ToWatchdog): number {
  if ("passJson" in message) return message.passJson.length + MESSAGE_SIZE;
  if (!("pass" in message) || message.pass.type !== "output") return 0;
  const { output } = message.pass;
  return output.type === "stream" ? output.text.length + MESSAGE_SIZE : 0;
}

/** Counts what the main thread posted; stands still while that is too much. */
export function waitForRoom(backlog: Int32Array, size: number): void {
  if (size === 0) return;
  let waiting = Atomics.add(backlog, 0, size) + size;
  if (waiting <= HIGH) return;
  while (waiting > LOW) {
    Atomics.wait(backlog, 0, waiting);
    waiting = Atomics.load(backlog, 0);
  }
}

/** Takes off what has gone into the kernel's pipe; wakes the main thread when there is room again. */
export function makeRoom(backlog: Int32Array, size: number): void {
  if (size === 0) return;
  const before = Atomics.sub(backlog, 0, size);
  if (before > LOW && before - size <= LOW) Atomics.notify(backlog, 0);
}
