import { readFile } from "node:fs/promises";
import { ConnectionFileError } from "../errors.ts";

const CHANNELS = ["shell", "iopub", "stdin", "control", "hb"] as const;

export type ChannelName = (typeof CHANNELS)[number];

/** How front ends reach the kernel. */
export interface Connection {
  /** The address of each channel, as ZeroMQ writes it. */
  readonly addresses: Readonly<Record<ChannelName, string>>;
  /** Signs messages; empty when they are not signed. */
  readonly key: string;
  readonly signatureScheme: string;
  /** Keys for encryption (CURVE, Z85 text); absent when it was not asked for. */
  readonly curve?: { readonly publicKey: string; readonly secretKey: string };
}

/**
 * Reads a connection file.
 *
 * @throws {@link ConnectionFileError} when it is not there, or names no address that can be served.
 * @see https://jupyter-client.readthedocs.io/en/stable/kernels.html#connection-files
 */
export async function readConnectionFile(file: string): Promise<Connection> {
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConnectionFileError(file, `expected a connection file of Jupyter (${reason})`, { cause });
  }
  const read = (name: string, fallback?: string): string => {
    const value = fields[name] ?? fallback;
    if (typeof value === "string") return value;
    throw new ConnectionFileError(file, `${name}: expected text, received ${JSON.stringify(value)}`);
  };
  const transport = read("transport", "tcp");
  if (transport !== "tcp" && transport !== "ipc") {
    throw new ConnectionFileError(file, `transport: expected tcp or ipc, received ${transport}`);
  }
  const ip = read("ip", "127.0.0.1");
  const address = (name: ChannelName): string => {
    const port = fields[`${name}_port`];
    if (typeof port !== "number" || !Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new ConnectionFileError(
        file,
        `${name}_port: expected a port from 1 to 65535, received ${JSON.stringify(port)}`,
      );
    }
    return transport === "ipc" ? `ipc://${ip}-${port}` : `tcp://${ip.includes(":") ? `[${ip}]` : ip}:${port}`;
  };
  const curve = { publicKey: fields.curve_publickey, secretKey: fields.curve_secretkey };
  return {
    addresses: Object.fromEntries(CHANNELS.map((name) => [name, address(name)])) as Connection["addresses"],
    key: read("key", ""),
    signatureScheme: read("signature_scheme", "hmac-sha256"),
    ...(typeof curve.publicKey === "string" && typeof curve.secretKey === "string"
      ? { curve: { publicKey: curve.publicKey, secretKey: curve.secretKey } }
      : {}),
  };
}
