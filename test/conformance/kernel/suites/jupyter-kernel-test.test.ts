import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kernelUnderTest } from "../client/kernel-command.ts";

const python = process.env.KERAS_PYTHON || undefined;
const SKIPPED = "skipped unless KERAS_PYTHON names a Python that has jupyter_kernel_test";
const suite = fileURLToPath(new URL("jupyter_kernel_suite.py", import.meta.url));

interface Run {
  readonly code: number | string;
  readonly output: string;
}

function runPython(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Run> {
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      // What a hanging suite has started ends with it: the kernel watches its parent.
      { env, timeout: 240_000, killSignal: "SIGKILL", maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) =>
        resolve({ code: error?.code ?? (error ? "killed" : 0), output: stdout + stderr }),
    );
  });
}

describe.skipIf(!python)(`jupyter_kernel_test${python ? "" : ` (${SKIPPED})`}`, () => {
  let folder: string;
  let run: Run;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "kernel-suite-"));
    const spec = join(folder, "jupyter", "kernels", "under-test");
    await mkdir(spec, { recursive: true });
    const kernelspec = {
      argv: kernelUnderTest(),
      display_name: "The kernel under test",
      language: "typescript",
      interrupt_mode: "message",
      env: { TRANSFERLAB_HOME: join(folder, "home") },
    };
    await writeFile(join(spec, "kernel.json"), JSON.stringify(kernelspec));
    const env = {
      ...process.env,
      VITEST: undefined,
      NODE_OPTIONS: undefined,
      JUPYTER_PATH: join(folder, "jupyter"),
      JUPYTER_DATA_DIR: join(folder, "data"),
      JUPYTER_RUNTIME_DIR: join(folder, "runtime"),
      JUPYTER_CONFIG_DIR: join(folder, "config"),
    };
    run = await runPython(python!, [suite], env);
  }, 300_000);
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  it.each([
    "test_kernel_info",
    "test_execute_stdout",
    "test_execute_stderr",
    "test_completion",
    "test_is_complete",
    "test_pager",
    "test_error",
    "test_execute_result",
    "test_display_data",
    "test_history",
    "test_inspect",
    "test_clear_output",
    "test_recv_iopub_welcome_msg",
  ])("%s passes", (name) => {
    expect(run.output).toMatch(new RegExp(`^${name} .*\\.\\.\\. ok$`, "m"));
  });

  it("has no failure in a part of a test, and skips nothing", () => {
    expect(run.output).not.toMatch(/^(FAIL|ERROR):/m);
    expect(run.output).not.toContain("skipped");
    expect(run.code).toBe(0);
  });
});
