import { execFile } from "node:child_process";
import { cp, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { BUNDLED_SHA256, checkBundledFiles } from "../../../cli/doctor/facts/bundled-files.ts";
import { hideHome } from "../../../cli/doctor/facts/hide-home.ts";
import { readSettings } from "../../../cli/doctor/facts/settings.ts";
import { runProbe } from "../../../cli/doctor/probes/run-probe.ts";
import { satisfies } from "../../../cli/doctor/satisfies.ts";
import { packageData } from "../../../lib/datasets/package-data.ts";

const CLI = fileURLToPath(new URL("../../../cli/transferlab.ts", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

async function temporaryFolder() {
  const path = await realpath(await mkdtemp(join(tmpdir(), "transferlab-doctor-")));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

function runDoctor(env: NodeJS.ProcessEnv) {
  return new Promise<{ code: number; stdout: string }>((resolve) => {
    const args = ["--import", TSX, CLI, "doctor", "--json"];
    execFile(process.execPath, args, { env, timeout: 150_000 }, (error, stdout) => {
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout });
    });
  });
}

describe("transferlab doctor", () => {
  it("finds that all works here, measures, and keeps the home folder to itself", async () => {
    await using home = await temporaryFolder();
    const environment = {
      ...process.env,
      HOME: home.path,
      USERPROFILE: home.path,
      // No Python: looking for Jupyter in those of this computer is another test's.
      PATH: dirname(process.execPath),
      VIRTUAL_ENV: "",
      CONDA_PREFIX: "",
      TRANSFERLAB_JUPYTER: "",
      TRANSFERLAB_HOME: join(home.path, "cache"),
      HTTPS_PROXY: "http://ada:secret@proxy.test:8080",
    };
    const { code, stdout } = await runDoctor(environment);
    const { works, lines, facts } = JSON.parse(stdout);
    expect(lines.filter(({ status, isNeeded }: never) => isNeeded && status === "problem")).toEqual([]);
    expect([code, works]).toEqual([0, true]);
    expect(facts.libraries.map(({ outcome }: { outcome: { works: boolean } }) => outcome.works)).toEqual([
      ...[true, true, true, true, true],
    ]);
    const { networks } = facts.speed.value;
    expect(networks.map(({ name }: { name: string }) => name)).toEqual(["resnet50", "vgg16"]);
    for (const { secondsPerImage } of networks) {
      expect(secondsPerImage).toBeGreaterThan(0.001);
      expect(secondsPerImage).toBeLessThan(60);
    }
    expect(facts.cache.folder).toBe(join("~", "cache"));
    expect(stdout).not.toContain(home.path);
    expect(stdout).not.toContain("secret");
  }, 180_000);
});

describe("checkBundledFiles", () => {
  it("knows the bundled files, and those that are altered or missing", async () => {
    expect(await checkBundledFiles()).toEqual(
      Object.keys(BUNDLED_SHA256).map((name) => ({ name, state: "intact" })),
    );
    await using folder = await temporaryFolder();
    const [altered, missing] = Object.keys(BUNDLED_SHA256);
    await cp(packageData("models"), folder.path, { recursive: true });
    await writeFile(join(folder.path, altered!), "x");
    await rm(join(folder.path, missing!));
    const [first, second, third] = await checkBundledFiles(folder.path);
    expect([first?.state, second?.state, third?.state]).toEqual(["altered", "missing", "intact"]);
  });
});

describe("runProbe", () => {
  const evaluate = (code: string) => runProbe<number>("probe", ["--eval", code, "--"]);

  it("gives the value of the last line", async () => {
    expect(await evaluate('console.log("noise\\nPROBE 7")')).toEqual({ works: true, value: 7 });
  });

  it("says what was thrown, by which signal it ended, and that nothing came", async () => {
    expect(await evaluate('throw new RangeError("too far")')).toEqual({
      works: false,
      reason: "RangeError: too far",
    });
    expect(await evaluate("")).toEqual({ works: false, reason: "it gave no answer" });
    if (process.platform === "win32") return;
    expect(await evaluate('process.kill(process.pid, "SIGKILL")')).toEqual({
      works: false,
      reason: "its process was ended by SIGKILL",
    });
  });
});

describe("satisfies", () => {
  const range = "^20.19.0 || ^22.13.0 || >=24.0.0";

  it.each([
    ["20.19.0", true],
    ["20.18.9", false],
    ["21.9.0", false],
    ["22.13.1", true],
    ["23.5.0", false],
    ["26.0.0", true],
  ])("%s: %s", (version, expected) => {
    expect(satisfies(version, range)).toBe(expected);
  });

  it("refuses a range of another form", () => {
    expect(() => satisfies("20.0.0", "20.x")).toThrow(/expected \^x\.y\.z/);
  });
});

describe("readSettings", () => {
  it("takes those that are set, also in lower case, without credentials", () => {
    expect(
      readSettings({
        TRANSFERLAB_OFFLINE: "1",
        TRANSFERLAB_MIRROR: "http://me:word@10.0.0.2:8018/",
        https_proxy: "ada:secret@proxy:80",
        TRANSFERLAB_THREADS: "",
        HOME: "/home/ada",
      }),
    ).toEqual({
      TRANSFERLAB_OFFLINE: "1",
      TRANSFERLAB_MIRROR: "http://10.0.0.2:8018/",
      HTTPS_PROXY: "proxy:80",
    });
  });
});

describe("hideHome", () => {
  it("replaces the home folder in every text, whichever way it is written", () => {
    const home = "C:\\Users\\Ada L";
    const value = { a: [`${home}\\x`, "C:/Users/Ada L/y"], b: "file:///C:/Users/Ada%20L/z", c: 1 };
    expect(hideHome(value, home)).toEqual({ a: ["~\\x", "~/y"], b: "file:///~/z", c: 1 });
  });
});
