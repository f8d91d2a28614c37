import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const CLI = fileURLToPath(new URL("../../../cli/transferlab.ts", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

describe("transferlab run", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cli-"));
    const write = (name: string, cells: [source: string, ...tags: string[]][]) =>
      writeFile(
        join(folder, name),
        JSON.stringify({
          nbformat: 4,
          nbformat_minor: 5,
          metadata: {},
          cells: cells.map(([source, ...tags]) => ({ cell_type: "code", source, metadata: { tags } })),
        }),
      );
    await write("good.ipynb", [["let n = 1", "parameters"], ["console.log('n', n)"]]);
    await write("bad.ipynb", [["1"], ["\nthrow new Error('broken')"]]);
    await write("slow.ipynb", [["while (true);"]]);
    await write("endless.ipynb", [["require('node:fs').writeFileSync('begun', ''); while (true);"]]);
    await write("typed.ipynb", [["let n = 1", "parameters"], ["n.toFixed(2)"], ["const text: string = n"]]);
    await writeFile(join(folder, "not.ipynb"), "nonsense");
  });
  afterAll(() => rm(folder, { recursive: true }));

  function transferlab(...args: string[]) {
    return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      execFile(
        process.execPath,
        ["--import", TSX, CLI, ...args],
        { cwd: folder },
        (error, stdout, stderr) => {
          resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
        },
      );
    });
  }

  it("does not run a cell whose types do not fit, and exits 2, unless they are not to be looked at", async () => {
    const on = await transferlab("run", "typed.ipynb");
    expect([on.code, on.stdout]).toEqual([2, expect.stringContaining("TS2322")]);
    expect(on.stdout).toContain("typed.ipynb: types, 2 of 3 cells run, 1 failed");
    const off = await transferlab("run", "typed.ipynb", "--types", "off");
    expect(off.code).toBe(0);
    const wrong = await transferlab("run", "typed.ipynb", "--types", "off", "--param", "n=one");
    expect(wrong.stdout).toContain("n.toFixed is not a function");
    const told = await transferlab("run", "typed.ipynb", "--param", "n=one");
    expect([told.code, told.stdout]).toEqual([2, expect.stringContaining('> 2 | n = "one";')]);
  }, 120_000);

  it("writes a page a notebook and a JUnit file", async () => {
    const { code } = await transferlab(
      "run",
      "good.ipynb",
      "--out",
      "pages",
      "--html",
      "--junit",
      "new/r.xml",
    );
    expect(code).toBe(0);
    expect(await readFile(join(folder, "pages", "good.html"), "utf8")).toContain("<!doctype html>");
    expect(await readFile(join(folder, "new", "r.xml"), "utf8")).toContain('tests="2" failures="0"');
  }, 60_000);

  it("writes the executed notebook and exits 0", async () => {
    const { code, stdout, stderr } = await transferlab(
      "run",
      "good.ipynb",
      "--param",
      "n=7",
      "--out",
      "results",
    );
    expect(code).toBe(0);
    expect(stdout).toContain("good.ipynb: ok, 3 of 3 cells run in");
    expect(stderr).toMatch(
      /good\.ipynb {2}cell 3 of 3 {2}console\.log\('n', n\) {2}\([\d.]+ s, [\d.]+ s in all\)/,
    );
    expect(await readFile(join(folder, "results", "good.ipynb"), "utf8")).toContain("n 7\\n");
  });

  it("exits 1 at an error, and shows cell, line and source", async () => {
    const { code, stdout } = await transferlab("run", "bad.ipynb", "good.ipynb");
    expect(code).toBe(1);
    expect(stdout).toContain("bad.ipynb: cell 2 (In[2]), line 2: Error");
    expect(stdout).toContain("> 2 | throw new Error('broken')");
    expect(stdout).not.toContain("good.ipynb:");
    expect(await readFile(join(folder, "out", "bad.ipynb"), "utf8")).toContain("broken");
  });

  it("goes on with --allow-errors, and is strict about it when asked", async () => {
    const { code, stdout } = await transferlab("run", "bad.ipynb", "good.ipynb", "--allow-errors");
    expect(code).toBe(0);
    expect(stdout).toContain("good.ipynb: ok");
    expect((await transferlab("run", "bad.ipynb", "--allow-errors", "--strict-exit")).code).toBe(1);
  });

  it("exits 3 at the time limit", async () => {
    const { code, stdout } = await transferlab("run", "slow.ipynb", "--timeout", "0.5");
    expect(code).toBe(3);
    expect(stdout).toContain("ran longer than its limit of 0.5 s");
  });

  it.each([
    [["run", "not.ipynb"], "expected a notebook (JSON)"],
    [["run", "none.ipynb"], "none.ipynb: there is no such file"],
    [["run", "good.ipynb", "--param", "m=1"], "it declares: n"],
    [["run", "good.ipynb", "--param", "m"], "expected NAME=VALUE"],
    [["run", "good.ipynb", "--timeout", "soon"], "expected a number of seconds above 0"],
    [["run", "good.ipynb", "./good.ipynb"], "would both be written to"],
    [["run"], "missing required argument 'notebook'"],
    [["rum"], "unknown command 'rum'"],
  ])("exits 64 for %j", async (args, message) => {
    const { code, stderr } = await transferlab(...args);
    expect(stderr).toContain(message);
    expect(code).toBe(64);
  });

  it("reports what had run before a notebook that can't be read", async () => {
    const { code, stdout, stderr } = await transferlab(
      "run",
      "good.ipynb",
      "not.ipynb",
      "--report",
      "partial.html",
    );
    expect(code).toBe(64);
    expect(stdout).toContain("good.ipynb: ok");
    expect(stdout).toContain("Report: ");
    expect(stderr).toContain("not.ipynb");
    expect(await readFile(join(folder, "partial.html"), "utf8")).toContain("good.ipynb");
  });

  it("writes no report when nothing ran", async () => {
    const { code } = await transferlab("run", "not.ipynb", "--report", "none.html");
    expect(code).toBe(64);
    await expect(readFile(join(folder, "none.html"))).rejects.toThrow("ENOENT");
  });

  it("says how to use it", async () => {
    const { code, stdout } = await transferlab("run", "--help");
    expect(code).toBe(0);
    for (const part of [
      "--out",
      "--param",
      "--timeout",
      "--allow-errors",
      "Exit code:",
      "raises-exception",
    ]) {
      expect(stdout).toContain(part);
    }
  });

  it.skipIf(process.platform === "win32")(
    "writes what has run when Ctrl-C stops it",
    async () => {
      const child = spawn(
        process.execPath,
        ["--import", TSX, CLI, "run", "endless.ipynb", "--out", "stopped"],
        {
          cwd: folder,
        },
      );
      const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
      while (!existsSync(join(folder, "begun"))) await new Promise((next) => setTimeout(next, 50));
      child.kill("SIGINT");
      expect(await exited).toBe(130);
      expect(await readFile(join(folder, "stopped", "endless.ipynb"), "utf8")).toContain("Interrupted");
    },
    60_000,
  );
});
