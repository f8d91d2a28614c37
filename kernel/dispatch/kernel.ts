import { KernelError } from "../errors.ts";
import { toCodePoints, toUtf16Offset } from "../handlers/code-points.ts";
import { readInteger, readText } from "../handlers/content.ts";
import { answerDebug } from "../handlers/debug.ts";
import { answerHistory } from "../handlers/history.ts";
import { describeKernel } from "../handlers/kernel-info.ts";
import { UsageMeter } from "../handlers/usage.ts";
import type { History } from "../history/history.ts";
import type { Interpreter } from "../interpreter/interpreter.ts";
import type { CommMessage } from "../session/protocol/comm-message.ts";
import type { Channels, RequestChannel } from "../wire/channels.ts";
import type { JsonObject, Message } from "../wire/message.ts";
import { answerComms, readCommMessage, writeCommMessage } from "./comms.ts";
import { Executor } from "./executor.ts";
import { InputDesk } from "./input-desk.ts";
import type { Log } from "./log.ts";

export interface KernelOptions {
  readonly version: string;
  readonly channels: Channels;
  /** Loaded after the first requests can be answered. */
  readonly interpreter: Promise<Interpreter>;
  readonly history: Promise<History>;
  readonly log: Log;
  /** Called once, when a front end has asked for the end and has its answer. */
  readonly onShutdown: () => void;
}

/** Requests whose answer needs no cell to have ended; any other is unknown. */
type Answer = (message: Message) => Promise<JsonObject> | JsonObject;

/** Answers front ends: cells one after the other, everything else at once, also while a cell runs. */
export class Kernel {
  readonly #options: KernelOptions;
  readonly #executor: Executor;
  readonly #input: InputDesk;
  readonly #usage = new UsageMeter();
  readonly #answers: Readonly<Record<string, Answer>>;
  /** Headers of the comm messages that are being handled. */
  readonly #comms: JsonObject[] = [];
  #isEnding = false;

  constructor(options: KernelOptions) {
    this.#options = options;
    this.#input = new InputDesk(options.channels);
    this.#executor = new Executor({ ...options, input: this.#input });
    this.#answers = this.#createAnswers();
    void options.channels.publish({ type: "status", content: { execution_state: "starting" } });
  }

  /** Takes a message that came over a channel. */
  receive(channel: RequestChannel, message: Message): void {
    const type = message.header.msg_type;
    if (this.#isEnding) return;
    if (type === "input_reply") this.#input.receive(message);
    else if (type === "execute_request") this.#executor.add(message);
    else if (/^comm_(open|msg|close)$/.test(type)) void this.#around(message, () => this.#passComm(message));
    else if (type === "shutdown_request") void this.#around(message, () => this.#shutDown(channel, message));
    else if (type.endsWith("_request")) void this.#around(message, () => this.#answer(channel, message));
    else this.#options.log(`a message of the unknown type ${type} was left out`);
  }

  /** Interrupts the running cell. */
  interrupt(): void {
    this.#executor.interrupt();
  }

  /** Sends what the cells' code sends over a comm. */
  sendComm(message: CommMessage, cell: number | undefined): void {
    const parent = (cell === undefined ? undefined : this.#executor.parentOf(cell)) ?? this.#comms.at(-1);
    void this.#options.channels.publish(writeCommMessage(message, parent));
  }

  #createAnswers(): Readonly<Record<string, Answer>> {
    const { version, interpreter, history } = this.#options;
    const info = describeKernel(version);
    const usage = async (): Promise<JsonObject> => this.#usage.answer(await (await interpreter).usage());
    return {
      kernel_info_request: () => info,
      connect_request: () => ({ status: "ok", ...this.#options.channels.ports }),
      is_complete_request: async ({ content }) => {
        const { answerIsComplete } = await import("../handlers/is-complete.ts");
        return answerIsComplete(content);
      },
      history_request: async ({ content }) => answerHistory(content, await history),
      comm_info_request: async ({ content }) => answerComms(content, (await interpreter).comms),
      complete_request: ({ content }) => this.#complete(content),
      inspect_request: ({ content }) => this.#inspect(content),
      interrupt_request: () => {
        this.interrupt();
        return { status: "ok" };
      },
      debug_request: ({ content }) => answerDebug(content),
      usage_request: usage,
    };
  }

  /** Publishes busy before and idle after; work that fails is logged, idle comes all the same. */
  async #around(message: Message, work: () => Promise<void>): Promise<void> {
    const { channels, log } = this.#options;
    const parent = message.header;
    void channels.publish({ type: "status", content: { execution_state: "busy" }, parent });
    try {
      await work();
    } catch (error) {
      log(`${message.header.msg_type} failed: ${error instanceof Error ? error.stack : String(error)}`);
    }
    await channels.publish({ type: "status", content: { execution_state: "idle" }, parent });
    // A front end that goes by the last status alone would show the kernel as idle while a cell runs.
    this.#executor.publishBusy();
  }

  async #answer(channel: RequestChannel, message: Message): Promise<void> {
    const { header, identities } = message;
    const type = header.msg_type.replace(/_request$/, "_reply");
    const reply = (content: JsonObject) =>
      this.#options.channels.send(channel, identities, { type, content, parent: header });
    const answer = this.#answers[header.msg_type];
    try {
      if (!answer) throw new KernelError(`${header.msg_type}: this kernel knows no such request`);
      await reply(await answer(message));
    } catch (error) {
      const { name, message: text, stack = "" } = error instanceof Error ? error : new Error(String(error));
      const traceback = error instanceof KernelError ? [`${name}: ${text}`] : stack.split("\n");
      await reply({ status: "error", ename: name, evalue: text, traceback });
    }
  }

  async #complete(content: JsonObject): Promise<JsonObject> {
    const { code, cursor } = readCursor(content);
    const { start, end, items } = await (await this.#options.interpreter).complete(code, cursor);
    const [cursorStart, cursorEnd] = [toCodePoints(code, start), toCodePoints(code, end)];
    return {
      status: "ok",
      matches: items.map((item) => item.name),
      cursor_start: cursorStart,
      cursor_end: cursorEnd,
      metadata: {
        _jupyter_types_experimental: items.map(({ name, kind, type, signature }) => ({
          start: cursorStart,
          end: cursorEnd,
          text: name,
          type: kind,
          signature: signature ?? type ?? "",
        })),
      },
    };
  }

  async #inspect(content: JsonObject): Promise<JsonObject> {
    const { code, cursor } = readCursor(content);
    const detail = readInteger(content, "detail_level", 0) === 0 ? 0 : 1;
    const data = await (await this.#options.interpreter).inspect(code, cursor, detail);
    return { status: "ok", found: data !== undefined, data: data ?? {}, metadata: {} };
  }

  async #passComm(message: Message): Promise<void> {
    const { channels, interpreter } = this.#options;
    const parent = message.header;
    const comm = readCommMessage(message);
    this.#comms.push(parent);
    try {
      await (await interpreter).sendComm(comm, {
        onOutput: (output) => channels.publish(this.#executor.messageOf(output, parent)),
      });
    } finally {
      this.#comms.splice(this.#comms.indexOf(parent), 1);
    }
  }

  async #shutDown(channel: RequestChannel, message: Message): Promise<void> {
    this.#isEnding = true;
    const { channels, onShutdown } = this.#options;
    const { header, identities, content } = message;
    const answer = {
      type: "shutdown_reply",
      content: { status: "ok", restart: content.restart === true },
      parent: header,
    };
    await channels.send(channel, identities, answer);
    await channels.publish(answer);
    onShutdown();
  }
}

function readCursor(content: JsonObject): { readonly code: string; readonly cursor: number } {
  const code = readText(content, "code");
  const cursor = readInteger(content, "cursor_pos", [...code].length);
  return { code, cursor: toUtf16Offset(code, Math.max(0, cursor)) };
}
