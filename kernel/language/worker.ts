import { parentPort, workerData } from "node:worker_threads";
import type { FromWorker, ServiceOptions, ToWorker } from "./messages.ts";
import { NotebookService } from "./service/notebook-service.ts";

/** Entry of the language service's thread. */
const port = parentPort;
if (!port) throw new Error("this is the entry of a worker thread; use LanguageServer");
const service = new NotebookService(workerData as ServiceOptions);
const send = (message: FromWorker): void => port.postMessage(message);

port.on("message", (message: ToWorker) => {
  if (message.method === "commit") return service.commit(message.source);
  if (message.method === "forget") return service.forget();
  const { id } = message;
  try {
    send({ type: "reply", id, value: service.answer(message) });
  } catch (error) {
    // A fault of the service in one question must not take the answers to the others away.
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    send({ type: "failure", id, message: text });
  }
});
service.warm();
send({ type: "ready" });
// After the questions that came meanwhile.
setTimeout(() => service.warmImports(), 0);
