import { Worker } from "node:worker_threads";
import type { FromUser, ToUser, ToWatchdog } from "../messages.ts";
import { CellRuns } from "./cell-run.ts";
import { replaceStandardStreams } from "./standard-streams.ts";
import { UserThread } from "./user-thread.ts";

/** Entry of the user process: its main thread runs cells, the watchdog beside it talks to the kernel. */
const FLUSH_TIMEOUT_MS = 2000;

const flushed = new Int32Array(new SharedArrayBuffer(4));
const runs = new CellRuns();
// Before anything asks for process.stdout: Node's own would make the pipe non-blocking, and native code lose text.
replaceStandardStreams((name, text) => {
  const run = runs.current;
  if (!run || run.interrupted) return;
  post({ pass: { type: "output", cell: run.cell, output: { type: "stream", name, text } } });
});
const watchdog = startWatchdog({ flushed });
const post = (message: ToWatchdog): void => watchdog.postMessage(message);
let user: UserThread | undefined;

// process.exit stops the watchdog at once; what it still holds must be out before.
const system = process as unknown as { reallyExit(code?: number): never };
const reallyExit = system.reallyExit;
system.reallyExit = (code) => {
  Atomics.store(flushed, 0, 0);
  post({ flush: true });
  Atomics.wait(flushed, 0, 0, FLUSH_TIMEOUT_MS);
  return reallyExit.call(process, code);
};

watchdog.on("message", (message: ToUser) => {
  if (message.type === "start") {
    user = new UserThread(message, runs, post);
    const ready: FromUser = { type: "ready", globals: Object.getOwnPropertyNames(globalThis) };
    post({ pass: ready });
  } else if (message.type === "execute") user?.execute(message);
  else if (message.type === "interrupt") user?.interrupt(message.cell);
  else process.exit(0);
});

function startWatchdog(workerData: { flushed: Int32Array }): Worker {
  if (import.meta.url.endsWith(".js")) {
    return new Worker(new URL("./watchdog.js", import.meta.url), { workerData });
  }
  // tsx does not reach into threads by itself.
  const tsx = JSON.stringify(import.meta.resolve("tsx/esm/api"));
  const entry = JSON.stringify(new URL("./watchdog.ts", import.meta.url).href);
  const code = `import(${tsx}).then(({ register }) => { register(); return import(${entry}); })`;
  return new Worker(code, { eval: true, execArgv: [], workerData });
}
