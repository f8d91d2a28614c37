import { createHmac, randomUUID } from "node:crypto";
import { Dealer, Subscriber } from "zeromq";

/** What a client needs to know of a kernel. */
export interface RawConnection {
  readonly ip: string;
  readonly transport: string;
  readonly key: string;
  readonly shell_port: number;
  readonly control_port: number;
  readonly stdin_port: number;
  readonly iopub_port: number;
  readonly hb_port: number;
}

type ChannelName = "shell" | "control" | "stdin" | "iopub";

export interface RawMessage {
  readonly channel: ChannelName;
  readonly type: string;
  readonly parent: string | undefined;
  readonly content: Readonly<Record<string, unknown>>;
}

/**
 * The sockets that VS Code opens to a kernel: one identity for the three dealers, one subscriber to everything, no
 * heartbeat.
 *
 * @see vscode-jupyter, src/kernels/raw/session/rawSocket.node.ts
 */
export class RawClient implements Disposable {
  readonly messages: RawMessage[] = [];
  readonly #key: string;
  readonly #session = randomUUID();
  readonly #dealers: Readonly<Record<"shell" | "control" | "stdin", Dealer>>;
  readonly #iopub = new Subscriber({ receiveHighWaterMark: 0 });
  #notify: () => void = () => undefined;

  constructor(connection: RawConnection) {
    this.#key = connection.key;
    const routingId = randomUUID();
    const address = (port: number): string => `${connection.transport}://${connection.ip}:${port}`;
    const dealer = (port: number): Dealer => {
      const socket = new Dealer({ routingId, linger: 0 });
      socket.connect(address(port));
      return socket;
    };
    this.#iopub.connect(address(connection.iopub_port));
    this.#iopub.subscribe();
    this.#dealers = {
      shell: dealer(connection.shell_port),
      control: dealer(connection.control_port),
      stdin: dealer(connection.stdin_port),
    };
    void this.#read("iopub", this.#iopub);
    for (const [name, socket] of Object.entries(this.#dealers)) void this.#read(name as ChannelName, socket);
  }

  /** Sends a request. Returns the id by which its replies name it. */
  async send(
    channel: "shell" | "control" | "stdin",
    type: string,
    content: Readonly<Record<string, unknown>>,
  ): Promise<string> {
    const id = randomUUID();
    const header = {
      msg_id: id,
      msg_type: type,
      session: this.#session,
      username: "",
      version: "5.2",
      date: new Date().toISOString(),
    };
    const frames = [header, {}, {}, content].map((part) => JSON.stringify(part));
    const hmac = createHmac("sha256", this.#key);
    for (const frame of frames) hmac.update(frame);
    await this.#dealers[channel].send(["<IDS|MSG>", hmac.digest("hex"), ...frames]);
    return id;
  }

  /** Waits for a message, also one that has come already. */
  async until(
    what: string,
    matches: (message: RawMessage) => boolean,
    timeoutMs = 30_000,
  ): Promise<RawMessage> {
    for (const endMs = Date.now() + timeoutMs; ; ) {
      const found = this.messages.find(matches);
      if (found) return found;
      const leftMs = endMs - Date.now();
      if (leftMs <= 0)
        throw new Error(`no ${what} within ${timeoutMs} ms; came: ${JSON.stringify(this.messages)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#notify = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Waits for the reply to a request. */
  reply(id: string, timeoutMs?: number): Promise<RawMessage> {
    return this.until(
      `reply to ${id}`,
      ({ parent, type }) => parent === id && type.endsWith("_reply"),
      timeoutMs,
    );
  }

  [Symbol.dispose](): void {
    this.#iopub.close();
    for (const socket of Object.values(this.#dealers)) socket.close();
  }

  async #read(channel: ChannelName, socket: AsyncIterable<Buffer[]>): Promise<void> {
    for await (const frames of socket) {
      const start = frames.findIndex((frame) => frame.equals(Buffer.from("<IDS|MSG>")));
      const [header, parent, , content] = frames
        .slice(start + 2, start + 6)
        .map((frame) => JSON.parse(String(frame)));
      this.messages.push({ channel, type: header.msg_type, parent: parent.msg_id, content });
      this.#notify();
    }
  }
}
