import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kerasPython } from "../python/keras-python.ts";
import { type JupyterHome, makeJupyterHome, writeNotebook } from "./environment/jupyter-home.ts";

const condition = kerasPython ? "run" : "skipped unless KERAS_PYTHON names a Python with Jupyter";
const LIMIT_MS = 120_000;

interface Output {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: string | readonly string[];
  readonly data?: Readonly<Record<string, string | readonly string[]>>;
  readonly ename?: string;
}

interface ExecutedCell {
  readonly execution_count: number | null;
  readonly outputs: readonly Output[];
}

describe.skipIf(!kerasPython)(`clients without a page (${condition})`, () => {
  let home: JupyterHome;
  beforeAll(async () => {
    home = await makeJupyterHome();
  });
  afterAll(() => home[Symbol.asyncDispose]());

  function python(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    return new Promise((resolve) => {
      const options = { env: home.environment, cwd: home.notebooks, timeout: LIMIT_MS };
      execFile(kerasPython!, args, options, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr });
      });
    });
  }

  async function readCells(name: string): Promise<readonly ExecutedCell[]> {
    const { cells } = JSON.parse(await readFile(join(home.notebooks, name), "utf8"));
    return cells;
  }

  const textOf = (output: Output | undefined) =>
    [output?.text ?? output?.data?.["text/plain"] ?? ""].flat().join("");

  it(
    "jupyter nbconvert --execute runs a notebook and keeps every output",
    async () => {
      await writeNotebook(home.notebooks, "plain.ipynb", [
        'console.log("one");\nconsole.error("two");\n6 * 7',
        'const half: number = await new Promise((resolve) => setTimeout(() => resolve(21), 50));\nconsole.log("late");\nhalf * 2',
        'const { join } = await import("node:path");\nprocess.stdout.write(join("a", "b"));',
      ]);
      const { code, stderr } = await python(
        ...[
          "-m",
          "jupyter",
          "nbconvert",
          "--to",
          "notebook",
          "--execute",
          "plain.ipynb",
          "--output",
          "done.ipynb",
        ],
      );
      expect(code, stderr).toBe(0);
      const cells = await readCells("done.ipynb");
      expect(cells.map((cell) => cell.execution_count)).toEqual([1, 2, 3]);
      expect(cells[0]!.outputs.map((output) => [output.output_type, output.name, textOf(output)])).toEqual([
        ["stream", "stdout", "one\n"],
        ["stream", "stderr", "two\n"],
        ["execute_result", undefined, "42"],
      ]);
      expect(cells[1]!.outputs.map(textOf)).toEqual(["late\n", "42"]);
      expect(cells[2]!.outputs.map(textOf)).toEqual([join("a", "b")]);
    },
    LIMIT_MS,
  );

  it(
    "jupyter nbconvert --execute stops at an error, unless the cell may have one",
    async () => {
      await writeNotebook(home.notebooks, "fails.ipynb", [
        // The first cells of a kernel run unchecked when the language service is not there in time.
        "await new Promise((resolve) => setTimeout(resolve, 10_000));",
        { source: 'throw new TypeError("expected");', tags: ["raises-exception"] },
        'const size: number = "large";',
        "1",
      ]);
      const failed = await python(
        ...[
          "-m",
          "jupyter",
          "nbconvert",
          "--to",
          "notebook",
          "--execute",
          "fails.ipynb",
          "--output",
          "failed.ipynb",
        ],
      );
      expect(failed.code).toBe(1);
      expect(failed.stderr).toContain("Type 'string' is not assignable to type 'number'");

      const allowed = await python(
        ...["-m", "jupyter", "nbconvert", "--to", "notebook", "--execute", "--allow-errors", "fails.ipynb"],
        ...["--output", "allowed.ipynb"],
      );
      expect(allowed.code, allowed.stderr).toBe(0);
      const cells = await readCells("allowed.ipynb");
      expect(cells.map((cell) => cell.outputs.map((output) => output.ename ?? textOf(output)))).toEqual([
        [],
        ["TypeError"],
        ["TypeScriptError"],
        ["1"],
      ]);
    },
    LIMIT_MS,
  );

  it(
    "nbclient interrupts a cell that takes too long, and goes on",
    async () => {
      await writeNotebook(home.notebooks, "slow.ipynb", ["let turns = 0;\nfor (;;) turns++;", "turns > 0"]);
      const script = `
import nbformat, sys
from nbclient import NotebookClient
notebook = nbformat.read("slow.ipynb", 4)
NotebookClient(notebook, kernel_name="transferlab", timeout=5, interrupt_on_timeout=True, allow_errors=True).execute()
nbformat.write(notebook, "stopped.ipynb")
`;
      const { code, stderr } = await python("-c", script);
      expect(code, stderr).toBe(0);
      const cells = await readCells("stopped.ipynb");
      expect(cells[0]!.outputs.map(({ output_type }) => output_type)).toEqual(["error"]);
      expect(cells[1]!.outputs.map(textOf)).toEqual(["true"]);
    },
    LIMIT_MS,
  );

  it(
    "jupyter run runs a script of TypeScript",
    async () => {
      await writeFile(
        join(home.notebooks, "script.ts"),
        "const squares: number[] = [1, 2, 3].map((n) => n * n);\nconsole.log(squares.join(' '));\n",
      );
      const { code, stdout, stderr } = await python(
        "-m",
        "jupyter",
        "run",
        "--kernel=transferlab",
        "script.ts",
      );
      expect(code, stderr).toBe(0);
      expect(stdout).toContain("1 4 9");
    },
    LIMIT_MS,
  );

  it(
    "papermill runs a notebook, and refuses parameters: it has no translator for TypeScript",
    async () => {
      await writeNotebook(home.notebooks, "parameters.ipynb", [
        { source: "let epochs = 1;", tags: ["parameters"] },
        "epochs + 1",
      ]);
      const without = await python("-m", "papermill", "parameters.ipynb", "without.ipynb");
      expect(without.code, without.stderr).toBe(0);
      expect((await readCells("without.ipynb"))[1]!.outputs.map(textOf)).toEqual(["2"]);
      const with_ = await python("-m", "papermill", "parameters.ipynb", "with.ipynb", "-p", "epochs", "5");
      expect(with_.code).not.toBe(0);
      expect(with_.stderr).toMatch(
        /No parameter translator functions specified for kernel 'transferlab' or language 'typescript'/,
      );
    },
    LIMIT_MS,
  );
});
