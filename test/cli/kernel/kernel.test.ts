import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { kerasPython } from "../../python/keras-python.ts";

const CLI = fileURLToPath(new URL("../../../cli/transferlab.ts", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const isWindows = process.platform === "win32";

/** A home folder of its own, and an environment in which no other is known. */
async function temporaryHome() {
  const path = await realpath(await mkdtemp(join(tmpdir(), "transferlab-kernel-")));
  const clean = Object.entries(process.env).filter(
    ([name]) => !/^(JUPYTER_|XDG_|VIRTUAL_ENV|CONDA_|PYTHON|APPDATA|PROGRAMDATA)/.test(name),
  );
  const environment = {
    ...Object.fromEntries(clean),
    HOME: path,
    USERPROFILE: path,
    PATH: dirname(process.execPath),
    JUPYTER_DATA_DIR: join(path, "data"),
  };
  return { path, environment, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `transferlab kernel ...ARGS`. */
function kernel(environment: NodeJS.ProcessEnv, ...args: string[]): Promise<Ended> {
  return run(process.execPath, ["--import", TSX, CLI, "kernel", ...args], environment);
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(program, args, { env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr });
    });
  });
}

function readSpec(folder: string) {
  return JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8"));
}

describe("transferlab kernel", () => {
  it("installs for the user, lists, and removes", async () => {
    await using home = await temporaryHome();
    const folder = join(home.path, "data", "kernels", "transferlab");
    const none = await kernel(home.environment, "list");
    expect(none.stdout).toMatch(/^Not installed: transferlab kernel install does it/);
    expect(none.stdout).toContain(join(home.path, "data"));

    const installed = await kernel(home.environment, "install");
    expect(installed).toMatchObject({ code: 0, stderr: "" });
    expect(installed.stdout).toContain(
      `Installed "TypeScript (transferlab)" as transferlab in ${folder}\nIt starts ${process.execPath} with `,
    );
    expect(readSpec(folder).argv[0]).toBe(process.execPath);
    expect(await kernel(home.environment, "list")).toEqual({
      code: 0,
      stdout: `transferlab  "TypeScript (transferlab)"\n  ${folder}\n`,
      stderr: "",
    });

    const removed = await kernel(home.environment, "uninstall");
    expect(removed).toEqual({ code: 0, stdout: `Removed ${folder}\n`, stderr: "" });
    const again = await kernel(home.environment, "uninstall");
    expect(again.code).toBe(1);
    expect(again.stderr).toContain(`kernel transferlab: ${folder} is not there`);
  });

  it("installs under a prefix, with a name, a title and a policy, and says who looks there", async () => {
    await using home = await temporaryHome();
    const prefix = join(home.path, "prefix");
    const args = ["--prefix", prefix, "--name", "ts-loose", "--display-name", "Loose", "--types", "warn"];
    const { code, stderr } = await kernel(home.environment, "install", ...args);
    expect(code).toBe(0);
    const data = join(prefix, "share", "jupyter");
    expect(stderr).toContain(`start it with JUPYTER_PATH=${data}`);
    expect(readSpec(join(data, "kernels", "ts-loose"))).toMatchObject({
      display_name: "Loose",
      env: { TRANSFERLAB_TYPES: "warn" },
    });
  });

  it("installs and removes what shows figures, when it is asked to", async () => {
    await using home = await temporaryHome();
    const extension = join(home.path, "data", "labextensions", "transferlab-figures");
    const { stdout } = await kernel(home.environment, "install", "--figures");
    expect(stdout).toContain(`Installed what shows figures in ${extension}\n`);
    expect(readFileSync(join(extension, "package.json"), "utf8")).toContain("mimeExtension");
    const removed = await kernel(home.environment, "uninstall", "--figures");
    expect(removed.stdout).toContain(`Removed ${extension}\n`);
    expect(existsSync(extension)).toBe(false);
  });

  it("installs into the active Python environment, and says what to do without one", async () => {
    await using home = await temporaryHome();
    const environment = { ...home.environment, PATH: join(home.path, "none") };
    const without = await kernel(environment, "install", "--sys-prefix");
    expect(without.code).toBe(1);
    expect(without.stderr).toMatch(
      /^Python environment: expected .*; activate the environment, or name it: --prefix/,
    );

    const prefix = join(home.path, "venv");
    mkdirSync(prefix);
    const within = await kernel({ ...environment, VIRTUAL_ENV: prefix }, "install", "--sys-prefix");
    expect(within).toMatchObject({ code: 0, stderr: "" });
    readSpec(join(prefix, "share", "jupyter", "kernels", "transferlab"));
  });

  it("lists a path that is gone", async () => {
    await using home = await temporaryHome();
    await kernel(home.environment, "install");
    const folder = join(home.path, "data", "kernels", "transferlab");
    const spec = readSpec(folder);
    const gone = join(home.path, "gone", isWindows ? "node.exe" : "node");
    writeFileSync(
      join(folder, "kernel.json"),
      JSON.stringify({ ...spec, argv: [gone, ...spec.argv.slice(1)] }),
    );
    const { stdout } = await kernel(home.environment, "list");
    expect(stdout).toContain(`It can't start: ${gone} is gone. Install it again: transferlab kernel install`);
  });

  it.each([
    ["--user", "--sys-prefix"],
    ["--prefix", "/p", "--user"],
    ["--types", "loud"],
    ["--prefix"],
    ["--nothing"],
    ["--name", "two words"],
  ])("refuses %j %j %j", async (...args) => {
    await using home = await temporaryHome();
    const { code, stderr } = await kernel(home.environment, "install", ...args.filter(Boolean));
    expect(code).toBe(64);
    expect(stderr).toMatch(/^(error|kernel name): /);
  });
});

describe.skipIf(!kerasPython)(
  `jupyter kernelspec (${kerasPython ? "compared" : "skipped unless KERAS_PYTHON names a Python with jupyter_client"})`,
  () => {
    const jupyter = (environment: NodeJS.ProcessEnv, ...args: string[]) =>
      run(kerasPython!, ["-m", "jupyter", "kernelspec", ...args], environment);

    it("finds what was installed for the user, under a prefix, and in Jupyter's own environment", async () => {
      await using home = await temporaryHome();
      const prefix = join(home.path, "prefix");
      await kernel(home.environment, "install");
      await kernel(home.environment, "install", "--prefix", prefix, "--name", "b");
      const environment = { ...home.environment, JUPYTER_PATH: join(prefix, "share", "jupyter") };
      const { stdout } = await jupyter(environment, "list", "--json");
      const { kernelspecs } = JSON.parse(stdout);
      const ours = readSpec(join(home.path, "data", "kernels", "transferlab"));
      expect(kernelspecs.transferlab).toEqual({
        resource_dir: join(home.path, "data", "kernels", "transferlab"),
        spec: { ...ours, env: {} },
      });
      expect(kernelspecs.b.resource_dir).toBe(join(prefix, "share", "jupyter", "kernels", "b"));
    }, 120_000);

    it.skipIf(isWindows)(
      "looks in the same folders, whatever the environment says",
      async () => {
        await using home = await temporaryHome();
        const { environment } = home;
        const withoutData = { ...environment, JUPYTER_DATA_DIR: undefined };
        const program =
          "import json, jupyter_core.paths as p; print(json.dumps([p.jupyter_data_dir(), p.jupyter_path()]))";
        const ours = `
        const { dataFolders, thisSystem, userDataFolder } = await import(${JSON.stringify(
          new URL("../../../kernel/kernelspec/jupyter-folders.ts", import.meta.url).href,
        )});
        console.log(JSON.stringify([userDataFolder(thisSystem()), dataFolders(thisSystem(), process.argv[1])]));`;
        const prefix = (
          await run(kerasPython!, ["-c", "import sys; print(sys.prefix)"], environment)
        ).stdout.trim();
        for (const changes of [
          {},
          { XDG_DATA_HOME: join(home.path, "xdg") },
          { JUPYTER_PLATFORM_DIRS: "1", XDG_DATA_DIRS: "/usr/local/share:/usr/share" },
          { JUPYTER_PATH: `/a:${home.path}/b/` },
          { JUPYTER_PREFER_ENV_PATH: "0", PYTHONUSERBASE: join(home.path, "base") },
          { JUPYTER_PREFER_ENV_PATH: "1" },
        ]) {
          // A virtual environment leaves the user's site packages out; asked for by the base of it here.
          const env = { JUPYTER_PREFER_ENV_PATH: "0", ...withoutData, ...changes };
          const theirs = JSON.parse((await run(kerasPython!, ["-c", program], env)).stdout);
          const args = ["--import", TSX, "--input-type=module", "-e", ours, prefix];
          const [data, folders] = JSON.parse((await run(process.execPath, args, env)).stdout);
          expect(data, JSON.stringify(changes)).toBe(theirs[0]);
          for (const folder of theirs[1]) expect(folders, JSON.stringify(changes)).toContain(folder);
          expect(folders.filter((folder: string) => theirs[1].includes(folder))).toEqual(theirs[1]);
        }
      },
      120_000,
    );
  },
);
