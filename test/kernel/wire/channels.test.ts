import { createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { curveKeyPair, Dealer, Request, type Socket, Subscriber } from "zeromq";
import { Channels } from "../../../kernel/wire/channels.ts";
import { decodeMessage, encodeMessage } from "../../../kernel/wire/codec.ts";
import type { ChannelName, Connection } from "../../../kernel/wire/connection-file.ts";
import type { Message } from "../../../kernel/wire/message.ts";
import { createSigner } from "../../../kernel/wire/signer.ts";

const signer = createSigner("secret", "hmac-sha256");
const clients: Socket[] = [];
let channels: Channels | undefined;

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await channels?.close();
  channels = undefined;
});

async function findPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function describeConnection(curve?: Connection["curve"]): Promise<Connection> {
  const names: ChannelName[] = ["shell", "iopub", "stdin", "control", "hb"];
  const entries = await Promise.all(
    names.map(async (name) => [name, `tcp://127.0.0.1:${await findPort()}`] as const),
  );
  const addresses = Object.fromEntries(entries) as Connection["addresses"];
  return { addresses, key: "secret", signatureScheme: "hmac-sha256", ...(curve ? { curve } : {}) };
}

/** A client that fails rather than wait for ever. */
function connect<Client extends Socket>(client: Client, address: string): Client {
  Object.assign(client, { linger: 0, receiveTimeout: 5000 });
  clients.push(client);
  client.connect(address);
  return client;
}

async function open(connection: Connection) {
  const received: [string, Message][] = [];
  const dropped: string[] = [];
  channels = await Channels.open(connection, {
    onMessage: (channel, message) => received.push([channel, message]),
    onDropped: (_, fault) => dropped.push(fault.message),
  });
  return { channels, received, dropped };
}

function request(type: string, id: string): Uint8Array[] {
  const header = { msg_id: id, msg_type: type, session: "c", username: "u", date: "", version: "5.5" };
  return encodeMessage({ header, parent: {}, metadata: {}, content: {} }, signer);
}

const until = async (isSo: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 500 && !isSo(); tries++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(isSo()).toBe(true);
};

describe("Channels", () => {
  it("hands on requests with their channel, and replies to who asked", async () => {
    const connection = await describeConnection();
    const { channels, received } = await open(connection);
    const client = connect(new Dealer({ routingId: "client-1" }), connection.addresses.control);
    const other = connect(new Dealer({ routingId: "client-2" }), connection.addresses.control);
    other.receiveTimeout = 200;
    await client.send(request("kernel_info_request", "1"));
    await until(() => received.length === 1);
    const [channel, message] = received[0]!;
    expect([channel, message.header.msg_id]).toEqual(["control", "1"]);
    await channels.send("control", message.identities, {
      type: "kernel_info_reply",
      content: { status: "ok" },
      parent: message.header,
    });
    const reply = decodeMessage((await client.receive()) as Buffer[], signer);
    expect(reply.parentHeader).toEqual(message.header);
    expect(reply.header).toMatchObject({
      msg_type: "kernel_info_reply",
      session: channels.session,
      version: "5.5",
    });
    await expect(other.receive()).rejects.toThrow();
  });

  it("drops what nobody with the key sent, and what is sent again", async () => {
    const connection = await describeConnection();
    const { received, dropped } = await open(connection);
    const client = connect(new Dealer(), connection.addresses.shell);
    const frames = request("execute_request", "1");
    const forged = [frames[0]!, Buffer.from("0".repeat(64)), ...frames.slice(2)];
    await client.send(forged as Buffer[]);
    await client.send(frames as Buffer[]);
    await client.send(frames as Buffer[]);
    await client.send("nonsense");
    await client.send(request("execute_request", "2") as Buffer[]);
    await until(() => received.length === 2 && dropped.length === 3);
    expect(received.map(([, { header }]) => header.msg_id)).toEqual(["1", "2"]);
    expect(dropped).toEqual([
      "the signature is not that of the message",
      "the message has come before",
      "no delimiter among the frames",
    ]);
  });

  it("welcomes every subscriber by its topic, then publishes to all", async () => {
    const connection = await describeConnection();
    const { channels } = await open(connection);
    for (let index = 0; index < 2; index++) {
      const subscriber = connect(new Subscriber(), connection.addresses.iopub);
      subscriber.subscribe("");
      const welcome = decodeMessage((await subscriber.receive()) as Buffer[], signer);
      expect([welcome.header.msg_type, welcome.content, welcome.parentHeader]).toEqual([
        "iopub_welcome",
        { subscription: "" },
        {},
      ]);
    }
    await channels.publish({ type: "status", content: { execution_state: "idle" } });
    for (const subscriber of clients.slice(0, 2) as Subscriber[]) {
      // The first has also heard that the second was welcomed, if its topic matches.
      let type = "";
      while (type !== "status") {
        type = decodeMessage((await subscriber.receive()) as Buffer[], signer).header.msg_type;
      }
    }
  });

  it("echoes heartbeats while JavaScript is busy", async () => {
    const connection = await describeConnection();
    await open(connection);
    const client = connect(new Request(), connection.addresses.hb);
    await client.send("ping");
    expect(String((await client.receive())[0])).toBe("ping");
  });

  it("encrypts where the connection file has keys, and then serves nobody without", async () => {
    const { publicKey, secretKey } = curveKeyPair();
    const connection = await describeConnection({ publicKey, secretKey });
    const { received } = await open(connection);
    const own = curveKeyPair();
    const client = new Dealer({
      curvePublicKey: own.publicKey,
      curveSecretKey: own.secretKey,
      curveServerKey: publicKey,
    });
    connect(client, connection.addresses.shell);
    const plain = connect(new Dealer({ sendTimeout: 500 }), connection.addresses.shell);
    await plain.send(request("kernel_info_request", "plain") as Buffer[]).catch(() => {});
    await client.send(request("kernel_info_request", "secret") as Buffer[]);
    await until(() => received.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(received.map(([, { header }]) => header.msg_id)).toEqual(["secret"]);
  });

  it("says that an address is in use", async () => {
    const connection = await describeConnection();
    await open(connection);
    await expect(Channels.open(connection, { onMessage: () => {} })).rejects.toThrow(/[Aa]ddress/);
  });
});
