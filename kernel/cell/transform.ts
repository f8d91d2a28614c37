import type { Program } from "oxc-parser";
import { CellSyntaxError } from "../errors.ts";
import { createLocator, type Locate } from "./locate.ts";
import {
  findLanguage,
  parseJavaScript,
  parseTypeScript,
  readPlainJavaScript,
  syntaxErrorAt,
} from "./parse.ts";
import type { NameKind } from "./rewriting/references.ts";
import { type CellImport, rewriteCell } from "./rewriting/rewrite.ts";
import { DECORATOR_HELPERS, type Stripped, stripTypes } from "./strip-types.ts";

/** What a cell is read against. */
export interface CellContext {
  /** The cell's number in messages and stack traces (`In[3]`), from 1. */
  readonly cell: number;
  /** Top-level names of the cells before. */
  readonly declared: ReadonlyMap<string, NameKind>;
  /** Names of the global object of the process that runs the cell. */
  readonly globals: ReadonlySet<string>;
}

/** A cell as JavaScript that keeps its top-level names on a namespace object. */
export interface TransformedCell {
  /** An async function expression; the process that runs it knows its parameters. Its first line is line 0 of the cell. */
  readonly code: string;
  readonly declarations: ReadonlyMap<string, NameKind>;
  /** To be imported, in order, before the code runs. */
  readonly imports: readonly CellImport[];
  /** Finds the place in the cell's source that a place in the code came from. */
  readonly locate: Locate;
}

/**
 * Turns a TypeScript cell into JavaScript whose top-level names live on one namespace object.
 *
 * Lines hold, so a stack trace through `In[n]` needs only its columns located. Functions are hoisted; any name may be
 * declared again by a later cell, in any way; closures see the new value. A name declared nowhere yet is looked up when
 * it is used: on the namespace, then among the globals.
 *
 * @throws {@link CellSyntaxError} with the place of the first fault.
 * @example transformCell("let x = 1; x + 1", { cell: 1, declared: new Map(), globals: new Set() }).code
 */
export function transformCell(text: string, context: CellContext): TransformedCell {
  const { cell } = context;
  // A hashbang is a comment at the beginning of a file only, which a cell's code is not.
  const source = text.replace(/^\uFEFF?#!/, (mark) => mark.replace("#!", "//"));
  const tree = parseTypeScript(source, cell);
  const assignment = tree.body.find((statement) => statement.type === "TSExportAssignment");
  if (assignment) {
    const message = "A cell has no importers, so it can't export a value: write the value alone to show it";
    throw syntaxErrorAt(message, source, assignment.start, cell);
  }
  const plain = readPlainJavaScript(source, tree);
  const stripped: Stripped = plain ? { code: source } : strip(source, cell);
  // Back from JavaScript to the TypeScript it was made of.
  const locateTyped = createLocator(stripped.map ? [stripped.map] : []);
  const rewritten = rewriteCell(stripped.code, plain ?? parseJavaScript(stripped.code, cell), {
    ...context,
    enums: findEnums(tree),
    locals: stripped.map ? DECORATOR_HELPERS : new Set(),
    showsResult: endsInExpression(tree, source),
    fail: (message, offset) => {
      // With a map the offset is one of the compiled code; the line it names is then found through the map.
      const error = syntaxErrorAt(message, stripped.code, offset, cell);
      const place = locateTyped(error);
      const lines = source.split("\n");
      const start = lines.slice(0, place.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
      throw syntaxErrorAt(message, source, start + place.column - 1, cell);
    },
  });
  return {
    code: rewritten.code,
    declarations: rewritten.declarations,
    imports: rewritten.imports.map((entry) => ({ ...entry, ...locateTyped(entry) })),
    locate: createLocator(stripped.map ? [rewritten.map, stripped.map] : [rewritten.map]),
  };
}

function strip(source: string, cell: number): Stripped {
  try {
    return stripTypes(source, `In[${cell}].ts`, findLanguage(source));
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new CellSyntaxError(error.message, { cell, line: 1, column: 1, frame: "" });
    }
    throw error;
  }
}

function findEnums(tree: Program): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of tree.body) {
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    if (declaration?.type === "TSEnumDeclaration") names.add(declaration.id.name);
  }
  return names;
}

/** Whether the cell's last statement is an expression whose value shows; a `;` after it hides the value. */
function endsInExpression(tree: Program, source: string): boolean {
  const last = tree.body.at(-1);
  return last?.type === "ExpressionStatement" && source[last.end - 1] !== ";";
}
