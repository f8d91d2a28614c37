import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { downloadFile } from "../../../../lib/datasets/download/download-file.ts";
import type { DownloadProgress } from "../../../../lib/datasets/download/progress.ts";
import { gatherOutput, until } from "../../../child-output.ts";
import { type FileServer, madeUpBytes, md5Of, sendFile, startServer } from "./file-server.ts";

const CHILD = fileURLToPath(new URL("./download-child.ts", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const content = madeUpBytes(2_000_000);

let folder: string;
let path: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "download-"));
  path = join(folder, "file.bin");
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

function targetOf(server: FileServer) {
  return { url: `${server.url}/file.bin`, path, checksum: md5Of(content), sizeBytes: content.length };
}

/** A process that downloads; `lines` are what it printed. */
function startChild(server: FileServer, options: object = {}) {
  const args = ["--import", TSX, CHILD, JSON.stringify(targetOf(server)), JSON.stringify(options)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  const { ended } = gatherOutput(child);
  const printed = ended.then(({ code, stdout, stderr }) => ({
    code,
    lines: stdout.trim().split("\n"),
    errors: stderr,
  }));
  return { child, ended: printed };
}

/** Sends half of the file, and the rest when told to. */
function sendInHalves(response: ServerResponse): { finish: () => void } {
  const half = content.length / 2;
  response.writeHead(200, { "content-length": content.length, etag: '"a"' });
  response.write(content.subarray(0, half));
  return { finish: () => response.end(content.subarray(half)) };
}

const partBytes = () => (existsSync(`${path}.part`) ? statSync(`${path}.part`).size : 0);

describe("downloadFile of several processes", () => {
  it.each([2, 4])("lets one of %d download and the others wait for its file", async (count) => {
    const answers: { finish: () => void }[] = [];
    await using server = await startServer((_, response) => answers.push(sendInHalves(response)));
    const processes = Array.from({ length: count }, () => startChild(server));
    const waiting = new Set<number>();
    for (const [index, { child }] of processes.entries()) {
      child.stdout?.on("data", (text) => {
        if (String(text).includes("waiting")) waiting.add(index);
      });
    }
    await until(() => waiting.size === count - 1 && partBytes() > 0);
    answers[0]?.finish();
    const results = await Promise.all(processes.map(({ ended }) => ended));
    expect(results.map(({ code, errors, lines }) => [code, errors, lines.at(-1)])).toEqual(
      Array.from({ length: count }, () => [0, "", "done"]),
    );
    expect(server.seen).toHaveLength(1);
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(readdirSync(folder)).toEqual(["file.bin"]);
  });

  it("takes over from a process that was killed, and goes on where it was", async () => {
    await using server = await startServer((request, response, number) => {
      if (number === 1) sendInHalves(response);
      else sendFile(request, response, content, { etag: '"a"' });
    });
    const first = startChild(server);
    await until(() => partBytes() === content.length / 2);
    const phases: DownloadProgress["phase"][] = [];
    const second = downloadFile(targetOf(server), {
      environment: {},
      lockStaleMs: 2000,
      onProgress: ({ phase }) => phases.push(phase),
    });
    await until(() => phases.includes("waiting"));
    first.child.kill("SIGKILL");
    await first.ended;
    expect(existsSync(path)).toBe(false);
    await second;
    expect(server.seen.map(({ range, ifRange }) => [range, ifRange])).toEqual([
      [undefined, undefined],
      [`bytes=${content.length / 2}-`, '"a"'],
    ]);
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(readdirSync(folder)).toEqual(["file.bin"]);
  });

  it("stops when its lock was taken, waits for the other, and goes on", async () => {
    await using server = await startServer((request, response, number) => {
      if (number === 1) sendInHalves(response);
      else sendFile(request, response, content, { etag: '"a"' });
    });
    const phases: DownloadProgress["phase"][] = [];
    const download = downloadFile(targetOf(server), {
      environment: {},
      lockStaleMs: 2000,
      onProgress: ({ phase }) => phases.push(phase),
    });
    await until(() => partBytes() === content.length / 2);
    await rm(`${path}.lock`, { recursive: true });
    await mkdir(`${path}.lock`);
    await until(() => phases.at(-1) === "waiting");
    expect(server.seen).toHaveLength(1);
    await rm(`${path}.lock`, { recursive: true });
    await download;
    expect(server.seen.map(({ range }) => range)).toEqual([undefined, `bytes=${content.length / 2}-`]);
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(readdirSync(folder)).toEqual(["file.bin"]);
  });

  it("is content when another process was faster after all", async () => {
    let answer: { finish: () => void } | undefined;
    await using server = await startServer((_, response) => {
      answer = sendInHalves(response);
    });
    const download = downloadFile(targetOf(server), { environment: {} });
    await until(() => partBytes() === content.length / 2);
    await rename(`${path}.part`, path);
    await writeFile(path, content);
    answer?.finish();
    await download;
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  it("stops when it is aborted while it waits, and leaves the other's lock", async () => {
    await using server = await startServer((request, response) => sendFile(request, response, content));
    await mkdir(`${path}.lock`);
    const controller = new AbortController();
    const download = downloadFile(targetOf(server), {
      environment: {},
      signal: controller.signal,
      onProgress: ({ phase }) => {
        if (phase === "waiting") controller.abort(new Error("enough"));
      },
    });
    await expect(download).rejects.toThrow("enough");
    expect(server.seen).toEqual([]);
    expect(existsSync(`${path}.lock`)).toBe(true);
  });

  it("lets go of the file when a process fails, so that the next one tries", async () => {
    await using server = await startServer((request, response, number) => {
      if (number === 1) response.writeHead(403).end();
      else sendFile(request, response, content);
    });
    const { code, errors } = await startChild(server).ended;
    expect(code).toBe(1);
    expect(errors).toContain("received 403 Forbidden");
    expect(readdirSync(folder)).toEqual([]);
    expect((await startChild(server).ended).code).toBe(0);
  });

  it("counts calls in one process as several", async () => {
    await using server = await startServer((request, response) => sendFile(request, response, content));
    await Promise.all([1, 2, 3].map(() => downloadFile(targetOf(server), { environment: {} })));
    expect(server.seen).toHaveLength(1);
  });
});
