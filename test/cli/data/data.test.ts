import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packageData } from "../../../lib/datasets/package-data.ts";
import { gatherOutput, until } from "../../child-output.ts";
import { sendFile, startServer } from "../../lib/datasets/download/file-server.ts";
import { madeUpPictures, makeTgz } from "../../lib/datasets/known/made-up-archives.ts";

const CHILD = fileURLToPath(new URL("./data-child.ts", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const content = makeTgz(await madeUpPictures());

let home: string;
let datasets: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "transferlab-data-"));
  datasets = join(home, "datasets");
  writeFileSync(join(home, "archive.tgz"), content);
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(home, { recursive: true, force: true });
});

/** Starts `transferlab data ...ARGS`. */
function start(url: string, args: readonly string[], environment: Record<string, string> = {}) {
  const clean = Object.entries(process.env).filter(([name]) => !/proxy|^TRANSFERLAB_/i.test(name));
  const command = ["--import", TSX, CHILD, url, join(home, "archive.tgz"), "data", ...args];
  const child = spawn(process.execPath, command, {
    env: { ...Object.fromEntries(clean), TRANSFERLAB_HOME: home, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  return { child, ...gatherOutput(child) };
}

const NOWHERE = "http://127.0.0.1:9";
const data = (url: string, ...args: string[]) => start(url, args).ended;

describe("transferlab data", () => {
  it("lists, downloads once, lists anew, prints paths and verifies", async () => {
    await using server = await startServer((request, response) => sendFile(request, response, content));
    const before = await data(server.url);
    expect(before.code).toBe(0);
    expect(before.stdout).toMatch(/^name +classes +pictures +split +size +where\n/);
    expect(before.stdout).toMatch(/made-up-pets +2 +12 +none +\d+ B +a download of \d+ B\n/);
    expect(before.stdout).toContain(`made-up-pets\n  Grey pictures\n  None.\n  ${server.url}/\n`);
    const missing = await data(server.url, "path", "made-up-pets");
    expect(missing).toMatchObject({ code: 1, stdout: "" });
    expect(missing.stderr).toContain("transferlab data download made-up-pets");

    const folder = join(datasets, "made-up-pets");
    const first = await data(server.url, "download", "made-up-pets");
    expect(first).toMatchObject({ code: 0, stdout: `${folder}\n` });
    expect(first.stderr).toMatch(/pets\.tgz: 0 B of .*\n/);
    expect(first.stderr).toContain("made-up-pets: unpacking, 100 %\n");
    expect(first.stderr).toContain(`None. ${server.url}/\n`);
    expect((await data(server.url, "download", "made-up-pets", "--all")).code).toBe(0);
    expect(server.seen).toHaveLength(1);

    expect((await data(server.url)).stdout).toMatch(/made-up-pets .* in the cache\n/);
    expect((await data(server.url, "path", "made-up-pets")).stdout).toBe(`${folder}\n`);
    expect((await data(server.url, "path")).stdout).toBe(`${datasets}\n`);
    expect((await data(server.url, "path", "samples")).stdout).toBe(`${packageData("samples")}\n`);
    expect(await data(server.url, "verify")).toMatchObject({
      code: 0,
      stdout: `${folder}: 12 pictures, as unpacked\n1 data set checked, 0 not as unpacked.\n`,
    });
    writeFileSync(join(folder, "cat", "1.png"), "not a picture any more");
    const damaged = await data(server.url, "verify");
    expect(damaged.code).toBe(1);
    expect(damaged.stdout).toContain(`${folder}: 12 pictures, NOT as unpacked\n`);
  });

  it.skipIf(process.platform === "win32")("keeps what has come when Ctrl-C stops it", async () => {
    const half = Math.floor(content.length / 2);
    await using server = await startServer((request, response, number) => {
      if (number > 1) return sendFile(request, response, content);
      response.writeHead(200, { "content-length": content.length });
      response.write(content.subarray(0, half));
    });
    const { child, ended } = start(server.url, ["download", "made-up-pets"]);
    const part = join(datasets, "pets.tgz.part");
    await until(() => existsSync(part) && statSync(part).size === half);
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/Interrupted\. .* are kept; the same command goes on from there\.\n$/);
    expect(readdirSync(datasets).sort()).toEqual(["pets.tgz.part", "pets.tgz.part.json"]);
    expect((await data(server.url, "download", "made-up-pets")).code).toBe(0);
    expect(server.seen.map(({ range }) => range)).toEqual([undefined, `bytes=${half}-`]);
  });

  it("exits 1 when a download fails, and says why", async () => {
    await using server = await startServer((_, response) => response.writeHead(404).end());
    const { code, stderr } = await data(server.url, "download", "made-up-pets");
    expect(code).toBe(1);
    expect(stderr).toContain("received 404 Not Found");
    expect(stderr).not.toContain("    at ");
    const offline = start(NOWHERE, ["download", "made-up-pets"], { TRANSFERLAB_OFFLINE: "1" });
    expect(await offline.ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("TRANSFERLAB_OFFLINE forbids the network"),
    });
  });

  it.each([
    [["download", "mnist"], "name: expected one of made-up-pets, received mnist"],
    [["path", "mnist"], "name: expected one of made-up-pets, received mnist"],
    [["download"], "missing required argument 'name'"],
    [["delete"], "too many arguments"],
  ])("exits 64 for %j", async (args, message) => {
    const { code, stderr } = await data(NOWHERE, ...args);
    expect(stderr).toContain(message);
    expect(code).toBe(64);
  });
});
