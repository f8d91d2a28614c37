import { MessageChannel, Worker } from "node:worker_threads";
import type { FromUser, Shared, ToUser, ToWatchdog } from "../protocol/messages.ts";
import { createQuestions } from "./builtins/questions.ts";
import { findBacklogSize, waitForRoom } from "./output/backlog.ts";
import { replaceStandardStreams } from "./output/standard-streams.ts";
import { CellRuns } from "./run/cell-run.ts";
import { UserThread } from "./user-thread.ts";

/** Entry of the user process: its main thread runs cells, the watchdog beside it talks to the kernel. */
const FLUSH_TIMEOUT_MS = 2000;
/** What reaches the main thread; looks and usage are the watchdog's own. */
type Order = Exclude<ToUser, { type: "look" | "usage" | "answer" | "interrupt" }> | InterruptRuns;

interface InterruptRuns {
  readonly type: "interrupt";
  readonly runs: readonly number[];
}

const shared: Shared = {
  flushed: new Int32Array(new SharedArrayBuffer(4)),
  backlog: new Int32Array(new SharedArrayBuffer(4)),
  answered: new Int32Array(new SharedArrayBuffer(4)),
};
const runs = new CellRuns();
// Before anything asks for process.stdout: Node's own would make the pipe non-blocking, and native code lose text.
replaceStandardStreams((name, text) => {
  const run = runs.current;
  if (!run || run.interrupted || run.isSilent) return;
  post({ pass: { type: "output", run: run.cell, output: { type: "stream", name, text } } });
});
const { port1: answers, port2: answering } = new MessageChannel();
const watchdog = startWatchdog();
let user: UserThread | undefined;

// What ends the process at once also stops the watchdog; what it still holds must be out before.
const system = process as unknown as {
  reallyExit(code?: number): never;
  abort(): never;
  kill(pid: number, signal?: string | number): true;
};
const { reallyExit, abort, kill } = system;
system.reallyExit = (code) => {
  flush();
  return reallyExit.call(process, code);
};
system.abort = () => {
  flush();
  return abort.call(process);
};
system.kill = (pid, signal) => {
  if (pid === process.pid && signal !== 0) flush();
  return kill.call(process, pid, signal);
};

// Meant for programs that cells started; the kernel interrupts cells by message.
process.on("SIGINT", () => {});

watchdog.on("message", (order: Order) => {
  if (order.type === "start") {
    const ask = createQuestions({ answers, answered: shared.answered, post: (pass) => post({ pass }) });
    user = new UserThread({ start: order, runs, post, ask });
    const ready: FromUser = { type: "ready", globals: user.globals };
    post({ pass: ready });
  } else if (order.type === "execute") user?.execute(order);
  else if (order.type === "comm") user?.handleComm(order);
  else if (order.type === "interrupt") user?.interrupt(order.runs);
  else process.exit(0);
});

function post(message: ToWatchdog): void {
  watchdog.postMessage(message);
  // Posted first: cut short between the two, the count is too low by one message, which does no harm.
  waitForRoom(shared.backlog, findBacklogSize(message));
}

function flush(): void {
  Atomics.store(shared.flushed, 0, 0);
  watchdog.postMessage({ flush: true } satisfies ToWatchdog);
  Atomics.wait(shared.flushed, 0, 0, FLUSH_TIMEOUT_MS);
}

function startWatchdog(): Worker {
  const options = { workerData: { shared, answering }, transferList: [answering] };
  if (import.meta.url.endsWith(".js")) {
    return new Worker(new URL("./watchdog/watchdog.js", import.meta.url), options);
  }
  // tsx does not reach into threads by itself.
  const tsx = JSON.stringify(import.meta.resolve("tsx/esm/api"));
  const entry = JSON.stringify(new URL("./watchdog/watchdog.ts", import.meta.url).href);
  const code = `import(${tsx}).then(({ register }) => { register(); return import(${entry}); })`;
  return new Worker(code, { eval: true, execArgv: [], ...options });
}
