import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { Duplex } from "node:stream";
import type { Checksum } from "../../../../lib/datasets/download/disk/checksum.ts";

/** A request that a test's server got. */
export interface SeenRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
}

/** A real HTTP server on loopback that answers as a test says. */
export interface FileServer extends AsyncDisposable {
  /** Without a slash at its end. */
  readonly url: string;
  readonly seen: readonly SeenRequest[];
}

export type Respond = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** Starts a server; `respond` is given the number of the request, from 1. */
export async function startServer(respond: Respond): Promise<FileServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    seen.push({
      method,
      path: url,
      range: headers.range,
      ifRange: headers["if-range"] as string | undefined,
    });
    respond(request, response, seen.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A proxy on loopback: opens tunnels, refuses them, or leaves those who ask without an answer. */
export interface Proxy extends AsyncDisposable {
  readonly url: string;
  /** `host:port` of each tunnel that was asked for. */
  readonly tunnels: readonly string[];
}

/** Starts a proxy. */
export async function startProxy(behaviour: "tunnel" | "refuse" | "hang" | "close"): Promise<Proxy> {
  const tunnels: string[] = [];
  const sockets = new Set<Duplex>();
  const server = createServer();
  server.on("connect", (request: IncomingMessage, socket: Duplex) => {
    tunnels.push(request.url ?? "");
    sockets.add(socket);
    socket.on("error", () => {});
    if (behaviour === "refuse") socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    if (behaviour === "close") socket.destroy();
    if (behaviour !== "tunnel") return;
    const [host, port] = (request.url ?? "").split(":");
    const onward = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    onward.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    tunnels,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** How {@link sendFile} departs from what a good server does. */
export interface SendOptions {
  readonly etag?: string;
  /** Cuts the connection after so many bytes of the body, once {@link SendOptions.part} has them. */
  readonly cutAfter?: number;
  /** The client's part file: what has come but was not read yet is lost in a cut. */
  readonly part?: string;
  /** Sends so many bytes of the body and then nothing, with the connection open. */
  readonly stallAfter?: number;
  /** Answers 200 with all of it whatever was asked for. */
  readonly ignoreRange?: boolean;
  /** Ranges are answered though If-Range names another ETag. */
  readonly ignoreIfRange?: boolean;
  readonly contentLength?: number;
  readonly contentType?: string;
}

/** Answers as a file server does: 200, 206 for a range, 416 for one beyond the end. */
export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  content: Buffer,
  options: SendOptions = {},
): void {
  const { etag, cutAfter, stallAfter, ignoreRange, ignoreIfRange, contentLength, contentType } = options;
  const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1];
  const ifRange = request.headers["if-range"];
  const isStale = !ignoreIfRange && ifRange !== undefined && ifRange !== etag;
  const start = asked === undefined || ignoreRange || isStale ? undefined : Number(asked);
  if (start !== undefined && start >= content.length) {
    response.writeHead(416, { "content-range": `bytes */${content.length}` }).end();
    return;
  }
  const body = content.subarray(start ?? 0);
  response.writeHead(start === undefined ? 200 : 206, {
    "content-length": contentLength ?? body.length,
    "content-type": contentType ?? "application/octet-stream",
    ...(etag !== undefined && { etag }),
    ...(start !== undefined && {
      "content-range": `bytes ${start}-${content.length - 1}/${content.length}`,
    }),
  });
  const part = body.subarray(0, cutAfter ?? stallAfter ?? body.length);
  if (cutAfter !== undefined) response.write(part, () => cutOnceThere(response, options, start ?? 0));
  else if (stallAfter !== undefined) response.write(part);
  else if (contentLength !== undefined) response.write(part, () => setTimeout(() => response.destroy(), 20));
  else response.end(part);
}

function cutOnceThere(response: ServerResponse, { part, cutAfter = 0 }: SendOptions, start: number): void {
  const size = part !== undefined && existsSync(part) ? statSync(part).size : 0;
  if (part === undefined || cutAfter === 0 || size >= start + cutAfter) response.destroy();
  else setTimeout(cutOnceThere, 5, response, { part, cutAfter }, start);
}

/** Bytes that are as good as random and the same each time. */
export function madeUpBytes(count: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(count);
  let state = seed;
  for (let index = 0; index < count; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

export function md5Of(content: Buffer): Checksum {
  return { algorithm: "md5", digest: createHash("md5").update(content).digest("hex") };
}
