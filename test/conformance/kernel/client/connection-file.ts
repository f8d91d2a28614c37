import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { curveKeyPair } from "zeromq";

export const CHANNELS = ["shell", "iopub", "stdin", "control", "hb"] as const;
export type Channel = (typeof CHANNELS)[number];

/** A kernel's connection file, as Jupyter writes it. */
export interface ConnectionInfo {
  readonly transport: "tcp" | "ipc";
  readonly ip: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
  readonly key: string;
  readonly signature_scheme: string;
  readonly kernel_name: string;
  readonly curve_publickey?: string;
  readonly curve_secretkey?: string;
}

export interface ConnectionOptions {
  readonly transport?: "tcp" | "ipc";
  /** Empty: messages are not signed. */
  readonly key?: string;
  readonly scheme?: string;
  readonly isEncrypted?: boolean;
}

/** Writes a connection file with ports that are free now. */
export async function writeConnectionFile(
  folder: string,
  {
    transport = "tcp",
    key = randomUUID(),
    scheme = "hmac-sha256",
    isEncrypted = false,
  }: ConnectionOptions = {},
): Promise<{ path: string; info: ConnectionInfo }> {
  const ports = transport === "tcp" ? await findFreePorts(CHANNELS.length) : [1, 2, 3, 4, 5];
  const curve = isEncrypted ? curveKeyPair() : undefined;
  const info: ConnectionInfo = {
    transport,
    ip: transport === "tcp" ? "127.0.0.1" : join(folder, "kernel-ipc"),
    shell_port: ports[0]!,
    iopub_port: ports[1]!,
    stdin_port: ports[2]!,
    control_port: ports[3]!,
    hb_port: ports[4]!,
    key,
    signature_scheme: scheme,
    kernel_name: "under-test",
    ...(curve ? { curve_publickey: curve.publicKey, curve_secretkey: curve.secretKey } : {}),
  };
  const path = join(folder, "connection.json");
  await writeFile(path, JSON.stringify(info, null, 2), { mode: 0o600 });
  return { path, info };
}

export function addressOf(info: ConnectionInfo, channel: Channel): string {
  const port = info[`${channel}_port`];
  return info.transport === "tcp" ? `tcp://${info.ip}:${port}` : `ipc://${info.ip}-${port}`;
}

async function findFreePorts(howMany: number): Promise<number[]> {
  const servers = Array.from({ length: howMany }, () => createServer());
  const ports = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      return (server.address() as { port: number }).port;
    }),
  );
  await Promise.all(
    servers.map(async (server) => {
      server.close();
      await once(server, "close");
    }),
  );
  return ports;
}
