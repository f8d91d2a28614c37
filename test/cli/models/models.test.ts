import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { gatherOutput, until } from "../../child-output.ts";
import { startServer } from "../../lib/datasets/download/file-server.ts";
import { madeUpFiles, put, startMirror, temporaryHome } from "../../lib/models/imagenet/published-fixture.ts";

const CHILD = fileURLToPath(new URL("./models-child.ts", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const { contents } = madeUpFiles();
const vgg = contents.get("vgg16/vgg16_top.h5")!;
const vggNoTop = contents.get("vgg16/vgg16_notop.h5")!;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

type Environment = Readonly<Record<string, string | undefined>>;

/** Starts `transferlab models ...ARGS`. */
function start(environment: Environment, ...args: string[]) {
  const clean = Object.entries(process.env).filter(([name]) => !/proxy|^TRANSFERLAB_|^KERAS_/i.test(name));
  const child = spawn(process.execPath, ["--import", TSX, CHILD, "models", ...args], {
    env: { ...Object.fromEntries(clean), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  return { child, ...gatherOutput(child) };
}

const models = (environment: Environment, ...args: string[]) => start(environment, ...args).ended;

describe("transferlab models", () => {
  it("lists what is here and what a download would cost", async () => {
    await using home = await temporaryHome();
    put(join(home.cache, "vgg16_top.h5"), vgg);
    put(join(home.keras, "vgg16_notop.h5"), vggNoTop);
    put(join(home.keras, "resnet50_top.h5"), "an older file");
    const { code, stdout } = await models({ ...home.environment, TRANSFERLAB_OFFLINE: "1" });
    expect(code).toBe(0);
    const lines = stdout.split("\n");
    expect(lines[0]).toBe("network   weights        top     size  where");
    expect(lines).toContain("vgg16     imagenet       yes  5.00 kB  in the cache");
    expect(lines).toContain("vgg16     imagenet       no   4.00 kB  in Keras's folder");
    expect(lines).toContain("resnet50  imagenet       yes  3.00 kB  a download of 3.00 kB");
    expect(stdout).toMatch(/vgg16 +tiny-imagenet +yes +[\d.]+ MB {2}bundled/);
    expect(stdout).toContain(
      `Not used: ${join(home.keras, "resnet50_top.h5")} has 13 bytes where Keras's file has 3000`,
    );
    expect(stdout).toContain(`Cache: ${home.cache}`);
    expect(stdout).toContain("Nothing is downloaded: TRANSFERLAB_OFFLINE is set.");
  });

  it("prints the folder of the cache", async () => {
    await using home = await temporaryHome();
    expect(await models(home.environment, "path")).toMatchObject({ code: 0, stdout: `${home.cache}\n` });
  });

  it("downloads with lines of progress, prints the path, and downloads nothing twice", async () => {
    await using home = await temporaryHome();
    await using mirror = await startMirror(contents);
    const environment = { ...home.environment, TRANSFERLAB_MIRROR: mirror.url };
    const first = await models(environment, "download", "vgg16");
    expect(first).toMatchObject({ code: 0, stdout: `${join(home.cache, "vgg16_top.h5")}\n` });
    expect(first.stderr).toContain("vgg16_top.h5: 0 B of 5.00 kB\n");
    expect(first.stderr).toMatch(/vgg16_top\.h5: 5\.00 kB of 5\.00 kB, .*\/s, 0 s left\n/);
    expect(first.stderr).toContain("vgg16_top.h5: checking 5.00 kB\n");
    expect(readFileSync(join(home.cache, "vgg16_top.h5")).equals(vgg)).toBe(true);
    const asked = mirror.seen.length;
    expect(await models(environment, "download", "vgg16")).toMatchObject({ code: 0, stderr: "" });
    expect(mirror.seen).toHaveLength(asked);
    expect((await models(environment, "download", "--all", "--no-top")).code).toBe(0);
    expect(readdirSync(home.cache).sort()).toEqual([
      "imagenet_class_index.json",
      "vgg16_notop.h5",
      "vgg16_top.h5",
    ]);
    expect((await models(environment, "download", "--all")).code).toBe(0);
    expect(existsSync(join(home.cache, "resnet50_top.h5"))).toBe(true);
  });

  it.skipIf(process.platform === "win32")("keeps what has come when Ctrl-C stops it", async () => {
    await using home = await temporaryHome();
    await using server = await startServer((_, response) => {
      response.writeHead(200, { "content-length": vggNoTop.length });
      response.write(vggNoTop.subarray(0, 1500));
    });
    const environment = { ...home.environment, TRANSFERLAB_MIRROR: server.url };
    const { child, ended } = start(environment, "download", "vgg16", "--no-top");
    const part = join(home.cache, "vgg16_notop.h5.part");
    await until(() => existsSync(part) && readFileSync(part).length === 1500);
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain(
      `Interrupted. 1.50 kB of 4.00 kB are kept in ${part}; the same command goes on from there.`,
    );
    expect(readdirSync(home.cache).sort()).toEqual(["vgg16_notop.h5.part", "vgg16_notop.h5.part.json"]);
    await using mirror = await startMirror(contents);
    const again = { ...home.environment, TRANSFERLAB_MIRROR: mirror.url };
    expect((await models(again, "download", "vgg16", "--no-top")).code).toBe(0);
    expect(mirror.seen.map(({ range }) => range)).toEqual(["bytes=1500-"]);
    expect(readdirSync(home.cache)).toEqual(["vgg16_notop.h5"]);
  });

  it("exits 1 when a download fails, and says why", async () => {
    await using home = await temporaryHome();
    const offline = await models(
      { ...home.environment, TRANSFERLAB_OFFLINE: "1" },
      "download",
      "vgg16",
      "--no-top",
    );
    expect(offline.code).toBe(1);
    expect(offline.stderr).toContain("vgg16_notop.h5 (4000 bytes, md5");
    await using mirror = await startMirror(new Map());
    const missing = await models(
      { ...home.environment, TRANSFERLAB_MIRROR: mirror.url },
      "download",
      "vgg16",
      "--no-top",
    );
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain("received 404 Not Found; check the address and TRANSFERLAB_MIRROR");
    expect(missing.stderr).not.toContain("    at ");
  });

  it.each([
    [["download"], "name: expected at least one of vgg16, resnet50, or --all, received none"],
    [["download", "alexnet"], "received alexnet"],
    [["download", "vgg16", "--all"], "--all: expected no names beside it, received vgg16"],
    [["serve", "--port", "70000"], "expected a number from 0 to 65535"],
    [["import"], "missing required argument 'folder'"],
    [["delete"], "too many arguments"],
  ])("exits 64 for %j", async (args, message) => {
    await using home = await temporaryHome();
    const { code, stderr } = await models(home.environment, ...args);
    expect(stderr).toContain(message);
    expect(code).toBe(64);
  });

  it("imports what a folder has", async () => {
    await using home = await temporaryHome();
    const folder = join(home.keras, "stick");
    put(join(folder, "vgg16_top.h5"), vgg);
    const first = await models(home.environment, "import", folder);
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toContain(`${join(folder, "vgg16_top.h5")}: imported\n`);
    put(join(folder, "resnet50_top.h5"), "an older file");
    const second = await models(home.environment, "import", folder);
    expect(second.code).toBe(1);
    expect(second.stdout).toContain("vgg16_top.h5: in the cache already\n");
    expect(second.stdout).toContain("resnet50_top.h5: not imported: its md5 is not that of Keras's file");
    const none = await models(home.environment, "import", home.keras);
    expect(none.code).toBe(1);
    expect(none.stderr).toContain("expected files by the names that Keras gives them, found none");
  });

  it("checks every file that is here", async () => {
    await using home = await temporaryHome();
    put(join(home.cache, "vgg16_top.h5"), vgg);
    expect(await models(home.environment, "verify")).toMatchObject({
      code: 0,
      stdout: `${join(home.cache, "vgg16_top.h5")}: whole\n1 file checked, 0 not as published.\n`,
    });
    put(join(home.cache, "vgg16_notop.h5"), Buffer.alloc(vggNoTop.length));
    const { code, stdout } = await models(home.environment, "verify");
    expect(code).toBe(1);
    expect(stdout).toContain(`${join(home.cache, "vgg16_notop.h5")}: NOT Keras's file (md5`);
    expect(stdout).toContain("2 files checked, 1 not as published.");
  });

  it("serves to another process what is here", async () => {
    await using teacher = await temporaryHome();
    await using student = await temporaryHome();
    put(join(teacher.cache, "vgg16_top.h5"), vgg);
    put(join(teacher.keras, "imagenet_class_index.json"), contents.get("imagenet_class_index.json")!);
    const server = start(teacher.environment, "serve", "--port", "0");
    await until(() => server.output.stdout.includes("Ctrl-C ends it."));
    const address = /export TRANSFERLAB_MIRROR=(http:\/\/127\.0\.0\.1:\d+\/)\n/.exec(
      server.output.stdout,
    )?.[1];
    expect(server.output.stdout).toContain(`$env:TRANSFERLAB_MIRROR = "${address}"`);
    expect(server.output.stdout).toContain("Only this computer can reach it");
    const environment = { ...student.environment, TRANSFERLAB_MIRROR: address };
    expect((await models(environment, "download", "vgg16")).code).toBe(0);
    expect(readFileSync(join(student.cache, "vgg16_top.h5")).equals(vgg)).toBe(true);
    const missing = await models(environment, "download", "resnet50");
    expect(missing).toMatchObject({ code: 1 });
    expect(missing.stderr).toContain("404 Not Found");
    expect(server.output.stdout).toContain("GET /vgg16/vgg16_top.h5  200\n");
    server.child.kill("SIGINT");
    const { code } = await server.ended;
    if (process.platform !== "win32") expect(code).toBe(0);
  });

  it("says that a port is taken", async () => {
    await using home = await temporaryHome();
    await using other = await startServer(() => {});
    const { port } = new URL(other.url);
    const { code, stderr } = await models(home.environment, "serve", "--port", port);
    expect(code).toBe(1);
    expect(stderr).toContain("EADDRINUSE");
  });
});
