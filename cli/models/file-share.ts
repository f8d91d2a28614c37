import { stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { basename, dirname } from "node:path";
import send from "send";
import { fileDigest } from "../../lib/datasets/download/disk/checksum.ts";
import { kerasFolder, modelFolder, pathsIn } from "../../lib/models/imagenet/file-places.ts";
import { allFiles } from "../../lib/models/imagenet/import-files.ts";
import type { PublishedFile, PublishedFiles } from "../../lib/models/imagenet/published-files.ts";

/** Serves published files, and nothing else. */
export interface FileShare {
  /** Not listening yet. */
  readonly server: Server;
  /** Finds a file that is here and whole; it is read once, and again when it has changed. */
  readonly find: (file: PublishedFile) => Promise<string | undefined>;
}

/** An answer that was given. */
export interface SharedAnswer {
  readonly address: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/**
 * Makes a server that gives the published files that are in the cache or in Keras's folder, with ranges, to whoever asks.
 *
 * A request's path is looked up among the published names and never becomes a path on the disk. A file is given only
 * when its md5 is right.
 *
 * @param options.onAnswer - called when an answer has ended.
 */
export function createFileShare(
  files: PublishedFiles,
  { onAnswer }: { readonly onAnswer?: (answer: SharedAnswer) => void } = {},
): FileShare {
  const byPath = new Map(allFiles(files).map((file) => [`/${file.file}`, file]));
  const checked = new Map<string, { readonly stamp: string; readonly isWhole: Promise<boolean> }>();

  const isWhole = async (path: string, file: PublishedFile): Promise<boolean> => {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile() || found.size !== file.sizeBytes) return false;
    const stamp = `${found.size} ${found.mtimeMs} ${found.ino}`;
    const before = checked.get(path);
    if (before?.stamp === stamp) return before.isWhole;
    const result = fileDigest(path, "md5").then(
      (digest) => digest === file.md5,
      () => false,
    );
    checked.set(path, { stamp, isWhole: result });
    return result;
  };
  const find = async (file: PublishedFile): Promise<string | undefined> => {
    for (const path of [modelFolder(), kerasFolder()].flatMap((folder) => pathsIn(folder, file))) {
      if (await isWhole(path, file)) return path;
    }
    return undefined;
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(405, { allow: "GET, HEAD" }).end();
      return;
    }
    const file = byPath.get((request.url ?? "").split("?")[0]!);
    const path = file === undefined ? undefined : await find(file);
    if (file === undefined || path === undefined) {
      const text = file === undefined ? "not a published file" : "not on this computer";
      response.writeHead(404, { "content-type": "text/plain" }).end(`${text}\n`);
      return;
    }
    // Unlike one made of size and time, it holds across servers and starts of this one.
    response.setHeader("ETag", `"${file.md5}"`);
    send(request, encodeURIComponent(basename(path)), {
      root: dirname(path),
      cacheControl: false,
      lastModified: false,
      index: false,
      dotfiles: "allow",
    })
      .on("error", (error: { readonly status?: number }) => {
        if (!response.headersSent) response.writeHead(error.status ?? 500).end();
      })
      .pipe(response);
  };
  const server = createServer((request, response) => {
    const { method = "", url = "" } = request;
    const address = request.socket.remoteAddress ?? "";
    response.on("close", () => onAnswer?.({ address, method, path: url, status: response.statusCode }));
    answer(request, response).catch(() => response.destroy());
  });
  return { server, find };
}
