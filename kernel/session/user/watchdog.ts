import { Session } from "node:inspector";
import { Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import type { CellOutput } from "../../notebook/collect-outputs.ts";
import { LineDecoder } from "../line-decoder.ts";
import type { FromUser, ToUser, ToWatchdog } from "../messages.ts";

/**
 * The thread beside the user's code: it carries messages while that code spins, stops it, and ends the process when the
 * kernel has gone.
 */
const STREAM_DELAY_MS = 10;
const STREAM_LIMIT = 64 * 1024;
/** How long the main thread has to answer an interrupt by itself before its running JavaScript is terminated. */
const ANSWER_MS = 50;

const main = parentPort!;
const { flushed } = workerData as { flushed: Int32Array };
const socket = new Socket({ fd: 3, readable: true, writable: true });
const lines = new LineDecoder();

let running: number | undefined;
let stream: { cell: number; name: "stdout" | "stderr"; text: string } | undefined;
let streamTimer: NodeJS.Timeout | undefined;
let isTerminating = false;
let isInterrupting = false;
const held: ToUser[] = [];

socket.on("data", (bytes) => {
  for (const line of lines.decode(bytes)) if (line !== "") receive(JSON.parse(line) as ToUser);
});
// Without the kernel nobody reads results: end at once, also when the main thread spins.
socket.on("close", () => process.kill(process.pid, "SIGKILL"));
socket.on("error", () => process.kill(process.pid, "SIGKILL"));

main.on("message", (message: ToWatchdog) => {
  if ("pass" in message) pass(message.pass);
  else if ("passJson" in message) send(message.passJson);
  else if ("running" in message) running = message.running;
  else {
    flushStream();
    socket.write("\n", () => {
      Atomics.store(flushed, 0, 1);
      Atomics.notify(flushed, 0);
    });
  }
});

function receive(message: ToUser): void {
  if (message.type === "interrupt") {
    if (!isInterrupting) void interrupt(message.cell);
    return;
  }
  if (message.type === "execute") running = message.cell;
  // What comes while a termination is under way would be its victim, and an exit would wait for the open session.
  if (isInterrupting) held.push(message);
  else main.postMessage(message);
}

function pass(message: FromUser): void {
  if (message.type === "output" && message.output.type === "stream") {
    passStream(message.cell, message.output);
    return;
  }
  if (message.type === "done") {
    if (message.cell !== running) return;
    running = undefined;
  }
  send(JSON.stringify(message));
}

function passStream(cell: number, { name, text }: Extract<CellOutput, { type: "stream" }>): void {
  if (stream?.cell === cell && stream.name === name) stream.text += text;
  else {
    flushStream();
    stream = { cell, name, text };
  }
  if (stream.text.length >= STREAM_LIMIT) flushStream();
  else streamTimer ??= setTimeout(flushStream, STREAM_DELAY_MS);
}

function flushStream(): void {
  clearTimeout(streamTimer);
  streamTimer = undefined;
  if (!stream) return;
  const { cell, name, text } = stream;
  stream = undefined;
  const message: FromUser = { type: "output", cell, output: { type: "stream", name, text } };
  socket.write(`${JSON.stringify(message)}\n`);
}

function send(json: string): void {
  flushStream();
  socket.write(`${json}\n`);
}

/** Asks the main thread to end the cell; terminates the JavaScript that keeps it from answering. */
async function interrupt(cell: number): Promise<void> {
  isInterrupting = true;
  const session = new Session();
  let isConnected = false;
  while (running === cell || isTerminating) {
    main.postMessage({ type: "interrupt", cell });
    await delay(ANSWER_MS);
    if (running !== cell || isTerminating) continue;
    if (!isConnected) session.connectToMainThread();
    isConnected = true;
    isTerminating = true;
    // Answered once some JavaScript has been terminated, be it the handler of the next message.
    session.post("Runtime.terminateExecution", () => {
      isTerminating = false;
    });
  }
  // A session left open would keep the process from exiting.
  if (isConnected) session.disconnect();
  isInterrupting = false;
  for (const message of held.splice(0)) main.postMessage(message);
}

function delay(timeMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, timeMs));
}
