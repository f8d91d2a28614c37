import { describe, expect, it } from "vitest";
import * as transferlab from "../../../lib/index.ts";
import { documentFiles, notebookFiles, read, readCells, trackedFiles } from "./tracked-files.ts";

describe("code in documents and notebooks", () => {
  it("imports only names that the library has", () => {
    const code = [
      ...documentFiles.map(read),
      ...notebookFiles.map((file) =>
        readCells(file)
          .map(({ source }) => source)
          .join("\n"),
      ),
    ];
    const imported = code.flatMap((text) =>
      Array.from(text.matchAll(/import \{([^}]+)\} from "transferlab"/g), ([, names]) =>
        names!.split(","),
      ).flat(),
    );
    const values = imported
      .map((name) => name.trim().split(" as ")[0]!)
      .filter((name) => name !== "" && !name.startsWith("type "));
    expect(values.length).toBeGreaterThan(10);
    expect(values.filter((name) => !(name in transferlab))).toEqual([]);
  });
});

describe("tracked files", () => {
  it("name no registry's host and no path of one machine", () => {
    const own = "test/project/documents/imports.test.ts";
    const suspicious = /registry\.npmjs\.org|registry\.yarnpkg|\/root\/|\/tmp\/bash_jobs|"resolved": *"http/;
    const text = trackedFiles().filter(
      (file) => /\.(ts|mjs|md|json|ipynb|py|yml|toml)$|^\.npmrc$|Dockerfile$/.test(file) && file !== own,
    );
    expect(text.length).toBeGreaterThan(100);
    expect(text.filter((file) => suspicious.test(read(file)))).toEqual([]);
  });
});
