import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { readNotebook } from "../../kernel/notebook/read.ts";

const folder = fileURLToPath(new URL("../../notebooks/", import.meta.url));
// Not the exercises: tslab stops at their first cell, whose files it does not import.
const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));

/** The `{ name }` of a cell whose name no declaration of the cell has, in order. */
function findShorthandsOfEarlierCells(source: string): string[] {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true);
  const host: ts.CompilerHost = {
    getSourceFile: (name) => (name === file.fileName ? file : undefined),
    getDefaultLibFileName: () => "lib.d.ts",
    writeFile: () => undefined,
    getCurrentDirectory: () => "/",
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    fileExists: (name) => name === file.fileName,
    readFile: () => undefined,
  };
  const options = { noLib: true, noResolve: true, target: ts.ScriptTarget.Latest };
  const checker = ts.createProgram([file.fileName], options, host).getTypeChecker();
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isShorthandPropertyAssignment(node) &&
      !checker.getShorthandAssignmentValueSymbol(node)?.declarations?.length
    ) {
      found.push(node.name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Names that tslab passes to every cell as parameters. */
const tslabParameters = new Set(["exports", "require"]);

/** The declarations at the top of a cell that have a name of tslab's own. */
function findTakenNames(source: string): string[] {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true);
  return file.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations.map(({ name }) => name.getText(file)))
    .filter((name) => tslabParameters.has(name));
}

describe.each(names)("%s, for tslab", (name) => {
  it("says { seed: seed } of a name of an earlier cell, not { seed }, and declares no exports or require", async () => {
    const { cells } = await readNotebook(join(folder, name));
    const found = cells
      .filter(({ cell_type }) => cell_type === "code")
      .flatMap(({ id, source }) => [
        ...findShorthandsOfEarlierCells(source).map((word) => `${id}: { ${word} }`),
        ...findTakenNames(source).map((word) => `${id}: const ${word}`),
      ]);
    expect(found).toEqual([]);
  });
});

describe("what tslab can't read", () => {
  it("is { seed } of another cell's name, not of the same cell's", () => {
    const source =
      'import { a } from "b"; let seed = 1; const f = (strict: boolean) => ({ a, seed, strict });';
    expect(findShorthandsOfEarlierCells(source)).toEqual([]);
    expect(findShorthandsOfEarlierCells("({ seed, a: 1, inner: { strict } })")).toEqual(["seed", "strict"]);
  });

  it("is a declaration of require", () => {
    expect(findTakenNames("const require = 1; let other = 2;")).toEqual(["require"]);
  });
});
