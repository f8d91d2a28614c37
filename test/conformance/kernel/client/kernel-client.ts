import { randomUUID } from "node:crypto";
import { curveKeyPair, Dealer, Request, type Socket, Subscriber } from "zeromq";
import { addressOf, type Channel, type ConnectionInfo } from "./connection-file.ts";
import { findMessageFaults } from "./message-rules.ts";
import {
  type DecodedMessage,
  decodeMessage,
  encodeMessage,
  type Header,
  type Signing,
} from "./wire-format.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a kernel sends is judged by the tests, field by field
type Content = Record<string, any>;

/** A message as it came, with its place among all that came. */
export interface Received extends DecodedMessage {
  readonly channel: Channel;
  readonly type: string;
  readonly content: Content;
  readonly parentId: string | undefined;
  /** Counts the messages of all channels. */
  readonly index: number;
  /** By `performance.now()`. */
  readonly arrivedAt: number;
}

/** A request, its reply, and all that was published for it up to its idle status. */
export interface Exchange {
  readonly request: Header;
  readonly reply: Received;
  readonly published: readonly Received[];
}

export interface ClientOptions {
  /** Topic that iopub is subscribed to. @defaultValue all */
  readonly topic?: string;
  /** Session id in the headers. */
  readonly session?: string;
  readonly signing?: Signing;
  /** What to add to the error of a wait that was too long. */
  readonly describe?: () => string;
  /** Resolves when the kernel has ended: then nothing is waited for much longer. */
  readonly ended?: Promise<unknown>;
}

export interface SendOptions {
  /** Added to the header. */
  readonly header?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly buffers?: readonly Buffer[];
}

/** What came for one request; kept apart, so that a wait need not search among tens of thousands. */
interface Family {
  readonly published: Received[];
  readonly replies: Received[];
  idle: Received | undefined;
}

type RequestChannel = "shell" | "control" | "stdin";

/** How long messages of a kernel that has ended may still be under way. */
const LAST_MESSAGES_MS = 1000;

/** How long a test waits for a kernel on a machine that has other work. */
export const PATIENCE_MS = 20_000;

/** A Jupyter client that keeps and judges every message it receives. Must be closed. */
export class KernelClient {
  readonly info: ConnectionInfo;
  readonly session: string;
  readonly signing: Signing;
  /** All messages of iopub, in order. */
  readonly published: Received[] = [];
  /** All messages of the other channels, in order. */
  readonly answers: Received[] = [];
  /** What was against the protocol in any message. */
  readonly faults: string[] = [];
  readonly #sockets: { readonly [channel in RequestChannel]: Dealer };
  readonly #iopub: Subscriber;
  readonly #sending = new Map<Dealer, Promise<void>>();
  readonly #byParent = new Map<string, Family>();
  readonly #sent = new Map<string, Header>();
  readonly #ids = new Set<string>();
  readonly #kernelSessions = new Set<string>();
  readonly #waiting = new Set<() => void>();
  readonly #describe: () => string;
  #heartbeat: Request | undefined;
  #count = 0;
  #isClosed = false;
  #isOver = false;

  constructor(info: ConnectionInfo, options: ClientOptions = {}) {
    const { topic = "", session = randomUUID(), describe = () => "" } = options;
    this.info = info;
    this.session = session;
    this.signing = options.signing ?? { key: info.key, scheme: info.signature_scheme };
    this.#describe = describe;
    void options.ended?.then(() => {
      setTimeout(() => {
        this.#isOver = true;
        this.#lookAgain();
      }, LAST_MESSAGES_MS).unref();
    });
    // Kernels find the way of an input_request by the identity that the shell and stdin sockets share.
    const routingId = `client-${session}`;
    const open = (channel: RequestChannel) => {
      const socket = new Dealer({ routingId, sendHighWaterMark: 0, receiveHighWaterMark: 0 });
      this.#connect(socket, channel);
      void this.#receiveFrom(socket, channel);
      return socket;
    };
    this.#sockets = { shell: open("shell"), control: open("control"), stdin: open("stdin") };
    // No limit: a message that is dropped here would be counted against the kernel.
    this.#iopub = new Subscriber({ receiveHighWaterMark: 0 });
    this.#iopub.subscribe(topic);
    this.#connect(this.#iopub, "iopub");
    void this.#receiveFrom(this.#iopub, "iopub");
  }

  /** The kernel's session id. */
  get kernelSession(): string | undefined {
    return [...this.#kernelSessions][0];
  }

  /** Waits until the kernel answers on shell and its iopub reaches this client. */
  async untilReady(timeoutMs = 2 * PATIENCE_MS): Promise<Exchange> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const request = this.send("shell", "kernel_info_request", {});
      await this.replyTo(request, deadline - performance.now());
      const heard = await this.#waitFor(() => (this.published.length > 0 ? true : undefined), 500);
      if (heard) return this.ask("shell", "kernel_info_request", {});
    }
  }

  /** Sends a request and returns its header at once. */
  send(channel: RequestChannel, type: string, content: unknown, options: SendOptions = {}): Header {
    const header: Header = {
      msg_id: randomUUID(),
      session: this.session,
      username: "tester",
      date: new Date().toISOString(),
      msg_type: type,
      version: "5.4",
      ...options.header,
    };
    const { metadata = {}, buffers = [] } = options;
    this.#sent.set(header.msg_id, header);
    this.sendFrames(
      channel,
      encodeMessage({ header, parentHeader: {}, metadata, content, buffers }, this.signing),
    );
    return header;
  }

  /** Answers an input_request. */
  answerInput(request: Received, value: string): void {
    const header: Header = {
      msg_id: randomUUID(),
      session: this.session,
      username: "tester",
      date: new Date().toISOString(),
      msg_type: "input_reply",
      version: "5.4",
    };
    const parts = {
      header,
      parentHeader: request.header,
      metadata: {},
      content: { status: "ok", value },
      buffers: [],
    };
    this.sendFrames("stdin", encodeMessage(parts, this.signing));
  }

  /** Sends frames as they are, in the order of the calls. */
  sendFrames(channel: RequestChannel, frames: readonly Buffer[]): void {
    const socket = this.#sockets[channel];
    const before = this.#sending.get(socket) ?? Promise.resolve();
    const sent = before.then(() => socket.send([...frames]));
    this.#sending.set(
      socket,
      sent.catch((error: unknown) => {
        if (!this.#isClosed) this.faults.push(`sending on ${channel}: ${String(error)}`);
      }),
    );
  }

  /** Sends a request and waits for its reply and its idle status. */
  async ask(
    channel: RequestChannel,
    type: string,
    content: unknown,
    options: SendOptions & { readonly timeoutMs?: number } = {},
  ): Promise<Exchange> {
    const { timeoutMs = PATIENCE_MS, ...rest } = options;
    return this.finish(this.send(channel, type, content, rest), timeoutMs);
  }

  /** Waits for the reply to a request and for its idle status. */
  async finish(request: Header, timeoutMs = PATIENCE_MS): Promise<Exchange> {
    const deadline = performance.now() + timeoutMs;
    const reply = await this.replyTo(request, timeoutMs);
    await this.idleOf(request, deadline - performance.now());
    return { request, reply, published: this.publishedFor(request) };
  }

  /** Sends an execute_request with the protocol's defaults; see {@link finish}. */
  execute(code: string, content: Content = {}): Header {
    return this.send("shell", "execute_request", {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
      ...content,
    });
  }

  /** Runs code to its idle status. */
  async run(code: string, content: Content = {}, timeoutMs = PATIENCE_MS): Promise<Exchange> {
    return this.finish(this.execute(code, content), timeoutMs);
  }

  async replyTo(request: Header, timeoutMs = PATIENCE_MS): Promise<Received> {
    const find = () => this.#byParent.get(request.msg_id)?.replies[0];
    return this.#expect(find, timeoutMs, `a reply to ${request.msg_type}`);
  }

  async idleOf(request: Header, timeoutMs = PATIENCE_MS): Promise<Received> {
    const find = () => this.#byParent.get(request.msg_id)?.idle;
    return this.#expect(find, timeoutMs, `the idle status of ${request.msg_type}`);
  }

  /** Waits for a message of iopub that came or comes. */
  async untilPublished(
    fits: (message: Received) => boolean,
    what: string,
    timeoutMs = PATIENCE_MS,
  ): Promise<Received> {
    return this.#expect(() => this.published.find(fits), timeoutMs, what);
  }

  /** Waits for a message on another channel. */
  async untilAnswered(
    fits: (message: Received) => boolean,
    what: string,
    timeoutMs = PATIENCE_MS,
  ): Promise<Received> {
    return this.#expect(() => this.answers.find(fits), timeoutMs, what);
  }

  publishedFor(request: Header): readonly Received[] {
    return this.#byParent.get(request.msg_id)?.published ?? [];
  }

  repliesTo(request: Header): readonly Received[] {
    return this.#byParent.get(request.msg_id)?.replies ?? [];
  }

  /** Sends a heartbeat and gives its time to return in ms; undefined when none came. */
  async beat(timeoutMs = 1000): Promise<number | undefined> {
    this.#heartbeat ??= this.#openHeartbeat();
    const socket = this.#heartbeat;
    socket.receiveTimeout = timeoutMs;
    const bytes = randomUUID();
    const start = performance.now();
    try {
      await socket.send(bytes);
      const [echo] = await socket.receive();
      if (echo?.toString() !== bytes)
        this.faults.push(`heartbeat: expected ${bytes}, received ${String(echo)}`);
      return performance.now() - start;
    } catch {
      // A REQ socket that was not answered can't send again.
      socket.close();
      this.#heartbeat = undefined;
      return undefined;
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { shell, control, stdin } = this.#sockets;
    for (const socket of [shell, control, stdin, this.#iopub, this.#heartbeat]) socket?.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #openHeartbeat(): Request {
    const socket = new Request();
    this.#connect(socket, "hb");
    return socket;
  }

  #connect(socket: Socket & { connect(address: string): void }, channel: Channel): void {
    socket.linger = 0;
    socket.reconnectInterval = 10;
    socket.maxMessageSize = -1;
    const { curve_publickey: serverKey } = this.info;
    if (serverKey !== undefined) {
      const { publicKey, secretKey } = curveKeyPair();
      socket.curveServerKey = serverKey;
      socket.curvePublicKey = publicKey;
      socket.curveSecretKey = secretKey;
    }
    socket.connect(addressOf(this.info, channel));
  }

  async #receiveFrom(socket: Dealer | Subscriber, channel: Channel): Promise<void> {
    for await (const frames of socket) {
      let decoded: DecodedMessage;
      try {
        decoded = decodeMessage(frames, this.signing);
      } catch (error) {
        this.faults.push(`${channel}: ${(error as Error).message}`);
        continue;
      }
      this.#keep(channel, decoded);
      this.#lookAgain();
    }
  }

  #lookAgain(): void {
    for (const look of [...this.#waiting]) look();
  }

  #keep(channel: Channel, decoded: DecodedMessage): void {
    const { msg_id: id, session, msg_type: type } = decoded.header as Header;
    const parent = decoded.parentHeader;
    const parentId = typeof parent.msg_id === "string" ? parent.msg_id : undefined;
    const message: Received = {
      ...decoded,
      content: decoded.content as Content,
      channel,
      type,
      parentId,
      index: this.#count++,
      arrivedAt: performance.now(),
    };
    this.faults.push(...findMessageFaults(decoded));
    if (this.#ids.has(id)) this.faults.push(`${type}: its msg_id came before`);
    this.#ids.add(id);
    this.#kernelSessions.add(session);
    if (this.#kernelSessions.size > 1) this.faults.push(`${type}: a second session id of the kernel`);
    if (session === this.session) this.faults.push(`${type}: the client's session id, not the kernel's own`);
    const request = parentId === undefined ? undefined : this.#sent.get(parentId);
    if (request && JSON.stringify(sorted(request)) !== JSON.stringify(sorted(parent))) {
      this.faults.push(`${type}: parent_header is not the request's header: ${JSON.stringify(parent)}`);
    }
    (channel === "iopub" ? this.published : this.answers).push(message);
    if (parentId === undefined) return;
    let family = this.#byParent.get(parentId);
    if (!family) {
      family = { published: [], replies: [], idle: undefined };
      this.#byParent.set(parentId, family);
    }
    if (channel === "iopub") {
      family.published.push(message);
      if (isIdle(message)) family.idle ??= message;
    } else if (channel !== "stdin") family.replies.push(message);
  }

  async #expect<T>(find: () => T | undefined, timeoutMs: number, what: string): Promise<T> {
    const found = await this.#waitFor(find, timeoutMs);
    if (found !== undefined) return found;
    const recent = [...this.published, ...this.answers]
      .sort((a, b) => a.index - b.index)
      .slice(-8)
      .map(({ channel, type, content }) => `  ${channel} ${type} ${JSON.stringify(content).slice(0, 200)}`);
    const fault = this.#isOver
      ? "did not come before the kernel ended"
      : `did not come within ${Math.round(timeoutMs)} ms`;
    throw new Error(`${what}: ${fault}.\nLast messages:\n${recent.join("\n")}\n${this.#describe()}`);
  }

  async #waitFor<T>(find: () => T | undefined, timeoutMs: number): Promise<T | undefined> {
    const there = find();
    if (there !== undefined || this.#isOver) return there;
    return new Promise((settle) => {
      const end = (found: T | undefined) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        settle(found);
      };
      const timer = setTimeout(() => end(undefined), Math.max(0, timeoutMs));
      const look = () => {
        const found = find();
        if (found !== undefined || this.#isOver) end(found);
      };
      this.#waiting.add(look);
    });
  }
}

export function isIdle({ type, content }: Received): boolean {
  return type === "status" && content.execution_state === "idle";
}

/** In one order of keys; a date by the instant it names, which a kernel may write in its own way. */
function sorted(value: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(value)
    .map(([key, entry]) => [key, key === "date" ? Date.parse(String(entry)) : entry] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
