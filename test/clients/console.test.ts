import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { KERNEL_NAME } from "../../kernel/kernelspec/kernelspec.ts";
import { kerasPython } from "../python/keras-python.ts";
import { makeJupyterHome } from "./environment/jupyter-home.ts";

const SCRIPT = fileURLToPath(new URL("../python/console.py", import.meta.url));
const isWindows = process.platform === "win32";
const condition = isWindows
  ? "skipped on Windows, for want of pexpect"
  : kerasPython
    ? "in a terminal"
    : "skipped unless KERAS_PYTHON names a Python with jupyter_console and pexpect";

describe.skipIf(!kerasPython || isWindows)(`jupyter console (${condition})`, () => {
  it("runs, takes more lines, completes, is interrupted by Ctrl-C and ends by Ctrl-D", async () => {
    await using home = await makeJupyterHome();
    const { stdout } = await promisify(execFile)(kerasPython!, [SCRIPT, KERNEL_NAME], {
      env: { ...home.environment, TERM: "xterm", PROMPT_TOOLKIT_NO_CPR: "1" },
      cwd: home.notebooks,
      timeout: 180_000,
    });
    const screen = JSON.parse(stdout.trim().split("\n").at(-1)!);
    expect(screen.start).toMatch(/TypeScript [\d.]+ on Node\.js/);
    expect(screen.result).toContain("Out[1]: 1");
    // The next line is indented.
    expect(screen.incomplete).toMatch(/\.\.\.: {3,}$/);
    expect(screen.closed).not.toContain("Error");
    expect(screen.called).toContain("Out[3]: 42");
    expect(screen.completed).toContain("learningRate");
    expect(screen.interrupted).toMatch(/interrupted/);
    expect(screen.kept).toContain("Out[5]: 1.5");
    expect(screen.code).toBe(0);
  }, 200_000);
});
