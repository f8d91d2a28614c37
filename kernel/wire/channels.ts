import { randomUUID } from "node:crypto";
import { Router, XPublisher } from "zeromq";
import { WireError } from "../errors.ts";
import { decodeMessage, encodeMessage } from "./codec.ts";
import type { Connection } from "./connection-file.ts";
import { startHeartbeat } from "./heartbeat.ts";
import type { Message, Outgoing } from "./message.ts";
import { PROTOCOL_VERSION } from "./message.ts";
import { Outbox } from "./outbox.ts";
import { createSigner, type Signer } from "./signer.ts";

/** Channels that front ends send requests over. */
export type RequestChannel = "shell" | "control" | "stdin";

export interface ChannelsOptions {
  /** Called for every message that has a right signature, in the order of its channel. */
  readonly onMessage: (channel: RequestChannel, message: Message) => void;
  /** Told of frames that were dropped. */
  readonly onDropped?: (channel: RequestChannel, fault: WireError) => void;
  /** @defaultValue the system's clock */
  readonly now?: () => Date;
}

/** How long messages that were sent before the end may take to leave. */
const LINGER_MS = 1000;
/** How many messages wait for a front end that does not read, before the next are lost: minutes of steady output. */
const MESSAGES_KEPT = 100_000;
const SEEN_SIGNATURES = 4096;
const SUBSCRIBED = 1;

/**
 * The five sockets of a kernel. Must be closed.
 */
export class Channels {
  /** The kernel's session, in the header of every message. */
  readonly session = randomUUID();
  readonly #sockets: Readonly<Record<RequestChannel, Router>>;
  readonly #publisher: XPublisher;
  readonly #outboxes: Readonly<Record<RequestChannel | "iopub", Outbox>>;
  readonly #signer: Signer;
  readonly #options: ChannelsOptions;
  readonly #connection: Connection;
  readonly #seen = new Set<string>();
  #stopHeartbeat: () => void = () => {};

  /** Binds the sockets and begins to receive. @throws zeromq's error when an address is in use. */
  static async open(connection: Connection, options: ChannelsOptions): Promise<Channels> {
    const channels = new Channels(connection, options);
    const { addresses } = connection;
    const heartbeat = new Router(socketOptions(connection));
    await Promise.all([
      ...(["shell", "control", "stdin"] as const).map((name) =>
        channels.#sockets[name].bind(addresses[name]),
      ),
      channels.#publisher.bind(addresses.iopub),
      heartbeat.bind(addresses.hb),
    ]);
    channels.#stopHeartbeat = await startHeartbeat(heartbeat);
    for (const name of ["shell", "control", "stdin"] as const) void channels.#receive(name);
    void channels.#welcome();
    return channels;
  }

  private constructor(connection: Connection, options: ChannelsOptions) {
    this.#options = options;
    this.#connection = connection;
    this.#signer = createSigner(connection.key, connection.signatureScheme);
    const router = (): Router => new Router({ ...socketOptions(connection), handover: true });
    this.#sockets = { shell: router(), control: router(), stdin: router() };
    this.#publisher = new XPublisher(socketOptions(connection));
    // Every front end is welcomed, also when another has subscribed before.
    this.#publisher.verbosity = "allSubs";
    const outbox = (socket: { send(frames: unknown): Promise<void> }): Outbox =>
      new Outbox((frames) => socket.send(frames));
    this.#outboxes = {
      shell: outbox(this.#sockets.shell as never),
      control: outbox(this.#sockets.control as never),
      stdin: outbox(this.#sockets.stdin as never),
      iopub: outbox(this.#publisher as never),
    };
  }

  /** The port of each channel, for the old `connect_request`. */
  get ports(): Readonly<Record<string, number>> {
    const { addresses } = this.#connection;
    return Object.fromEntries(
      Object.entries(addresses).map(([name, address]) => [`${name}_port`, Number(/\d+$/.exec(address)?.[0])]),
    );
  }

  /** Sends to one front end. Resolves when the socket has the message. */
  send(channel: RequestChannel, identities: readonly Buffer[], message: Outgoing): Promise<void> {
    return this.#outboxes[channel].send([...identities, ...this.#encode(message)]);
  }

  /** Sends to every front end. Resolves when the socket has the message, and so all that were published before. */
  publish(message: Outgoing): Promise<void> {
    return this.#outboxes.iopub.send([`kernel.${this.session}.${message.type}`, ...this.#encode(message)]);
  }

  /** Resolves when all that has been sent until now is on its way. */
  async drain(): Promise<void> {
    await Promise.all(Object.values(this.#outboxes).map((outbox) => outbox.drain()));
  }

  /** Closes the sockets; what has been sent still leaves, for a second. */
  async close(): Promise<void> {
    await this.drain();
    this.#stopHeartbeat();
    for (const socket of [...Object.values(this.#sockets), this.#publisher]) socket.close();
  }

  #encode({ type, content, parent = {}, metadata = {}, buffers }: Outgoing): Uint8Array[] {
    const { now = () => new Date() } = this.#options;
    const header = {
      msg_id: randomUUID(),
      msg_type: type,
      session: this.session,
      username: "kernel",
      date: now().toISOString(),
      version: PROTOCOL_VERSION,
    };
    return encodeMessage(
      { header, parent, metadata, content, ...(buffers ? { buffers } : {}) },
      this.#signer,
    );
  }

  async #receive(name: RequestChannel): Promise<void> {
    for await (const frames of this.#sockets[name]) {
      try {
        this.#options.onMessage(name, this.#accept(frames));
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        this.#options.onDropped?.(name, error);
      }
    }
  }

  /** Decodes a message; the same one a second time is somebody's replay. */
  #accept(frames: readonly Buffer[]): Message {
    const message = decodeMessage(frames, this.#signer);
    const signature = frames[message.identities.length + 1]!.toString("latin1");
    if (signature === "") return message;
    if (this.#seen.has(signature)) throw new WireError("the message has come before");
    this.#seen.add(signature);
    if (this.#seen.size > SEEN_SIGNATURES) {
      for (const old of this.#seen) {
        this.#seen.delete(old);
        break;
      }
    }
    return message;
  }

  /** Tells each new subscriber that it now gets everything. @see JEP 65 */
  async #welcome(): Promise<void> {
    for await (const [frame] of this.#publisher) {
      if (frame?.[0] !== SUBSCRIBED) continue;
      const subscription = frame.subarray(1).toString("utf8");
      const message: Outgoing = { type: "iopub_welcome", content: { subscription } };
      // The topic is the subscription itself, so that it reaches whoever made it.
      void this.#outboxes.iopub.send([frame.subarray(1), ...this.#encode(message)]);
    }
  }
}

function socketOptions({ curve }: Connection) {
  return {
    linger: LINGER_MS,
    sendHighWaterMark: MESSAGES_KEPT,
    receiveHighWaterMark: 0,
    ...(curve ? { curveServer: true, curveSecretKey: curve.secretKey } : {}),
  };
}
