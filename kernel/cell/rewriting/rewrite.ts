import MagicString from "magic-string";
import type { Program } from "oxc-parser";
import { editNode } from "./edit-node.ts";
import { frameUsing, STACK } from "./lower-using.ts";
import { findNames, type NameKind, type Use } from "./references.ts";
import { type SyntaxNode, walk } from "./walk.ts";

/** A name that an import statement makes. */
export interface ImportBinding {
  readonly imported: string;
  readonly local: string;
  /** Whether the cell itself uses it as a value; a name that it does not use may be that of a type. */
  readonly isUsed: boolean;
}

/** A static import, taken out of the code. */
export interface CellImport {
  readonly specifier: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** `imported` is `*` for the namespace and `default` for the default export. */
  readonly bindings: readonly ImportBinding[];
  readonly line: number;
  readonly column: number;
}

/** What the function a cell becomes is called with, in this order. */
const CELL_PARAMETERS = [
  "namespace",
  "constants",
  "result",
  "enter",
  "leave",
  "turn",
  STACK,
  "import",
  "meta",
] as const;

export interface RewriteOptions {
  readonly declared: ReadonlyMap<string, NameKind>;
  readonly globals: ReadonlySet<string>;
  readonly enums: ReadonlySet<string>;
  /** Top-level names that a compiler added; they end with the cell. */
  readonly locals: ReadonlySet<string>;
  readonly showsResult: boolean;
  /** Throws the syntax error for a fault at an offset of the code. */
  readonly fail: (message: string, offset: number) => never;
}

/** What the edits of one cell share. */
export interface Rewriting {
  readonly text: MagicString;
  readonly code: string;
  readonly options: RewriteOptions;
  readonly kinds: ReadonlyMap<string, NameKind>;
  /** Identifiers that stand for a property of the namespace object. */
  readonly uses: ReadonlyMap<object, Use>;
  /** Starts every name the transform adds; no identifier of the cell starts so. */
  readonly prefix: string;
  readonly imports: CellImport[];
  readonly hoisted: string[];
  readonly lastStatement: object | undefined;
}

/**
 * Rewrites JavaScript so that top-level names are properties of the namespace object; every edit stays on its line.
 *
 * @param code - plain JavaScript of a module; `tree` is its syntax tree.
 */
export function rewriteCell(code: string, tree: Program, options: RewriteOptions) {
  const { declarations, uses, freeUses } = findNames(tree, options.locals);
  for (const name of options.enums) if (declarations.has(name)) declarations.set(name, "enum");
  for (const [node, use] of freeUses) {
    // A global stays a global until a cell declares its name.
    if (options.globals.has(use.name) && !options.declared.has(use.name)) continue;
    uses.set(node, use);
  }
  const text = new MagicString(code);
  const prefix = choosePrefix(tree);
  const rewriting: Rewriting = {
    text,
    code,
    options,
    kinds: new Map([...options.declared, ...declarations]),
    uses,
    prefix,
    imports: [],
    hoisted: [],
    lastStatement: options.showsResult ? tree.body.at(-1) : undefined,
  };
  walk(tree as unknown as SyntaxNode, (node, parents) => editNode(rewriting, node, parents));
  const frame = frameUsing(rewriting, tree as unknown as SyntaxNode);
  const map = text.generateMap({ hires: "boundary", source: "cell", includeContent: false });
  const parameters = CELL_PARAMETERS.map((name) => (name === "namespace" ? prefix : prefix + name));
  const hoists = rewriting.hoisted.map((name) => `${prefix}.${name} = ${name};`).join("");
  return {
    code: `(async function (${parameters.join(", ")}) { "use strict";${frame?.before ?? ""}${hoists}\n${text.toString()}\n${frame?.after ?? ""}})`,
    declarations: declarations as ReadonlyMap<string, NameKind>,
    imports: rewriting.imports as readonly CellImport[],
    map: {
      version: 3,
      file: "cell",
      sourceRoot: "",
      sources: map.sources,
      names: map.names,
      mappings: map.mappings,
      sourcesContent: [],
    },
  };
}

function choosePrefix(tree: Program): string {
  const names = new Set<string>();
  walk(tree as unknown as SyntaxNode, (node) => {
    if (node.type === "Identifier") names.add(node.name as string);
  });
  const added = ["", ...CELL_PARAMETERS];
  let prefix = "$";
  const isTaken = (name: string) =>
    added.some((ending) => name === prefix + ending) || name.startsWith(`${prefix}${STACK}_`);
  while ([...names].some(isTaken)) prefix += "$";
  return prefix;
}
