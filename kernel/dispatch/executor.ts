import { setImmediate as nextTurn } from "node:timers/promises";
import { KernelError } from "../errors.ts";
import type { History } from "../history/history.ts";
import type { Interpreter } from "../interpreter/interpreter.ts";
import type { CellOutput } from "../notebook/collect-outputs.ts";
import type { CellError } from "../session/outcome/traceback.ts";
import type { Channels } from "../wire/channels.ts";
import type { JsonObject, Message, Outgoing } from "../wire/message.ts";
import {
  describeFailure,
  describeReply,
  type ExecuteRequest,
  readExecuteRequest,
} from "./execute-request.ts";
import type { InputDesk } from "./input-desk.ts";
import type { Log } from "./log.ts";
import { messageOfOutput } from "./publish-output.ts";
import { RequestQueue } from "./request-queue.ts";

export interface ExecutorOptions {
  readonly channels: Channels;
  readonly interpreter: Promise<Interpreter>;
  readonly history: Promise<History>;
  readonly input: InputDesk;
  readonly log: Log;
}

/** Numbers of runs that no cell gets: between those of the cells around them. */
const UNSTORED_STEP = 1 / 1024;
const PARENTS_KEPT = 2000;
const SOCKET_TURNS = 3;

/** Runs the cells that front ends send, one after the other. */
export class Executor {
  readonly #options: ExecutorOptions;
  readonly #queue = new RequestQueue<Message>((message) => this.#execute(message));
  /** Headers of the requests that cells came with, for what their code sends later. */
  readonly #parents = new Map<number, JsonObject>();
  readonly #aborted: Message[] = [];
  #count = 0;
  #lastCell = 0;
  #running: Message | undefined;

  constructor(options: ExecutorOptions) {
    this.#options = options;
  }

  /** Runs a cell once those before it have ended. */
  add(message: Message): void {
    this.#queue.add(message);
  }

  interrupt(): void {
    void this.#options.interpreter.then((interpreter) => interpreter.interrupt());
    this.#options.input.withdraw();
  }

  /** Tells, where a cell runs, that it does. */
  publishBusy(): void {
    if (this.#running) void this.#publishStatus(this.#running, "busy");
  }

  parentOf(cell: number): JsonObject | undefined {
    return this.#parents.get(cell);
  }

  /** The message that shows an output of code that no cell's request started. */
  messageOf(output: CellOutput, parent: JsonObject): Outgoing {
    return messageOfOutput(output, this.#count, parent);
  }

  async #execute(message: Message): Promise<void> {
    const { channels, log } = this.#options;
    this.#running = message;
    void this.#publishStatus(message, "busy");
    try {
      await this.#run(message);
    } catch (error) {
      const isKnown = error instanceof KernelError;
      const { name, message: text, stack = "" } = error instanceof Error ? error : new Error(String(error));
      if (!isKnown) log(`execute_request failed: ${stack}`);
      const failure = { ename: name, evalue: text, traceback: [`${name}: ${text}`] };
      await this.#reply(message, { status: "error", execution_count: this.#count, ...failure });
    }
    this.#running = undefined;
    await channels.drain();
    await this.#publishStatus(message, "idle");
    for (const aborted of this.#aborted.splice(0)) await this.#abort(aborted);
  }

  /** Runs one cell. */
  async #run(message: Message): Promise<void> {
    const { channels, interpreter, history } = this.#options;
    const request = readExecuteRequest(message.content);
    const started = new Date().toISOString();
    const parent = message.header;
    if (request.isStored) this.#count++;
    const count = this.#count;
    const cell = this.#nameCell(request, parent);
    if (!request.isSilent) {
      void channels.publish({
        type: "execute_input",
        content: { code: request.code, execution_count: count },
        parent,
      });
    }
    if (request.isStored) (await history).record(count, request.code);
    let result: string | undefined;
    const interpretation = await (await interpreter).execute(request.code, {
      cell,
      isSilent: request.isSilent,
      expressions: request.expressions,
      onOutput: (output) => {
        if (output.type === "result") result = output.data["text/plain"] as string;
        return channels.publish(messageOfOutput(output, count, parent));
      },
      onStuck: () => this.#tellStuck(request, parent),
      ...(request.allowsInput ? { onInput: (asked) => this.#options.input.ask(message, asked) } : {}),
    });
    this.#options.input.withdraw();
    const { outcome } = interpretation;
    if (outcome.status !== "ok" && !request.isSilent) await this.#publishError(outcome.error, parent);
    if (request.isStored && result !== undefined) (await history).recordOutput(count, result);
    if (outcome.status !== "ok" && request.stopsOnError && !request.isSilent) await this.#takeWaiting();
    await channels.drain();
    const content = describeReply(interpretation, count);
    await this.#reply(message, content, { started, status: content.status });
  }

  /** The cell's number: the execution count, or for what has none a number that comes after the last. */
  #nameCell({ isStored }: ExecuteRequest, parent: JsonObject): number {
    const cell = isStored ? this.#count : Math.max(this.#lastCell, this.#count) + UNSTORED_STEP;
    this.#lastCell = cell;
    this.#parents.set(cell, parent);
    for (const old of this.#parents.keys()) {
      if (this.#parents.size <= PARENTS_KEPT) break;
      this.#parents.delete(old);
    }
    return cell;
  }

  #publishError(error: CellError, parent: JsonObject): Promise<void> {
    return this.#options.channels.publish({ type: "error", content: describeFailure(error), parent });
  }

  #tellStuck({ isSilent }: ExecuteRequest, parent: JsonObject): void {
    if (isSilent) return;
    const text =
      "The interrupted cell is in native code, which can't be stopped; it ends when that returns.\n" +
      "Interrupt again to end the cells' process now: the kernel stays, the names of all cells are lost.\n";
    void this.#options.channels.publish({ type: "stream", content: { name: "stderr", text }, parent });
  }

  /** Takes the cells that wait behind one that failed; those that come once that is known will run. */
  async #takeWaiting(): Promise<void> {
    // What the front end sent together with the failed cell may still be in the socket.
    for (let turn = 0; turn < SOCKET_TURNS; turn++) await nextTurn();
    this.#aborted.push(...this.#queue.takeWaiting());
  }

  /** Answers a cell without running it. */
  async #abort(message: Message): Promise<void> {
    void this.#publishStatus(message, "busy");
    await this.#reply(message, { status: "aborted", execution_count: this.#count });
    await this.#publishStatus(message, "idle");
  }

  #reply(message: Message, content: JsonObject, metadata: JsonObject = {}): Promise<void> {
    const { identities, header } = message;
    return this.#options.channels.send("shell", identities, {
      type: "execute_reply",
      content,
      metadata,
      parent: header,
    });
  }

  #publishStatus(message: Message, state: "busy" | "idle"): Promise<void> {
    const content = { execution_state: state };
    return this.#options.channels.publish({ type: "status", content, parent: message.header });
  }
}
