import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DownloadError } from "../../../../lib/datasets/download/download-error.ts";
import { type DownloadOptions, downloadFile } from "../../../../lib/datasets/download/download-file.ts";
import type { DownloadProgress } from "../../../../lib/datasets/download/progress.ts";
import { ArgumentError } from "../../../../lib/errors/argument-error.ts";
import {
  type FileServer,
  madeUpBytes,
  md5Of,
  type Respond,
  sendFile,
  startProxy,
  startServer,
} from "./file-server.ts";

const content = madeUpBytes(300_000);
const checksum = md5Of(content);
const quick: DownloadOptions = { backoffMs: 1, stallTimeoutMs: 400, environment: {}, random: () => 0 };

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "download-"));
  path = join(folder, "weights", "file.bin");
});
afterEach(() => rm(folder, { recursive: true }));

/** Downloads from a server that answers so, and returns what it saw. */
async function fetchFrom(respond: Respond, options: DownloadOptions = {}, sizeBytes?: number | null) {
  await using server = await startServer(respond);
  await downloadFile(targetOf(server, sizeBytes), { ...quick, ...options });
  return server.seen;
}

/** Cuts the connection once so many bytes are in the part file. */
const cut = (cutAfter: number) => ({ cutAfter, part: `${path}.part` });

function targetOf(server: Pick<FileServer, "url">, sizeBytes: number | null = content.length) {
  return { url: `${server.url}/file.bin`, path, checksum, ...(sizeBytes !== null && { sizeBytes }) };
}

async function failureOf(promise: Promise<unknown>): Promise<DownloadError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DownloadError);
  return error as DownloadError;
}

const filesLeft = () =>
  existsSync(join(folder, "weights")) ? readdirSync(join(folder, "weights")).sort() : [];

function expectWhole() {
  expect(readFileSync(path).equals(content)).toBe(true);
  expect(filesLeft()).toEqual(["file.bin"]);
}

describe("downloadFile", () => {
  it("downloads a file, makes its folder and leaves nothing else", async () => {
    const progress: DownloadProgress[] = [];
    const seen = await fetchFrom((request, response) => sendFile(request, response, content), {
      onProgress: (one) => progress.push(one),
    });
    expectWhole();
    expect(seen).toHaveLength(1);
    expect(progress[0]).toMatchObject({ phase: "downloading", file: "file.bin", bytes: 0 });
    expect(progress.at(-2)).toMatchObject({ phase: "downloading", bytes: 300_000, totalBytes: 300_000 });
    expect(progress.at(-2)?.bytesPerSecond).toBeGreaterThan(0);
    expect(progress.at(-2)?.secondsLeft).toBe(0);
    expect(progress.at(-1)).toMatchObject({ phase: "checking", bytes: 300_000 });
  });

  it("asks no server for a file that is there", async () => {
    const respond: Respond = (request, response) => sendFile(request, response, content);
    await fetchFrom(respond);
    expect(await fetchFrom(respond)).toEqual([]);
  });

  it.each([
    ["of the right size", Buffer.alloc(content.length)],
    ["of another size", content.subarray(0, 100)],
  ])("replaces a damaged file %s", async (_, damaged) => {
    const respond: Respond = (request, response) => sendFile(request, response, content);
    await fetchFrom(respond);
    writeFileSync(path, damaged);
    expect(await fetchFrom(respond)).toHaveLength(1);
    expectWhole();
  });

  it("goes on where a cut was, more often than failures are allowed in a row", async () => {
    const seen = await fetchFrom(
      (request, response) => sendFile(request, response, content, { etag: '"a"', ...cut(40_000) }),
      { retries: 2 },
    );
    expectWhole();
    expect(seen.map(({ range }) => range)).toEqual([
      undefined,
      ...[40, 80, 120, 160, 200, 240, 280].map((thousand) => `bytes=${thousand}000-`),
    ]);
    expect(seen.slice(1).every(({ ifRange }) => ifRange === '"a"')).toBe(true);
  });

  it("gives up after the allowed failures in a row, and keeps what came", async () => {
    let requests = 0;
    const error = await failureOf(
      fetchFrom(
        (request, response, count) => {
          requests = count;
          sendFile(request, response, content, { ...cut(count === 1 ? 100_000 : 0) });
        },
        { retries: 3 },
      ),
    );
    expect(error.fault).toBe("unreachable");
    expect(error.message).toContain("the connection was cut (4 tries in a row)");
    expect(error.message).toContain("0.1 MB are kept, and the next try goes on from there");
    expect(requests).toBe(4);
    expect(filesLeft()).toEqual(["file.bin.part", "file.bin.part.json"]);
    const seen = await fetchFrom((request, response) => sendFile(request, response, content));
    expect(seen.map(({ range }) => range)).toEqual(["bytes=100000-"]);
    expectWhole();
  });

  it("goes on after a stall", async () => {
    const reasons: (string | undefined)[] = [];
    const seen = await fetchFrom(
      (request, response, count) =>
        sendFile(request, response, content, count === 1 ? { stallAfter: 50_000 } : {}),
      { onProgress: ({ reason }) => reasons.push(reason) },
    );
    expect(seen.map(({ range }) => range)).toEqual([undefined, "bytes=50000-"]);
    expect(reasons).toContain("no byte for 0.4 s");
    expectWhole();
  });

  it("tries again when headers don't come", async () => {
    const seen = await fetchFrom((request, response, count) => {
      if (count > 1) sendFile(request, response, content);
    });
    expect(seen).toHaveLength(2);
    expectWhole();
  });

  it("takes all of it from a server that ignores ranges", async () => {
    const seen = await fetchFrom((request, response, count) =>
      sendFile(request, response, content, { ignoreRange: true, ...(count === 1 && { ...cut(70_000) }) }),
    );
    expect(seen.map(({ range }) => range)).toEqual([undefined, "bytes=70000-"]);
    expectWhole();
  });

  it.each([
    ["longer", content.length + 5000],
    ["shorter", content.length - 5000],
  ])("bears a content-length that is %s than the body", async (_, contentLength) => {
    await fetchFrom((request, response, count) =>
      sendFile(request, response, content, count === 1 ? { contentLength } : {}),
    );
    expectWhole();
  });

  it("bears a content-length that is longer than the body when nobody knows the size", async () => {
    const lie = { contentLength: content.length + 5000 };
    await fetchFrom(
      (request, response, count) => sendFile(request, response, content, count === 1 ? lie : {}),
      {},
      null,
    );
    expectWhole();
  });

  it("trusts no content-length that is shorter than the body when nobody knows the size", async () => {
    const lie = { contentLength: content.length - 5000 };
    const error = await failureOf(
      fetchFrom((request, response) => sendFile(request, response, content, lie), {}, null),
    );
    expect(error.fault).toBe("wrong-bytes");
    expect(error.message).toContain("received 295000 bytes, md5");
    expect(filesLeft()).toEqual([]);
  });

  it("starts again when the file changes between two parts", async () => {
    const old = madeUpBytes(content.length, 2);
    const seen = await fetchFrom((request, response, count) =>
      count === 1
        ? sendFile(request, response, old, { etag: '"old"', ...cut(90_000) })
        : sendFile(request, response, content, { etag: '"new"' }),
    );
    expect(seen.map(({ range, ifRange }) => [range, ifRange])).toEqual([
      [undefined, undefined],
      ["bytes=90000-", '"old"'],
    ]);
    expectWhole();
  });

  it.each([
    ["names another ETag", '"new"'],
    ["names none", undefined],
  ])("starts again when a server sends the rest of a changed file and %s", async (_, etag) => {
    const old = madeUpBytes(content.length, 2);
    const seen = await fetchFrom((request, response, count) =>
      count === 1
        ? sendFile(request, response, old, { etag: '"old"', ...cut(90_000) })
        : sendFile(request, response, content, { ignoreIfRange: true, ...(etag !== undefined && { etag }) }),
    );
    expect(seen.map(({ range }) => range)).toEqual([undefined, "bytes=90000-", undefined]);
    expectWhole();
  });

  it("gives up on a file that changes all the time", async () => {
    const error = await failureOf(
      fetchFrom((request, response, count) =>
        sendFile(request, response, madeUpBytes(content.length, count), {
          etag: `"${count}"`,
          ignoreIfRange: true,
          ...cut(100_000),
        }),
      ),
    );
    expect(error.fault).toBe("wrong-bytes");
    expect(error.message).toContain("a file that changes while it is downloaded");
  });

  it("starts again at 416", async () => {
    const seen = await fetchFrom((request, response, count) => {
      if (count === 2) response.writeHead(416).end();
      else sendFile(request, response, content, count === 1 ? { ...cut(90_000) } : {});
    });
    expect(seen.map(({ range }) => range)).toEqual([undefined, "bytes=90000-", undefined]);
    expectWhole();
  });

  it("goes on from another server, whose ETags mean something else", async () => {
    await failureOf(
      fetchFrom(
        (request, response) => sendFile(request, response, content, { etag: '"one"', ...cut(60_000) }),
        {
          retries: 0,
        },
      ),
    );
    const seen = await fetchFrom((request, response) =>
      sendFile(request, response, content, { etag: '"two"' }),
    );
    expect(seen).toMatchObject([{ range: "bytes=60000-", ifRange: undefined }]);
    expectWhole();
  });

  it("throws away a part of something else, once its sum is wrong", async () => {
    const respond: Respond = (request, response) => sendFile(request, response, content);
    await failureOf(
      fetchFrom((request, response) => sendFile(request, response, content, { ...cut(60_000) }), {
        retries: 0,
      }),
    );
    writeFileSync(`${path}.part`, madeUpBytes(120_000, 9));
    const seen = await fetchFrom(respond);
    expect(seen.map(({ range }) => range)).toEqual(["bytes=120000-", undefined]);
    expectWhole();
  });

  it.each([
    ["as long as the file", madeUpBytes(content.length, 3)],
    ["longer than the file", madeUpBytes(content.length + 1, 3)],
  ])("trusts no part %s", async (_, part) => {
    await failureOf(
      fetchFrom((request, response) => sendFile(request, response, content, { ...cut(60_000) }), {
        retries: 0,
      }),
    );
    writeFileSync(`${path}.part`, part);
    await fetchFrom((request, response) => sendFile(request, response, content));
    expectWhole();
  });

  it("follows redirections, with the range", async () => {
    const seen = await fetchFrom((request, response, count) => {
      if (request.url === "/file.bin") response.writeHead(302, { location: "/elsewhere" }).end();
      else sendFile(request, response, content, count === 2 ? { ...cut(90_000) } : {});
    });
    expect(seen.map(({ path: asked, range }) => [asked, range])).toEqual([
      ["/file.bin", undefined],
      ["/elsewhere", undefined],
      ["/file.bin", "bytes=90000-"],
      ["/elsewhere", "bytes=90000-"],
    ]);
    expectWhole();
  });

  it("does not follow redirections for ever", async () => {
    const error = await failureOf(
      fetchFrom((request, response) => response.writeHead(302, { location: `${request.url}x` }).end()),
    );
    expect(error).toMatchObject({ fault: "refused" });
    expect(error.message).toContain("302 Found");
  });

  it.each([429, 500, 502, 503, 504])("tries again at %d", async (status) => {
    const seen = await fetchFrom((request, response, count) => {
      if (count < 3) response.writeHead(status).end("later");
      else sendFile(request, response, content);
    });
    expect(seen).toHaveLength(3);
    expectWhole();
  });

  it("waits as long as Retry-After asks", async () => {
    const pauses: (number | undefined)[] = [];
    const started = performance.now();
    await fetchFrom(
      (request, response, count) => {
        if (count === 1) response.writeHead(429, { "retry-after": "1" }).end();
        else sendFile(request, response, content);
      },
      { onProgress: ({ retryInMs }) => pauses.push(retryInMs) },
    );
    expect(performance.now() - started).toBeGreaterThan(990);
    expect(pauses).toContain(1000);
  });

  it("does not wait for an hour", async () => {
    const error = await failureOf(
      fetchFrom((_, response) => response.writeHead(429, { "retry-after": "3600" }).end()),
    );
    expect(error.fault).toBe("unreachable");
    expect(error.message).toContain("429 Too Many Requests, which asks to wait 3600 s");
  });

  it.each([
    [404, "not-found"],
    [410, "not-found"],
    [401, "refused"],
    [403, "refused"],
    [416, "refused"],
  ] as const)("does not try again at %d", async (status, fault) => {
    let requests = 0;
    const error = await failureOf(
      fetchFrom((_, response, count) => {
        requests = count;
        response.writeHead(status).end();
      }),
    );
    expect(error).toMatchObject({ fault, path });
    expect(error.message).toContain(`received ${status}`);
    expect(error.message).toContain(`put it at ${path}`);
    expect(requests).toBe(1);
    expect(filesLeft()).toEqual([]);
  });

  it("keeps no wrong bytes", async () => {
    const other = madeUpBytes(content.length, 5);
    const error = await failureOf(fetchFrom((request, response) => sendFile(request, response, other)));
    expect(error.fault).toBe("wrong-bytes");
    expect(error.message).toContain(`md5 ${checksum.digest}`);
    expect(error.message).toContain(`md5 ${md5Of(other).digest}`);
    expect(filesLeft()).toEqual([]);
  });

  it.each([
    ["longer", madeUpBytes(content.length + 999, 5)],
    ["cut again and again", madeUpBytes(content.length, 5)],
  ])("keeps no wrong bytes that are %s", async (title, other) => {
    const error = await failureOf(
      fetchFrom((request, response) =>
        sendFile(request, response, other, title === "longer" ? {} : { ...cut(70_000) }),
      ),
    );
    expect(error.fault).toBe("wrong-bytes");
    expect(filesLeft()).toEqual([]);
  });

  it("tells a web page, as networks with a log-in answer", async () => {
    const page = Buffer.from("<html>Welcome to the hotel</html>");
    const error = await failureOf(
      fetchFrom((request, response) => sendFile(request, response, page, { contentType: "text/html" })),
    );
    expect(error.fault).toBe("wrong-bytes");
    expect(error.message).toContain("received a web page");
  });

  it("says that nobody answers", async () => {
    const server = await startServer(() => {});
    await server[Symbol.asyncDispose]();
    const error = await failureOf(downloadFile(targetOf(server), { ...quick, retries: 1 }));
    expect(error.fault).toBe("unreachable");
    expect(error.message).toContain("no server answers there (connection refused) (2 tries in a row)");
  });

  it("looks at the free space before anything comes", async () => {
    const error = await failureOf(
      fetchFrom((request, response) => sendFile(request, response, content), {
        findFreeBytes: async () => 32 * 1024 * 1024,
      }),
    );
    expect(error.fault).toBe("no-space");
    expect(error.message).toContain("34 MB free on the disk of");
    expect(filesLeft()).toEqual([]);
  });

  it("stops when aborted, and a later run goes on", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    await expect(
      fetchFrom((request, response) => sendFile(request, response, content, { stallAfter: 80_000 }), {
        signal: controller.signal,
        stallTimeoutMs: 60_000,
        onProgress: () => setTimeout(() => controller.abort(reason), 300),
      }),
    ).rejects.toBe(reason);
    expect(existsSync(path)).toBe(false);
    const seen = await fetchFrom((request, response) => sendFile(request, response, content));
    expect(seen[0]?.range).toBe("bytes=80000-");
    expectWhole();
  });

  it("stops at once when aborted during a pause or before it begins", async () => {
    const controller = new AbortController();
    const started = performance.now();
    await expect(
      fetchFrom((_, response) => response.writeHead(503).end(), {
        backoffMs: 30_000,
        signal: controller.signal,
        onProgress: ({ phase }) => {
          if (phase === "retrying") setTimeout(() => controller.abort(new Error("enough")), 10);
        },
      }),
    ).rejects.toThrow("enough");
    expect(performance.now() - started).toBeLessThan(5000);
    expect(filesLeft()).toEqual([]);
    await expect(fetchFrom(() => {}, { signal: controller.signal })).rejects.toThrow("enough");
  });

  it("asks nobody when offline, and says what to put where", async () => {
    await using server = await startServer((request, response) => sendFile(request, response, content));
    const environment = { TRANSFERLAB_OFFLINE: "1" };
    const error = await failureOf(downloadFile(targetOf(server), { ...quick, environment }));
    expect(error.fault).toBe("offline");
    expect(error.message).toContain(
      `expected file.bin (300000 bytes, md5 ${checksum.digest}) at ${path}, received no such file there`,
    );
    writeFileSync(join(folder, "file.bin"), "damaged");
    const other = downloadFile(
      { ...targetOf(server), path: join(folder, "file.bin") },
      { ...quick, environment },
    );
    await expect(other).rejects.toThrow("received 7 bytes of another content, and TRANSFERLAB_OFFLINE");
    expect(server.seen).toEqual([]);
    await downloadFile(targetOf(server), { ...quick, environment: { TRANSFERLAB_OFFLINE: "0" } });
    await downloadFile(targetOf(server), { ...quick, environment });
    expectWhole();
  });

  it("goes through the proxy of the environment, except where NO_PROXY says not to", async () => {
    await using server = await startServer((request, response) => sendFile(request, response, content));
    await using proxy = await startProxy("tunnel");
    const HTTP_PROXY = proxy.url;
    await downloadFile(targetOf(server), { ...quick, environment: { HTTP_PROXY } });
    expectWhole();
    expect(proxy.tunnels).toEqual([server.url.slice("http://".length)]);
    await rm(path);
    await downloadFile(targetOf(server), { ...quick, environment: { HTTP_PROXY, NO_PROXY: "127.0.0.1" } });
    expectWhole();
    expect(proxy.tunnels).toHaveLength(1);
  });

  it.each([
    ["refuse", "Proxy response (403)"],
    ["hang", "no answer for 0.3 s (2 tries in a row)"],
    ["close", "no answer for 0.3 s (2 tries in a row)"],
  ] as const)("ends when a proxy does no more than %s", async (behaviour, message) => {
    await using proxy = await startProxy(behaviour);
    const environment = { HTTP_PROXY: proxy.url };
    const error = await failureOf(
      downloadFile(targetOf({ url: "http://127.0.0.1:9" }), {
        ...quick,
        retries: 1,
        stallTimeoutMs: 100,
        environment,
      }),
    );
    expect(error.fault).toBe("unreachable");
    expect(error.message).toContain(message);
    expect(proxy.tunnels.length).toBeGreaterThan(0);
  });

  it("can be aborted while a proxy is silent", async () => {
    await using proxy = await startProxy("hang");
    const signal = AbortSignal.timeout(300);
    const promise = downloadFile(targetOf({ url: "http://127.0.0.1:9" }), {
      ...quick,
      stallTimeoutMs: 60_000,
      signal,
      environment: { HTTP_PROXY: proxy.url },
    });
    await expect(promise).rejects.toMatchObject({ name: "TimeoutError" });
  });

  it.each([
    [{ url: "ftp://a/b" }, "url: expected an address"],
    [{ url: "nowhere" }, "url: expected an address"],
    [{ checksum: { algorithm: "md5", digest: "12" } }, "32 lower-case hexadecimal digits"],
    [{ checksum: { algorithm: "crc", digest: "12" } }, "md5, sha256 or sha512"],
    [{ sizeBytes: -1 }, "a positive whole number"],
    [{ path: "" }, "where the file is to go"],
  ])("refuses the target %j", async (change, message) => {
    const target = { ...targetOf({ url: "http://127.0.0.1:9" }), ...change } as Parameters<
      typeof downloadFile
    >[0];
    const promise = downloadFile(target, quick);
    await expect(promise).rejects.toBeInstanceOf(ArgumentError);
    await expect(promise).rejects.toThrow(message);
  });
});
