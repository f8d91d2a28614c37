import { Socket } from "node:net";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { LineDecoder } from "../../protocol/line-decoder.ts";
import type { FromUser, Shared, ToUser, ToWatchdog } from "../../protocol/messages.ts";
import type { Answer } from "../builtins/questions.ts";
import { findBacklogSize } from "../output/backlog.ts";
import { Interrupter } from "./interrupter.ts";
import { Looks } from "./looks.ts";
import { OutputStream } from "./output-stream.ts";

/**
 * The thread beside the user's code: it carries messages while that code spins, stops it, looks at its values, and ends
 * the process when the kernel has gone.
 */
const main = parentPort!;
const { shared, answering } = workerData as { shared: Shared; answering: MessagePort };
const socket = new Socket({ fd: 3, readable: true, writable: true });
const lines = new LineDecoder();
const output = new OutputStream({ socket, backlog: shared.backlog });
const running = new Set<number>();
const interrupter = new Interrupter({ running, post: (message) => main.postMessage(message) });
const looks = new Looks();

socket.on("data", (bytes) => {
  for (const line of lines.decode(bytes)) if (line !== "") receive(JSON.parse(line) as ToUser);
});
// Without the kernel nobody reads results: end at once, also when the main thread spins.
socket.on("close", () => process.kill(process.pid, "SIGKILL"));
socket.on("error", () => process.kill(process.pid, "SIGKILL"));

main.on("message", (message: ToWatchdog) => {
  const size = findBacklogSize(message);
  if ("pass" in message) pass(message.pass, size);
  else if ("passJson" in message) output.send(message.passJson, size);
  else {
    looks.close();
    output.flush(() => {
      Atomics.store(shared.flushed, 0, 1);
      Atomics.notify(shared.flushed, 0);
    });
  }
});

function receive(message: ToUser): void {
  if (message.type === "interrupt") {
    looks.close();
    interrupter.interrupt();
  } else if (message.type === "answer") {
    const answer: Answer = { question: message.question, text: message.text };
    answering.postMessage(answer);
    Atomics.store(shared.answered, 0, message.question);
    Atomics.notify(shared.answered, 0);
  } else if (message.type === "usage") {
    const { user, system } = process.cpuUsage();
    const value = { rssBytes: process.memoryUsage.rss(), cpuMs: (user + system) / 1000 };
    reply(message.request, value);
  } else if (message.type === "look") {
    if (interrupter.isBusy) reply(message.request, undefined);
    else looks.look(message.look, (value) => reply(message.request, value));
  } else {
    if (message.type === "execute") running.add(message.cell);
    else if (message.type === "comm") running.add(message.run);
    // An exit would wait for an open session.
    else if (message.type === "exit") looks.close();
    interrupter.pass(message);
  }
}

function pass(message: FromUser, size: number): void {
  if (message.type === "output" && message.output.type === "stream") {
    output.add(message.run, message.output, size);
    return;
  }
  if (message.type === "done" && !running.delete(message.run)) return;
  output.send(JSON.stringify(message), size);
}

function reply(request: number, value: unknown): void {
  const message: FromUser = { type: "reply", request, ...(value === undefined ? {} : { value }) };
  output.send(JSON.stringify(message), 0);
}
