import { type ChildProcess, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DownloadError } from "../../../../../lib/datasets/download/download-error.ts";
import { DatasetError } from "../../../../../lib/datasets/image-dataset.ts";
import { installDataset } from "../../../../../lib/datasets/known/install/install-dataset.ts";
import type { KnownDataset } from "../../../../../lib/datasets/known/known-dataset.ts";
import { gatherOutput, until } from "../../../../child-output.ts";
import { sendFile, startServer } from "../../download/file-server.ts";
import { removeFolder } from "../../photo-folder.ts";
import { madeUpDataset, madeUpPictures, makeTgz, makeZip } from "../made-up-archives.ts";

const CHILD = fileURLToPath(new URL("./install-child.ts", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const content = makeTgz(await madeUpPictures());

let home: string;
let datasets: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "transferlab-datasets-"));
  datasets = join(home, "datasets");
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  removeFolder(home);
});

const quick = { retries: 1, backoffMs: 1, lockStaleMs: 2000 };
const environment = () => ({ TRANSFERLAB_HOME: home });
const install = (dataset: KnownDataset, options: object = {}) =>
  installDataset(dataset, { ...quick, environment: environment(), ...options });
const serve = (bytes = content) => startServer((request, response) => sendFile(request, response, bytes));

describe("installDataset", () => {
  it("downloads, unpacks and notes it, once", async () => {
    await using server = await serve();
    const dataset = madeUpDataset(content, server.url);
    const phases: string[] = [];
    const folder = await install(dataset, {
      onProgress: ({ phase }: { phase: string }) => phases.push(phase),
    });
    expect(folder).toBe(join(datasets, "made-up-pets"));
    expect(readdirSync(folder).sort()).toEqual(["cat", "dog"]);
    expect(readdirSync(join(folder, "cat")).sort()).toEqual(
      [0, 1, 2, 3, 4, 5].map((index) => `${index}.png`),
    );
    expect([...new Set(phases)]).toEqual(["downloading", "checking", "unpacking"]);
    expect(readdirSync(datasets).sort()).toEqual(["made-up-pets", "made-up-pets.json"]);
    expect(JSON.parse(readFileSync(`${folder}.json`, "utf8"))).toMatchObject({ perClass: null, files: 12 });
    expect(await install(dataset)).toBe(folder);
    expect(await install(dataset, { environment: { ...environment(), TRANSFERLAB_OFFLINE: "1" } })).toBe(
      folder,
    );
    expect(server.seen).toHaveLength(1);
  });

  it("unpacks a zip", async () => {
    const zip = await makeZip(await madeUpPictures());
    await using server = await serve(zip);
    const folder = await install(madeUpDataset(zip, server.url, { file: "pets.zip" }));
    expect(readdirSync(join(folder, "dog"))).toHaveLength(6);
  });

  it("refuses an archive with another checksum, and leaves nothing", async () => {
    await using server = await serve();
    const promise = install(madeUpDataset(content, server.url, { digest: "0".repeat(64) }));
    await expect(promise).rejects.toBeInstanceOf(DownloadError);
    await expect(promise).rejects.toMatchObject({ fault: "wrong-bytes" });
    expect(readdirSync(datasets)).toEqual([]);
  });

  it("goes on after a cut, and after a run that ended in the middle", async () => {
    const half = Math.floor(content.length / 2);
    const part = join(datasets, "pets.tgz.part");
    await using server = await startServer((request, response, number) =>
      sendFile(
        request,
        response,
        content,
        number === 1 ? { etag: '"a"', cutAfter: half, part } : { etag: '"a"' },
      ),
    );
    const dataset = madeUpDataset(content, server.url);
    await expect(install(dataset, { retries: 0 })).rejects.toMatchObject({ fault: "unreachable" });
    expect(statSync(part).size).toBe(half);
    expect(readdirSync(join(await install(dataset), "cat"))).toHaveLength(6);
    expect(server.seen.map(({ range }) => range)).toEqual([undefined, `bytes=${half}-`]);
  });

  it("never trusts what is not noted, and sweeps what a dead process left", async () => {
    mkdirSync(join(datasets, "made-up-pets", "cat"), { recursive: true });
    writeFileSync(join(datasets, "made-up-pets", "cat", "half.png"), "half of a picture");
    mkdirSync(join(datasets, "made-up-pets.new-1234", "dog"), { recursive: true });
    mkdirSync(join(datasets, "made-up-pets.new-1234-old"), { recursive: true });
    await using server = await serve();
    const folder = await install(madeUpDataset(content, server.url));
    expect(readdirSync(join(folder, "cat"))).not.toContain("half.png");
    expect(readdirSync(datasets).sort()).toEqual(["made-up-pets", "made-up-pets.json"]);
  });

  it("unpacks again when pictures are gone, and not for what a file manager adds", async () => {
    await using server = await serve();
    const dataset = madeUpDataset(content, server.url);
    const folder = await install(dataset);
    writeFileSync(join(folder, "cat", ".DS_Store"), "");
    writeFileSync(join(folder, "cat", "Thumbs.db"), "");
    await install(dataset);
    expect(server.seen).toHaveLength(1);
    rmSync(join(folder, "cat", "3.png"));
    await install(dataset);
    expect(server.seen).toHaveLength(2);
    expect(existsSync(join(folder, "cat", "3.png"))).toBe(true);
  });

  it("unpacks again when the list has another archive", async () => {
    await using server = await serve();
    await install(madeUpDataset(content, server.url));
    const newer = makeTgz(await madeUpPictures(7));
    await using other = await serve(newer);
    const folder = await install(madeUpDataset(newer, other.url));
    expect(readdirSync(join(folder, "cat"))).toHaveLength(7);
  });

  it("unpacks what was put there by hand, also offline", async () => {
    mkdirSync(datasets, { recursive: true });
    writeFileSync(join(datasets, "pets.tgz"), content);
    const offline = { ...environment(), TRANSFERLAB_OFFLINE: "1" };
    const folder = await install(madeUpDataset(content, "http://127.0.0.1:9"), { environment: offline });
    expect(readdirSync(join(folder, "cat"))).toHaveLength(6);
  });

  it("says offline what is missing and which command gets it", async () => {
    const offline = { ...environment(), TRANSFERLAB_OFFLINE: "1" };
    const promise = install(madeUpDataset(content, "http://127.0.0.1:9"), { environment: offline });
    await expect(promise).rejects.toBeInstanceOf(DatasetError);
    await expect(promise).rejects.toThrow(
      `${join(datasets, "made-up-pets")}: expected the data set made-up-pets, received nothing that is whole, and TRANSFERLAB_OFFLINE forbids the network; unset it and run "npx transferlab data download made-up-pets"`,
    );
    expect(existsSync(datasets)).toBe(false);
  });

  it("leaves nothing of an archive that holds something else", async () => {
    const other = makeTgz([{ path: "pets/cat/1.png", content: "a cat" }]);
    await using server = await serve(other);
    await expect(install(madeUpDataset(other, server.url))).rejects.toThrow("received none of dog");
    expect(readdirSync(datasets)).toEqual(["pets.tgz"]);
  });

  it("leaves nothing unpacked of an archive that leads out of its folder", async () => {
    const evil = makeTgz([...(await madeUpPictures()), { path: "../../evil.png", content: "evil" }]);
    await using server = await serve(evil);
    await expect(install(madeUpDataset(evil, server.url))).rejects.toThrow("which leads out of its folder");
    expect(readdirSync(datasets)).toEqual(["pets.tgz"]);
    expect(readdirSync(home)).toEqual(["datasets"]);
  });

  it("stops in the middle when it is aborted, and a later run does all of it", async () => {
    await using server = await serve();
    const dataset = madeUpDataset(content, server.url);
    const controller = new AbortController();
    const onProgress = ({ phase }: { phase: string }) => {
      if (phase === "unpacking") controller.abort(new Error("enough"));
    };
    await expect(install(dataset, { onProgress, signal: controller.signal })).rejects.toThrow("enough");
    expect(readdirSync(datasets)).toEqual(["pets.tgz"]);
    await install(dataset);
    expect(server.seen).toHaveLength(1);
  });
});

describe("installDataset with a default extent", () => {
  /** Takes the first so many pictures of each class, as `unpackCifar10` does. */
  const inPart = (url: string): KnownDataset => {
    const whole = madeUpDataset(content, url);
    return {
      ...whole,
      defaultPerClass: { train: 2, test: 0 },
      async unpack(paths, folder, options) {
        await whole.unpack(paths, folder, options);
        for (const name of whole.classNames) {
          for (const file of readdirSync(join(folder, name))
            .sort()
            .slice(options.perClass?.train ?? Number.POSITIVE_INFINITY)) {
            rmSync(join(folder, name, file));
          }
        }
      },
    };
  };

  it("writes a part, keeps the archive, and writes all once more is asked for", async () => {
    await using server = await serve();
    const dataset = inPart(server.url);
    const folder = await install(dataset);
    expect(readdirSync(join(folder, "cat"))).toHaveLength(2);
    expect(readdirSync(datasets).sort()).toEqual(["made-up-pets", "made-up-pets.json", "pets.tgz"]);
    await install(dataset, { atLeast: { train: 1, test: 0 } });
    expect(readdirSync(join(folder, "cat"))).toHaveLength(2);
    await install(dataset, { atLeast: { train: 3, test: 0 } });
    expect(readdirSync(join(folder, "cat"))).toHaveLength(6);
    expect(readdirSync(datasets).sort()).toEqual(["made-up-pets", "made-up-pets.json"]);
    await install(dataset);
    await install(dataset, { atLeast: "all" });
    expect(readdirSync(join(folder, "cat"))).toHaveLength(6);
    expect(server.seen).toHaveLength(1);
  });

  it("says offline that all its pictures are missing", async () => {
    const offline = { ...environment(), TRANSFERLAB_OFFLINE: "1" };
    await expect(
      install(inPart("http://127.0.0.1:9"), { environment: offline, atLeast: "all" }),
    ).rejects.toThrow(
      'with all its pictures, received nothing that is whole, and TRANSFERLAB_OFFLINE forbids the network; unset it and run "npx transferlab data download made-up-pets --all"',
    );
  });
});

describe("installDataset of several processes", () => {
  function startChild(url: string) {
    const archive = join(home, "archive.tgz");
    writeFileSync(archive, content);
    const child = spawn(process.execPath, ["--import", TSX, CHILD, url, archive], {
      env: { ...process.env, TRANSFERLAB_OFFLINE: "", TRANSFERLAB_HOME: home },
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    const { output, ended } = gatherOutput(child);
    const printed = ended.then(({ code, stdout, stderr }) => ({
      code,
      lines: stdout.trim().split("\n"),
      errors: stderr,
    }));
    return { child, output: () => output.stdout, ended: printed };
  }

  it("lets one do it and the other wait for it", async () => {
    let finish: (() => void) | undefined;
    await using server = await startServer((_, response) => {
      response.writeHead(200, { "content-length": content.length });
      response.write(content.subarray(0, 100));
      finish = () => response.end(content.subarray(100));
    });
    const processes = [startChild(server.url), startChild(server.url)];
    await until(() => finish !== undefined && processes.some(({ output }) => output().includes("waiting")));
    finish?.();
    const results = await Promise.all(processes.map(({ ended }) => ended));
    expect(results.map(({ code, errors, lines }) => [code, errors, lines.at(-1)])).toEqual([
      [0, "", join(datasets, "made-up-pets")],
      [0, "", join(datasets, "made-up-pets")],
    ]);
    expect(server.seen).toHaveLength(1);
    expect(results.filter(({ lines }) => lines.includes("unpacking"))).toHaveLength(1);
    expect(readdirSync(datasets).sort()).toEqual(["made-up-pets", "made-up-pets.json"]);
  });

  it("takes over from one that was killed", async () => {
    await using server = await startServer((request, response, number) => {
      if (number > 1) return sendFile(request, response, content);
      response.writeHead(200, { "content-length": content.length });
      response.write(content.subarray(0, 100));
    });
    const { child, ended } = startChild(server.url);
    const part = join(datasets, "pets.tgz.part");
    await until(() => existsSync(part) && statSync(part).size === 100);
    child.kill("SIGKILL");
    await ended;
    const folder = await install(madeUpDataset(content, server.url));
    expect(readdirSync(join(folder, "cat"))).toHaveLength(6);
    expect(server.seen.map(({ range }) => range)).toEqual([undefined, "bytes=100-"]);
  });
});
