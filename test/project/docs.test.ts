import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import * as transferlab from "../../lib/index.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const tracked = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).trim().split("\n");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const documents = tracked.filter((file) => file.endsWith(".md"));

describe("documents", () => {
  it("link to files that are there", () => {
    const broken = documents.flatMap((file) =>
      Array.from(read(file).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g), ([, target]) => ({
        file,
        target: target!,
      })).filter(({ target }) => !existsSync(join(root, dirname(file), target))),
    );
    expect(broken).toEqual([]);
  });

  it("name npm scripts that package.json has", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const named = ["README.md", "CONTRIBUTING.md", "DECISIONS.md"].flatMap((file) =>
      Array.from(read(file).matchAll(/npm run ([a-z:-]+)/g), ([, script]) => script!),
    );
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  it("import only names that the library has", () => {
    const code = [
      read("README.md"),
      ...tracked.filter((file) => file.endsWith(".ipynb")).map(notebookSource),
    ];
    const imported = code.flatMap((text) =>
      Array.from(text.matchAll(/import \{([^}]+)\} from "transferlab"/g), ([, names]) =>
        names!.split(","),
      ).flat(),
    );
    const values = imported
      .map((name) => name.trim())
      .filter((name) => name !== "" && !name.startsWith("type "));
    expect(values.length).toBeGreaterThan(10);
    expect(values.filter((name) => !(name in transferlab))).toEqual([]);
  });
});

describe("tracked files", () => {
  it("name no registry's host and no path of one machine", () => {
    const own = "test/project/docs.test.ts";
    const suspicious = /registry\.npmjs\.org|registry\.yarnpkg|\/root\/|\/tmp\/bash_jobs|"resolved": *"http/;
    const text = tracked.filter(
      (file) => /\.(ts|mjs|md|json|ipynb|py|yml)$|^\.npmrc$/.test(file) && file !== own,
    );
    expect(text.filter((file) => suspicious.test(read(file)))).toEqual([]);
  });
});

function notebookSource(file: string): string {
  const { cells } = JSON.parse(read(file)) as { cells: { source: string[] }[] };
  return cells.map(({ source }) => source.join("")).join("\n");
}
