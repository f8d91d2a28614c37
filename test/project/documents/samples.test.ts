import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runNotebook } from "../../../kernel/run/run-notebook.ts";
import { documentFiles, read, root } from "./tracked-files.ts";

/** Blocks of TypeScript in a document, in its order: what a reader pastes into the cells of one notebook. */
function findSamples(text: string): string[] {
  return Array.from(text.matchAll(/^```ts\n([\s\S]*?)^```/gm), ([, code]) => code!);
}

const documents = documentFiles.filter((file) => findSamples(read(file)).length > 0);
const classes = ["bicycle", "bus", "fish"];

describe("code samples in documents", () => {
  let folder: string;

  // Within the project, so that `transferlab` is found as in its own notebooks.
  beforeAll(() => {
    mkdirSync(join(root, "data", "cache"), { recursive: true });
    folder = mkdtempSync(join(root, "data", "cache", "samples-"));
    for (const name of classes) {
      const pictures = readdirSync(join(root, "data", "samples", name)).slice(0, 12);
      mkdirSync(join(folder, "photos", name), { recursive: true });
      for (const picture of pictures)
        cpSync(join(root, "data", "samples", name, picture), join(folder, "photos", name, picture));
    }
    cpSync(join(root, "data", "samples", "bus", "000.jpg"), join(folder, "dog.jpg"));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("are in the README and beyond", () => {
    expect(documents).toContain("README.md");
    expect(findSamples("```ts\\nlet a;\\n```".replaceAll("\\n", "\n"))).toEqual(["let a;\n"]);
  });

  it.each(documents)(
    "of %s fit their types and run, on a folder of photos and a picture",
    async (file) => {
      const path = join(folder, `${file.replaceAll("/", "-")}.ipynb`);
      writeFileSync(path, JSON.stringify(notebookOf(findSamples(read(file)))));
      const result = await runNotebook(path, {
        types: "on",
        env: { TRANSFERLAB_HOME: join(folder, "home"), TRANSFERLAB_OFFLINE: "1" },
      });
      expect(result.error).toBeUndefined();
      expect(result.cells).toMatchObject({ failed: 0, run: result.cells.total });
    },
    240_000,
  );
});

function notebookOf(samples: readonly string[]) {
  const cells = samples.map((source, index) => ({
    cell_type: "code",
    id: `sample-${index}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  }));
  const kernelspec = {
    name: "transferlab",
    display_name: "TypeScript (transferlab)",
    language: "typescript",
  };
  return { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
}
