import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = new URL("../../../", import.meta.url);
const CLI = fileURLToPath(new URL("cli/transferlab.ts", ROOT));
const FIXTURE = fileURLToPath(new URL("test/fixtures/notebooks/outputs.ipynb", ROOT));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

interface FileCell {
  id: string;
  cell_type: string;
  source: string[];
  metadata: Record<string, unknown>;
  outputs: {
    output_type: string;
    name?: string;
    text?: string[];
    evalue?: string;
    data?: Record<string, unknown>;
  }[];
}

describe("transferlab test", { timeout: 120_000 }, () => {
  let folder: string;
  let fixture: { cells: FileCell[] };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "test-"));
    fixture = JSON.parse(await readFile(FIXTURE, "utf8"));
    // The picture's cell imports a package.
    await symlink(fileURLToPath(new URL("node_modules", ROOT)), join(folder, "node_modules"), "junction");
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Writes a copy of the fixture with changed cells; only the cells named are in it when there are any. */
  async function write(name: string, change: (cell: (id: string) => FileCell) => void, ...ids: string[]) {
    const copy = structuredClone(fixture);
    change((id) => copy.cells.find((cell) => cell.id === id)!);
    if (ids.length > 0) copy.cells = copy.cells.filter(({ id }) => ids.includes(id));
    await writeFile(join(folder, name), JSON.stringify(copy));
    return name;
  }

  function transferlab(...args: string[]) {
    return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      execFile(
        process.execPath,
        ["--import", TSX, CLI, "test", ...args],
        { cwd: folder, timeout: 90_000 },
        (error, stdout, stderr) => {
          resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
        },
      );
    });
  }

  it("exits 0 when the outputs are equal, and leaves the notebook as it is", async () => {
    const before = await readFile(FIXTURE, "utf8");
    const { code, stdout, stderr } = await transferlab(FIXTURE);
    expect(stdout).toMatch(/^outputs\.ipynb: equal, 8 of 9 cells compared, 1 ignored, in [\d.]+ s\n$/);
    expect(code).toBe(0);
    expect(stderr).toContain("outputs.ipynb  cell 9 of 9");
    expect(await readFile(FIXTURE, "utf8")).toBe(before);
  });

  it("exits 4 and shows every difference, cell by cell", async () => {
    const name = await write("differs.ipynb", (cell) => {
      cell("text").outputs[0]!.text![0] = "accuracy 0.9159, loss 0.3333333333333333\n";
      cell("value").outputs[0]!.data!["text/plain"] = [
        "{ classes: [ 'bicycle', 'bus' ], share: 0.7071067811865476, right: 96 }",
      ];
      cell("table").outputs[0]!.data!["text/html"] = ["<table id='table-x7'><tr><td>VGG19</td></tr></table>"];
      const type = "application/vnd.transferlab.result+json";
      (cell("result").outputs[0]!.data![type] as { accuracy: number }[])[0]!.accuracy = 0.9;
      delete cell("picture").outputs[0]!.data!["text/plain"];
      cell("error").outputs[0]!.evalue = "2.5 is out of range";
      cell("random").outputs.push({ output_type: "stream", name: "stderr", text: ["gone\n"] });
    });
    const { code, stdout } = await transferlab(name);
    expect(stdout).toContain(
      [
        "differs.ipynb: cell 1 (In[1]), Text",
        "  output 1, stdout: the text differs",
        "    line 1:",
        "    expected  accuracy 0.9159, loss 0.3333333333333333",
        "    received  accuracy 0.9259, loss 0.3333333333333333",
        "    number 1: 0.9159 and 0.9259 differ by 0.01 (relative 0.0108); tolerance 0.00001 relative, 1e-7 absolute",
        "differs.ipynb: cell 2 (In[2]), A value",
      ].join("\n"),
    );
    expect(stdout).toContain("96 and 95 differ by 1 (relative 0.0104); whole numbers have no tolerance");
    expect(stdout).toMatch(/cell 3 .*\n {2}output 1, text\/html: expected 7 lines, received 10 lines/);
    expect(stdout).toMatch(/cell 4 .*\n.*result\+json: a value differs\n {4}\[0\]\.accuracy:/);
    expect(stdout).toMatch(/cell 5 .*\n {2}output 1, text\/plain: this type is additional/);
    expect(stdout).toMatch(/cell 6 .*\n {2}output 1, error: the text differs/);
    expect(stdout).toMatch(/cell 7 .*\n {2}output 2, stderr: it is missing\n {4}- gone/);
    expect(stdout).toContain("differs.ipynb: differs, 8 of 9 cells compared, 7 differ, 1 ignored");
    expect(code).toBe(4);
  });

  it("takes a wider tolerance for all cells, and tests the notebooks after one that fails", async () => {
    const change = (cell: (id: string) => FileCell) => {
      cell("text").outputs[0]!.text![0] = "accuracy 0.9259, loss 0.3334\n";
    };
    const name = await write("near.ipynb", change, "text");
    const other = await write("also.ipynb", () => {}, "value");
    const strict = await transferlab(name, other);
    expect(strict.code).toBe(4);
    expect(strict.stdout).toContain("also.ipynb: equal");
    expect((await transferlab(name, "--tolerance", "1e-3")).code).toBe(0);
  });

  it("exits 1 at a cell's error, with what differs before it", async () => {
    const name = await write("fails.ipynb", (cell) => {
      cell("value").outputs[0]!.data!["text/plain"] = ["other"];
      cell("error").metadata = {};
    });
    const { code, stdout } = await transferlab(name);
    expect(stdout).toContain("fails.ipynb: cell 2 (In[2]), A value");
    expect(stdout).toContain("fails.ipynb: cell 6 (In[6]), line 1: RangeError");
    expect(stdout).toContain("fails.ipynb: error, 5 of 9 cells compared, 1 differ, 3 not run");
    expect(code).toBe(1);
  });

  it("does not run what is skipped, and lets fail what nbval's marker lets", async () => {
    const name = await write(
      "markers.ipynb",
      (cell) => {
        cell("text").source.unshift("// NBVAL_SKIP\n");
        cell("error").metadata = {};
        cell("error").source.unshift("// NBVAL_RAISES_EXCEPTION\n");
      },
      "text",
      "error",
    );
    const { code, stdout } = await transferlab(name);
    expect(stdout).toContain("markers.ipynb: equal, 1 of 2 cells compared, 1 skipped");
    expect(code).toBe(0);
  });

  it("exits 3 at the time limit", async () => {
    const name = await write(
      "slow.ipynb",
      (cell) => {
        cell("value").source = ["while (true);"];
      },
      "value",
    );
    const { code, stdout } = await transferlab(name, "--timeout", "0.5");
    expect(stdout).toContain("ran longer than its limit of 0.5 s");
    expect(code).toBe(3);
  });

  it("has nothing to compare without stored outputs, and stores them when asked", async () => {
    const name = await write(
      "empty.ipynb",
      (cell) => {
        cell("value").outputs = [];
      },
      "title",
      "value",
    );
    const nothing = await transferlab(name);
    expect(nothing.stderr).toContain(
      "empty.ipynb: no cell to be run has stored outputs, so there is nothing to compare",
    );
    expect(nothing.code).toBe(64);
    const updated = await transferlab(name, "--update");
    expect(updated.stdout).toContain(
      "updated, 1 of 1 cells compared, 1 changed, outputs written into the notebook",
    );
    expect(updated.code).toBe(0);
    expect((await transferlab(name)).code).toBe(0);
  });

  it("updates outputs and counts, and nothing else", async () => {
    const text = (await readFile(FIXTURE, "utf8"))
      .replace("accuracy 0.9259", "accuracy 0.8")
      .replace('"nbformat": 4,', '"extra": "kept",\n "nbformat": 4,');
    await writeFile(join(folder, "update.ipynb"), text);
    expect((await transferlab("update.ipynb", "--update")).code).toBe(0);
    const written = await readFile(join(folder, "update.ipynb"), "utf8");
    expect(written).toContain("accuracy 0.9259, loss");
    const bare = (json: string) =>
      JSON.stringify({
        ...JSON.parse(json),
        cells: JSON.parse(json).cells.map(({ source, metadata, id }: FileCell) => ({ source, metadata, id })),
      });
    expect(bare(written)).toBe(bare(text));
    expect(written.split("\n").slice(0, 8)).toEqual(text.split("\n").slice(0, 8));
  });

  it("writes nothing when a cell fails", async () => {
    const name = await write("keep.ipynb", (cell) => {
      cell("error").metadata = {};
      cell("value").outputs = [];
    });
    const before = await readFile(join(folder, name), "utf8");
    expect((await transferlab(name, "--update")).code).toBe(1);
    expect(await readFile(join(folder, name), "utf8")).toBe(before);
  });

  it("exits 2 at a type error unless types are off, and writes how each cell ended as JUnit", async () => {
    const change = (cell: (id: string) => FileCell) => {
      cell("value").source = ['const count: number = "95";\n', "count"];
      cell("value").outputs[0]!.data!["text/plain"] = ["'96'"];
    };
    const name = await write("types.ipynb", change, "value");
    expect((await transferlab(name)).code).toBe(2);
    expect((await transferlab(name, "--types", "off", "--junit", "tests.xml")).code).toBe(4);
    const report = await readFile(join(folder, "tests.xml"), "utf8");
    expect(report).toContain('<testsuite name="types.ipynb" tests="1" failures="1"');
    expect(report).toContain("output 1, text/plain: the text differs");
  });

  it("refuses what a cell says wrongly, before anything runs", async () => {
    const name = await write("wrong.ipynb", (cell) => cell("value").source.unshift("// test: tolerence 1\n"));
    const { code, stderr } = await transferlab(name);
    expect(stderr).toBe(
      "wrong.ipynb: cell 2: test: tolerence 1: expected tolerance NUMBER, ignore (stdout, stderr, MIME types) or skip\n",
    );
    expect(code).toBe(64);
  });

  it.each([
    [["none.ipynb"], "none.ipynb: there is no such file"],
    [[FIXTURE, "--tolerance", "wide"], "expected a share of at least 0 and below 1"],
    [[FIXTURE, "--timeout", "0"], "expected a number of seconds above 0"],
    [[], "missing required argument 'notebook'"],
  ])("exits 64 for %j", async (args, message) => {
    const { code, stderr } = await transferlab(...args);
    expect(stderr).toContain(message);
    expect(code).toBe(64);
  });

  it("says how to use it", async () => {
    const { code, stdout } = await transferlab("--help");
    expect(code).toBe(0);
    for (const part of [
      "--tolerance",
      "--update",
      "// test: ignore",
      "NBVAL_SKIP",
      "Exit code:",
      "Examples:",
    ]) {
      expect(stdout).toContain(part);
    }
  });
});
