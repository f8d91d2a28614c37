import { analyze, type Scope, type Variable } from "eslint-scope";
import type { Program } from "oxc-parser";

/** How a cell's top-level name came about. */
export type NameKind = "var" | "let" | "const" | "function" | "class" | "enum" | "import";

/** A use of a name, told by the identifier's node. */
export interface Use {
  readonly name: string;
  /** Whether it assigns to the name other than to initialise it. */
  readonly assigns: boolean;
}

/** The top-level names a cell declares, and every use of these and of names it does not declare. */
export interface CellNames {
  readonly declarations: Map<string, NameKind>;
  readonly uses: Map<object, Use>;
  /** Uses of names that nothing in the cell declares. */
  readonly freeUses: Map<object, Use>;
}

/**
 * Finds which identifiers of a cell mean its own top-level names, and which mean names from elsewhere.
 *
 * Names local to a block, function, class body, loop head or catch clause are left out, and so are `using` declarations:
 * they end with the cell.
 *
 * @param locals - further top-level names to leave out: those a compiler added.
 */
export function findNames(program: Program, locals: ReadonlySet<string> = new Set()): CellNames {
  // oxc's JavaScript tree is ESTree; only the packages' type declarations differ.
  const manager = analyze(program as unknown as Parameters<typeof analyze>[0], {
    ecmaVersion: 2024,
    sourceType: "module",
  });
  const global = manager.globalScope as Scope;
  const top = global.childScopes[0] as Scope;
  const names: CellNames = { declarations: new Map(), uses: new Map(), freeUses: new Map() };
  for (const variable of top.variables) {
    const kind = findKind(variable);
    if (kind === undefined || locals.has(variable.name)) continue;
    names.declarations.set(variable.name, kind);
    for (const reference of variable.references) {
      const assigns = reference.isWrite() && !reference.init;
      names.uses.set(reference.identifier, { name: variable.name, assigns });
    }
  }
  for (const reference of global.through) {
    const { name } = reference.identifier;
    names.freeUses.set(reference.identifier, { name, assigns: reference.isWrite() });
  }
  return names;
}

function findKind(variable: Variable): NameKind | undefined {
  const types = variable.defs.map((definition) => definition.type);
  if (types.includes("FunctionName")) return "function";
  if (types.includes("ClassName")) return "class";
  if (types.includes("ImportBinding")) return "import";
  const declaration = variable.defs[0]?.parent as { kind?: string } | null | undefined;
  const kind = declaration?.kind;
  return kind === "var" || kind === "let" || kind === "const" ? kind : undefined;
}
