import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CodeCell } from "../../../kernel/notebook/notebook.ts";
import { readNotebook } from "../../../kernel/notebook/read.ts";
import type { RunProgress } from "../../../kernel/run/progress.ts";
import { RESULT_MIME_TYPE, type RunOptions, runNotebook } from "../../../kernel/run/run-notebook.ts";

type Source = string | [source: string, ...tags: string[]] | { md: string };

describe("runNotebook", () => {
  let folder: string;
  let count = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "run-notebook-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function write(sources: readonly Source[]) {
    const path = join(folder, `n${++count}.ipynb`);
    const cells = sources.map((source) => {
      if (typeof source === "object" && "md" in source) return { cell_type: "markdown", source: source.md };
      const [text, ...tags] = typeof source === "string" ? [source] : source;
      const stale = { output_type: "stream", name: "stdout", text: "stale" };
      return { cell_type: "code", source: text, metadata: tags.length > 0 ? { tags } : {}, outputs: [stale] };
    });
    await writeFile(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { mine: 1 }, cells }));
    return path;
  }

  async function run(sources: readonly Source[], options: RunOptions = {}) {
    const path = await write(sources);
    const outPath = join(folder, "out", `n${count}.ipynb`);
    const result = await runNotebook(path, { outPath, ...options });
    const written = await readNotebook(outPath);
    return {
      result,
      path,
      outPath,
      written,
      code: written.cells.filter((cell): cell is CodeCell => cell.cell_type === "code"),
    };
  }

  it("executes cells in order and writes their outputs", async () => {
    const { result, written, code, path, outPath } = await run([
      { md: "# Title" },
      "let x: number = 1",
      "",
      "console.log('a'); console.log('b'); x + 1",
      "x;",
    ]);
    expect(result).toMatchObject({
      status: "ok",
      path,
      outPath,
      cells: { total: 4, run: 3, skipped: 1, failed: 0 },
      data: [],
    });
    expect(result.seconds).toBeGreaterThan(0);
    expect(code.map((cell) => cell.execution_count)).toEqual([1, null, 2, 3]);
    expect(code[2]?.outputs).toEqual([
      { output_type: "stream", name: "stdout", text: "a\nb\n" },
      { output_type: "execute_result", execution_count: 2, data: { "text/plain": "2" }, metadata: {} },
    ]);
    expect(code[3]?.outputs).toEqual([]);
    expect(code[0]?.outputs).toEqual([]);
    expect(written.metadata).toMatchObject({ mine: 1, language_info: { name: "typescript" } });
    const timing = code[0]?.metadata.execution as Record<string, string>;
    expect(new Date(timing["shell.execute_reply"]!).toISOString()).toBe(timing["shell.execute_reply"]);
  });

  it("stops at the first error, says where, and still writes", async () => {
    const { result, code } = await run([
      { md: "text" },
      "let kept = 1",
      "console.log('before')\n\nthrow new RangeError('too far')",
      "console.log('never')",
    ]);
    expect(result.status).toBe("error");
    expect(result.error).toMatchObject({
      cell: 2,
      executionCount: 2,
      line: 3,
      name: "RangeError",
      message: "too far",
    });
    expect(result.error?.frame).toContain("> 3 | throw new RangeError('too far')");
    expect(result.cells).toEqual({ total: 3, run: 2, skipped: 0, failed: 1 });
    expect(code[1]?.outputs[0]).toMatchObject({ text: "before\n" });
    expect(code[1]?.outputs[1]).toMatchObject({
      output_type: "error",
      ename: "RangeError",
      evalue: "too far",
    });
    expect(code[2]?.outputs).toEqual([]);
    expect(code[2]?.execution_count).toBeNull();
  });

  it("says where a cell is no TypeScript", async () => {
    const { result } = await run(["1", "let a =\n  5 +"]);
    expect(result.error).toMatchObject({ cell: 2, line: 2, name: "SyntaxError" });
  });

  it("goes on after an error that a tag or an option allows", async () => {
    const tagged = await run([["throw new Error('wanted')", "raises-exception"], "1"]);
    expect(tagged.result).toMatchObject({ status: "ok", cells: { run: 2, failed: 0 } });
    expect(tagged.code[0]?.outputs[0]).toMatchObject({ output_type: "error", evalue: "wanted" });
    const allowed = await run(["throw new Error('first')", "throw new Error('second')", "1"], {
      allowErrors: true,
    });
    expect(allowed.result).toMatchObject({
      status: "error",
      cells: { run: 3, failed: 2 },
      error: { message: "first" },
    });
  });

  it("leaves a cell alone that is tagged to be skipped", async () => {
    const { result, code } = await run([["throw new Error()", "skip-execution"], "1"]);
    expect(result).toMatchObject({ status: "ok", cells: { run: 1, skipped: 1 } });
    expect(code[0]?.outputs).toMatchObject([{ text: "stale" }]);
    expect(code[1]?.execution_count).toBe(1);
  });

  it("puts in parameters", async () => {
    const { result, code } = await run(
      [["let n: number = 1; let s = ''", "parameters"], "console.log(n, s)"],
      {
        parameters: { n: 5, s: "ü" },
      },
    );
    expect(result.status).toBe("ok");
    expect(code[2]?.outputs).toMatchObject([{ text: "5 ü\n" }]);
  });

  it("runs nothing when a parameter has no place", async () => {
    const path = await write([["let n = 1", "parameters"]]);
    const outPath = join(folder, "never.ipynb");
    await expect(runNotebook(path, { outPath, parameters: { m: 1 } })).rejects.toThrow("it declares: n");
    expect(existsSync(outPath)).toBe(false);
  });

  it("ends a cell at the time limit", async () => {
    const { result, code } = await run(["1", "while (true);", "2"], { timeoutMs: 300 });
    expect(result).toMatchObject({ status: "timeout", error: { cell: 2, name: "Timeout" } });
    expect(code[1]?.outputs).toMatchObject([{ output_type: "error", ename: "Timeout" }]);
  });

  it("stops when its process ends, even if errors are allowed", async () => {
    const { result, code } = await run(["console.log('x'); process.exit(4)", "1"], { allowErrors: true });
    expect(result).toMatchObject({ status: "error", error: { name: "ProcessExit" }, cells: { run: 1 } });
    expect(code[0]?.outputs).toMatchObject([{ text: "x\n" }, { output_type: "error" }]);
  });

  it("can be interrupted, and writes what has run", async () => {
    const controller = new AbortController();
    const { result, code } = await run(["'done'", "while (true);", "1"], {
      signal: controller.signal,
      onProgress: (progress) => {
        if (progress.type === "cell" && progress.cell === 2) setTimeout(() => controller.abort(), 100);
      },
    });
    expect(result).toMatchObject({ status: "interrupted", cells: { run: 2 } });
    expect(code[0]?.outputs).toHaveLength(1);
  });

  it("collects what cells publish for programs, updated values last", async () => {
    const publish = (value: string) =>
      `{ [Symbol.for('Jupyter.display')]: () => ({ '${RESULT_MIME_TYPE}': ${value} }) }`;
    const { result } = await run([
      `const handle = display(${publish("{ a: 1 }")}); display(${publish("'two'")});`,
      `handle.update(${publish("{ a: 9 }")}); (${publish("[3]")})`,
    ]);
    expect(result.data).toEqual([{ a: 9 }, "two", [3]]);
  });

  it("rewrites and clears outputs as a front end does", async () => {
    const { code } = await run([
      "const bar = display('0 %')",
      "bar.update('100 %'); console.log('old'); clearOutput(); console.log('new')",
    ]);
    expect(code[0]?.outputs).toMatchObject([
      { output_type: "display_data", data: { "text/plain": "'100 %'" } },
    ]);
    expect(code[1]?.outputs).toMatchObject([{ text: "new\n" }]);
  });

  it("tells its progress", async () => {
    const events: RunProgress[] = [];
    await run([{ md: "# Part\n\ntext\n\n## Load the photos" }, "console.log('hi')", "\n// second cell\n1"], {
      onProgress: (progress) => events.push(progress),
    });
    expect(events.map((event) => event.type)).toEqual([
      "start",
      "cell",
      "output",
      "cell-end",
      "cell",
      "cell-end",
    ]);
    expect(events[0]).toMatchObject({ cells: 2 });
    expect(events[1]).toMatchObject({ cell: 1, cells: 2, title: "Load the photos" });
    expect(events[4]).toMatchObject({ cell: 2, title: "// second cell" });
    expect(events[5]).toMatchObject({ status: "ok" });
  });

  it("gives cells its environment, and the notebook's folder", async () => {
    const { code } = await run(["[process.env.LAB_TEST, process.cwd() === __dirname]"], {
      env: { LAB_TEST: "on" },
    });
    expect(code[0]?.outputs).toMatchObject([{ data: { "text/plain": "[ 'on', true ]" } }]);
  });

  it("writes nothing without a path, and leaves the notebook as it is", async () => {
    const path = await write(["1 + 1"]);
    const before = await readNotebook(path, { createId: () => "same" });
    const { notebook } = await runNotebook(path);
    expect(notebook.cells[0]).toMatchObject({ execution_count: 1 });
    expect(await readNotebook(path, { createId: () => "same" })).toEqual(before);
    expect((await readdir(folder)).filter((name) => name.includes("tmp"))).toEqual([]);
  });
});
