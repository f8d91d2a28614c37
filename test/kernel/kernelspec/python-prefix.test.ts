import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { JupyterSystem } from "../../../kernel/kernelspec/jupyter-folders.ts";
import { KernelspecError } from "../../../kernel/kernelspec/kernelspec-error.ts";
import { findPythonPrefix, requirePythonPrefix } from "../../../kernel/kernelspec/python-prefix.ts";

const isWindows = process.platform === "win32";

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), "transferlab-prefix-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

const system = (environment: JupyterSystem["environment"]): JupyterSystem => ({
  environment,
  platform: process.platform,
  home: "/nowhere",
});

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

describe("findPythonPrefix", () => {
  it("is the active environment: of venv, else of conda", async () => {
    await using folder = await temporaryFolder();
    const [venv, conda] = [join(folder.path, "venv"), join(folder.path, "conda")];
    mkdirSync(venv);
    mkdirSync(conda);
    expect(findPythonPrefix(system({ VIRTUAL_ENV: venv, CONDA_PREFIX: conda }))).toBe(venv);
    expect(findPythonPrefix(system({ CONDA_PREFIX: conda }))).toBe(conda);
    expect(findPythonPrefix(system({ VIRTUAL_ENV: "" }))).toBeUndefined();
  });

  it.skipIf(isWindows).each([
    ["a plain first line", (python: string) => `#!${python}\nimport sys\n`],
    ["a path with blanks", (python: string) => `#!/bin/sh\n'''exec' "${python}" "$0" "$@"\n' '''\n`],
    ["a long path", (python: string) => `#!/bin/sh\n'''exec' ${python} "$0" "$@"\n' '''\n`],
  ])("is that of the jupyter on the path, by %s", async (name, script) => {
    await using folder = await temporaryFolder();
    const prefix = join(folder.path, name.includes("blanks") ? "my env" : "env");
    mkdirSync(join(prefix, "bin"), { recursive: true });
    put(join(folder.path, "bin", "jupyter"), script(join(prefix, "bin", "python3.12")));
    expect(findPythonPrefix(system({ PATH: `/nowhere:${join(folder.path, "bin")}` }))).toBe(prefix);
  });

  it.skipIf(isWindows)(
    "passes over a jupyter whose first line names no Python, as a shim of pyenv",
    async () => {
      await using folder = await temporaryFolder();
      put(join(folder.path, "bin", "jupyter"), '#!/usr/bin/env bash\nexec pyenv exec "$@"\n');
      expect(findPythonPrefix(system({ PATH: join(folder.path, "bin") }))).toBeUndefined();
    },
  );
});

describe("requirePythonPrefix", () => {
  it("says what to do without an environment", () => {
    expect(() => requirePythonPrefix(system({}))).toThrow(KernelspecError);
    expect(() => requirePythonPrefix(system({}))).toThrow(
      /^Python environment: expected VIRTUAL_ENV .*; found none; activate .*--prefix "\$\(python -c/,
    );
  });

  it("says that an environment is gone", () => {
    expect(() => requirePythonPrefix(system({ CONDA_PREFIX: "/gone/env" }))).toThrow(
      "CONDA_PREFIX: expected the folder of a Python environment, received /gone/env, which is not there",
    );
  });
});
