import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { root } from "./tracked-files.ts";

interface Example {
  /** Public name that it stands beside. */
  readonly name: string;
  readonly code: string;
}

const { options } = ts.parseJsonConfigFileContent(
  {
    compilerOptions: { types: ["node"], target: "es2023", lib: ["es2023"], module: "nodenext", strict: true },
  },
  ts.sys,
  root,
);
const settings: ts.CompilerOptions = {
  ...options,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
};
const index = join(root, "lib", "index.ts");

/** Free names of an example, such as `train`, are the reader's own; some look like a test runner's to TypeScript. */
const CANNOT_FIND_NAME = new Set([2304, 2552, 2582, 2593, 18004]);
/** What follows from a free name alone: a parameter whose type it would tell. */
const UNTOLD_TYPE = new Set([7006, 7031]);
const NODE = `import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
`;

describe("examples of public names", () => {
  const { names, examples } = readPublicNames();

  it("are found at all", () => {
    expect(names).toContain("loadBackbone");
    expect(examples.length).toBeGreaterThan(100);
  });

  it("fit the types of what they call", () => {
    expect(findFaults(examples, names)).toEqual([]);
  }, 120_000);

  it("that do not fit are found", () => {
    const wrong = [
      { name: "a", code: "accuracy([1, 0], [1, 1], 3)" },
      { name: "b", code: "const { nothing } = matrix(2, 2);" },
      { name: "c", code: "frobnicate(features)" },
      { name: "d", code: "matrix(train.rows, 3)" },
    ];
    expect(findFaults(wrong, names).map((fault) => fault.split(":")[0])).toEqual(["a", "b", "c"]);
  }, 120_000);
});

function readPublicNames(): { names: string[]; examples: Example[] } {
  const program = ts.createProgram([index], settings);
  const checker = program.getTypeChecker();
  const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(index)!)!);
  const examples = symbols.flatMap((symbol) => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const tags = target.getJsDocTags(checker).filter(({ name }) => name === "example");
    return tags.map(({ text }) => ({ name: symbol.name, code: ts.displayPartsToString(text) }));
  });
  return { names: symbols.map(({ name }) => name), examples };
}

/** Compiles each example as a module of its own beside lib/index.ts, with every public name at hand. */
function findFaults(examples: readonly Example[], names: readonly string[]): string[] {
  const prelude = `${NODE}import { ${names.join(", ")} } from "./index.ts";\n`;
  const files = new Map(
    examples.map((example, position) => {
      const code = example.code.replace(/^```ts\n([\s\S]*)```$/, "$1");
      const path = join(root, "lib", `example-${position}.ts`);
      return [path, { name: example.name, text: `${prelude}async function cell() {\n${code}\n}\n` }];
    }),
  );
  const host = ts.createCompilerHost(settings);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists.call(host, path);
  host.readFile = (path) => files.get(path)?.text ?? readFile.call(host, path);
  host.getSourceFile = (path, ...rest) => {
    const text = files.get(path)?.text;
    return text === undefined
      ? getSourceFile.call(host, path, ...rest)
      : ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  };
  const program = ts.createProgram([...files.keys()], settings, host);
  return Array.from(files, ([path, { name }]) => {
    const source = program.getSourceFile(path)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
      .filter((one) => !UNTOLD_TYPE.has(one.code))
      .filter((one) => !CANNOT_FIND_NAME.has(one.code) || isCalled(source, one))
      .map((one) => `${name}: ${ts.flattenDiagnosticMessageText(one.messageText, " ")}`);
  }).flat();
}

function isCalled(source: ts.SourceFile, { start = 0, length = 0 }: ts.Diagnostic): boolean {
  return source.text.slice(start + length).startsWith("(");
}
