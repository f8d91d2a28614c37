import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { findJupyter } from "../../../cli/jupyter/find-jupyter.ts";
import { planEnvironment } from "../../../cli/jupyter/private-environment.ts";
import { isAtLeast, type PythonFacts, probePython } from "../../../cli/jupyter/probe-python.ts";
import { pythonCandidates } from "../../../cli/jupyter/python-candidates.ts";
import type { JupyterSystem } from "../../../kernel/kernelspec/jupyter-folders.ts";

const isWindows = process.platform === "win32";

/** A folder with programs in it: each a script that prints what it is told to. */
async function programsIn(programs: Readonly<Record<string, string>>) {
  const root = await realpath(await mkdtemp(join(tmpdir(), "transferlab-pythons-")));
  for (const [path, text] of Object.entries(programs)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text.replaceAll("ROOT", root));
    chmodSync(join(root, path), 0o755);
  }
  return { root, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}

const python = (facts: Partial<PythonFacts> = {}) => {
  const { path: _, ...found } = factsOf(facts);
  return `#!/bin/sh\necho 'FOUND ${JSON.stringify(found)}'\n`;
};

function factsOf(facts: Partial<PythonFacts> = {}): PythonFacts {
  return {
    path: "/usr/bin/python3",
    version: "3.12.3",
    prefix: "/usr",
    packages: {},
    hasPlotlyExtension: false,
    canMakeEnvironments: true,
    ...facts,
  };
}

const systemOf = (environment: JupyterSystem["environment"]): JupyterSystem => ({
  environment,
  platform: process.platform,
  home: "/home/ada",
});

describe.skipIf(isWindows)(
  `pythonCandidates${isWindows ? " (skipped: programs here are no scripts)" : ""}`,
  () => {
    it("takes the environment first, then jupyter's own Python, then those on the path, each once", async () => {
      await using there = await programsIn({
        "env/bin/python": python(),
        "tools/jupyter-lab": "#!ROOT/tool/bin/python\nimport sys\n",
        "tools/jupyter": "#!ROOT/tool/bin/python\nimport sys\n",
        "tools/python3": python(),
      });
      const { root } = there;
      const PATH = [join(root, "none"), join(root, "tools")].join(delimiter);
      expect(pythonCandidates(systemOf({ VIRTUAL_ENV: join(root, "env"), PATH }))).toEqual([
        { path: join(root, "env/bin/python"), origin: "VIRTUAL_ENV" },
        { path: join(root, "tool/bin/python"), origin: join(root, "tools/jupyter-lab") },
        { path: join(root, "tools/python3"), origin: "PATH" },
      ]);
    });

    it("takes TRANSFERLAB_JUPYTER alone: a Python, an environment's folder, or a jupyter", async () => {
      await using there = await programsIn({
        "env/bin/python": python(),
        "tools/jupyter": "#!ROOT/env/bin/python\n",
        "tools/odd": "#!/bin/sh\n",
      });
      const expected = join(there.root, "env/bin/python");
      for (const named of ["env/bin/python", "env", "tools/jupyter"]) {
        const environment = { TRANSFERLAB_JUPYTER: join(there.root, named), PATH: join(there.root, "tools") };
        expect(pythonCandidates(systemOf(environment))).toEqual([
          { path: expected, origin: "TRANSFERLAB_JUPYTER" },
        ]);
      }
      const of = (named: string) => systemOf({ TRANSFERLAB_JUPYTER: join(there.root, named) });
      expect(() => pythonCandidates(of("gone"))).toThrow(
        /^TRANSFERLAB_JUPYTER: .*gone is not there; expected/,
      );
      expect(() => pythonCandidates(of("tools/odd"))).toThrow(/does not say which Python it belongs to/);
    });
  },
);

describe.skipIf(isWindows)(
  `findJupyter${isWindows ? " (skipped: programs here are no scripts)" : ""}`,
  () => {
    it("passes over a JupyterLab that is too old and a Python that does not run", async () => {
      await using there = await programsIn({
        "a/python3": python({ packages: { jupyterlab: "3.6.8" } }),
        "b/python3": "#!/bin/sh\nexit 9\n",
        "c/python3": python({ packages: { jupyterlab: "4.2.5" } }),
      });
      const PATH = ["a", "b", "c"].map((folder) => join(there.root, folder)).join(delimiter);
      const { chosen, pythons } = await findJupyter(systemOf({ PATH }));
      expect(chosen).toMatchObject({
        path: join(there.root, "c/python3"),
        packages: { jupyterlab: "4.2.5" },
      });
      expect(pythons.map(({ packages }) => packages.jupyterlab)).toEqual(["3.6.8", "4.2.5"]);
      const none = await findJupyter(systemOf({ PATH: join(there.root, "b") }));
      expect(none).toEqual({ chosen: undefined, pythons: [] });
    });
  },
);

describe("probePython", () => {
  it("gives nothing for what is no Python", async () => {
    expect(await probePython(process.execPath)).toBeUndefined();
    expect(await probePython(join(tmpdir(), "no-such-python"))).toBeUndefined();
  });
});

describe("planEnvironment", () => {
  const folder = join(tmpdir(), "environment");

  it("uses uv when it is there, with a Python that is new enough or one of its own", () => {
    const [make, install] = planEnvironment(folder, [factsOf()], "/bin/uv", "linux");
    expect(make).toEqual({ program: "/bin/uv", args: ["venv", "--python", "/usr/bin/python3", folder] });
    expect(install?.args).toEqual([
      ...["pip", "install", "--python", join(folder, "bin", "python"), "jupyterlab>=4.2,<5"],
    ]);
    const [without] = planEnvironment(folder, [factsOf({ version: "3.8.1" })], "/bin/uv", "linux");
    expect(without?.args).toContain(">=3.10");
  });

  it("else uses a Python with venv, by the place that Windows has for it too", () => {
    const plan = planEnvironment(folder, [factsOf()], undefined, "win32");
    expect(plan[0]).toEqual({ program: "/usr/bin/python3", args: ["-m", "venv", folder] });
    expect(plan[1]?.program).toBe(join(folder, "Scripts", "python.exe"));
  });

  it("says what to install when it can use none", () => {
    const plan = (facts: Partial<PythonFacts>[]) => () =>
      planEnvironment(folder, facts.map(factsOf), undefined, "linux");
    expect(plan([{ canMakeEnvironments: false }])).toThrow(/sudo apt install python3\.12-venv/);
    expect(plan([{ version: "3.8.10" }])).toThrow(/expected Python 3\.10 or later .* found .*\(3\.8\.10\)/);
    expect(plan([])).toThrow(/found no Python; see https:\/\/www\.python\.org/);
  });
});

describe("isAtLeast", () => {
  it.each([
    ["4.2.0", true],
    ["4.10.0rc1", true],
    ["4.1.9", false],
    ["10.0", true],
    ["3.9.9", false],
  ])("%s against 4.2: %s", (version, expected) => {
    expect(isAtLeast(version, [4, 2])).toBe(expected);
  });
});
