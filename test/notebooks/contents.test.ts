import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseNotebook } from "../../kernel/notebook/read.ts";

const folder = fileURLToPath(new URL("../../notebooks", import.meta.url));
const page = readFileSync(join(folder, "README.md"), "utf8");
const targets = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target!);

/** Rows of the table under a heading, each a list of cells. */
function tableUnder(heading: string): string[][] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  return section
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(1)
    .map((line) => line.slice(2, -2).split(" | "));
}

const notebooksIn = (path: string) =>
  readdirSync(join(folder, path)).filter((name) => name.endsWith(".ipynb"));

// JupyterLab goes to a cell by `#cell-id=ID`; by `#ID` it looks for a heading.
describe("the contents page", () => {
  it("leads to notebooks and cells that are there", () => {
    const cellsOf = new Map<string, readonly (string | undefined)[]>();
    const broken = targets.filter((target) => {
      const [path, cell] = target.split("#") as [string, string | undefined];
      if (!cellsOf.has(path)) {
        const { cells } = parseNotebook(readFileSync(join(folder, path), "utf8"), path);
        cellsOf.set(
          path,
          cells.map(({ id }) => id),
        );
      }
      return cell !== undefined && !cellsOf.get(path)!.includes(cell.replace(/^cell-id=/, ""));
    });
    expect(broken).toEqual([]);
    expect(targets.filter((target) => target.includes("#")).length).toBeGreaterThan(50);
  });

  it.each([
    "What Is Transfer Learning?",
    "Transfer Learning for Image Recognition: useful learned features",
    "Transfer Learning for Image Recognition: state-of-the-art performance",
    "Transfer Learning for Image Recognition: easily accessible",
    "How to Use Pre-Trained Models: classifier",
    "How to Use Pre-Trained Models: standalone feature extractor",
    "How to Use Pre-Trained Models: integrated feature extractor",
    "How to Use Pre-Trained Models: weight initialization",
    "Models for Transfer Learning",
    "the API: `include_top=False`",
    "the API: `input_tensor`",
    "the API: `pooling`",
    "the API: `preprocess_input`",
    "the API: `weights=None`, `classes`",
    "Load the VGG16 Pre-trained Model",
    "Load the InceptionV3 Pre-Trained Model",
    "Load the ResNet50 Pre-trained Model",
    "Examples of Using Pre-Trained Models",
    "Pre-Trained Model as Classifier",
    "Pre-Trained Model as Feature Extractor Preprocessor",
    "Pre-Trained Model as Feature Extractor in Model",
    "Extensions: your own photo",
    "Extensions: VGG against ResNet",
    "Extensions: feature vectors and an SVM",
  ])("maps the section %s to cells", (section) => {
    const row = tableUnder("By section of the chapter").find(([name]) => name === section);
    expect(row?.at(-1)).toMatch(/\]\(\d\d-[a-z-]+\.ipynb#cell-id=[a-z-]+\)/);
  });

  it.each([
    ["01_vgg_model", "138,357,544"],
    ["02_inception_model", "23,851,784"],
    ["03_resnet_model", "25,636,712"],
    ["04_pretrained_classifier", "Doberman (33.59%)"],
    ["05_pretrained_feature_extractor", "(1, 4096)"],
    ["06_pretrained_model_with_new_output", "57,193,290"],
    ["06b", "42,478,602"],
    ["06c", "260,160"],
  ])("maps the code file %s to the cell with its result", (file, result) => {
    const row = tableUnder("By code file").find(([name]) => name!.startsWith(file));
    expect(row?.[1]).toContain(result);
    expect(row?.[2]).toMatch(/\]\(\d\d-[a-z-]+\.ipynb#cell-id=[a-z-]+\)/);
  });

  it("lists every notebook, exercise and solution once, in order", () => {
    const listed = (heading: string, column: number) =>
      tableUnder(heading).map((row) => row[column]!.match(/\(([^)#]+)\)/)![1]!);
    expect(listed("By notebook", 0)).toEqual(notebooksIn("."));
    expect(listed("Exercises", 0)).toEqual(notebooksIn("exercises").map((name) => `exercises/${name}`));
    expect(listed("Exercises", 3)).toEqual(
      notebooksIn("exercises/solutions").map((name) => `exercises/solutions/${name}`),
    );
  });
});
