import type { EarlierUse } from "./earlier-uses.ts";
import type { ReadCell } from "./read-cell.ts";
import type { Scope, ValueEntry } from "./scope.ts";

/** A cell as a module that TypeScript can read. */
export interface ComposedCell {
  /** A line of declarations, then the cell; a use of a name's former value has another name of the same length. */
  readonly text: string;
  /** Length of the added line with its line break. */
  readonly prefixLength: number;
  /** The stand-in names, and what they stand for. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Keys of the cells that it reads names from. */
  readonly owners: ReadonlySet<number>;
  /** Names whose former value is used in a way that no stand-in fits. */
  readonly circular: ReadonlySet<string>;
}

/** The namespace under which the rest of the program sees a cell's names. */
export function namespaceOf(owner: number): string {
  return `$cell${owner}`;
}

/**
 * Makes a module of a cell.
 *
 * Its first line brings in the names of earlier cells that it uses. These come from global namespaces rather than by
 * `import`, so that TypeScript sees the same module structure whichever cells are used, and keeps its program.
 *
 * @param options.owner - given for a cell that has run: its names are put under its namespace.
 * @param options.extraNames - further names of earlier cells to bring in.
 */
export function composeCell(
  cell: ReadCell,
  scope: Scope,
  { owner, extraNames = [] }: { owner?: number; extraNames?: readonly string[] } = {},
): ComposedCell {
  const owners = new Set<number>();
  const circular = new Set<string>();
  const aliases = new Map<string, string>();
  const edits: (EarlierUse & { alias: string })[] = [];
  for (const use of cell.earlierUses) {
    if (!scope.values.has(use.name)) continue;
    if (use.isShorthand) {
      circular.add(use.name);
      continue;
    }
    const known = [...aliases].find(([, name]) => name === use.name)?.[0];
    const alias = known ?? chooseAlias(use.name, (text) => cell.source.includes(text) || aliases.has(text));
    aliases.set(alias, use.name);
    edits.push({ ...use, alias });
  }
  const lines: string[] = [];
  for (const name of new Set([...cell.used, ...extraNames])) {
    const own = cell.declared.get(name);
    lines.push(...bringIn(name, scope, owners, own?.value !== undefined, own?.isType === true));
  }
  for (const [alias, name] of aliases) {
    const entry = scope.values.get(name)!;
    owners.add(entry.owner);
    lines.push(declareValue(alias, name, entry));
  }
  if (owner !== undefined) {
    lines.push(exportNames(owner, cell.declared.keys()));
  }
  const prefix = `${lines.join(" ")}\n`;
  return {
    text: prefix + applyEdits(cell.source, edits),
    prefixLength: prefix.length,
    aliases,
    owners,
    circular,
  };
}

/** Puts names of a module under the namespace of its cell. */
export function exportNames(owner: number, names: Iterable<string>): string {
  return `declare global { namespace ${namespaceOf(owner)} { export { ${[...names].join(", ")} } } }`;
}

function bringIn(
  name: string,
  scope: Scope,
  owners: Set<number>,
  isOwnValue: boolean,
  isOwnType: boolean,
): string[] {
  const value = isOwnValue ? undefined : scope.values.get(name);
  // The type of a class goes with its value.
  const isLost = isOwnValue && scope.values.get(name)?.owner === scope.types.get(name);
  const typeOwner = isOwnType || isLost ? undefined : scope.types.get(name);
  const lines: string[] = [];
  if (value) {
    owners.add(value.owner);
    // An alias of a cell that declares both brings both; a type from elsewhere needs the alias for itself.
    const needsAlias = typeOwner !== undefined && typeOwner !== value.owner;
    lines.push(
      needsAlias ? `declare const ${name}: ${typeQuery(name, value)};` : declareValue(name, name, value),
    );
    if (typeOwner === value.owner && isAlias(value)) return lines;
  }
  if (typeOwner !== undefined) {
    owners.add(typeOwner);
    lines.push(`import ${name} = ${namespaceOf(typeOwner)}.${name};`);
  }
  return lines;
}

/** Variables are declared anew, so that they can be assigned to; the rest is aliased, which keeps all that it is. */
function declareValue(name: string, original: string, entry: ValueEntry): string {
  if (isAlias(entry)) return `import ${name} = ${namespaceOf(entry.owner)}.${original};`;
  return `declare ${entry.kind} ${name}: ${typeQuery(original, entry)};`;
}

function isAlias({ kind, isLiteral }: ValueEntry): boolean {
  // The type of a constant literal widens in `let b = a` only through an alias.
  return isLiteral || !(kind === "let" || kind === "var" || kind === "const");
}

function typeQuery(name: string, { owner }: ValueEntry): string {
  return `typeof ${namespaceOf(owner)}.${name}`;
}

const FIRST_STAND_IN = 0xa000;

/** Finds an identifier that is as long as the name and not taken. */
function chooseAlias(name: string, isTaken: (alias: string) => boolean): string {
  for (let code = FIRST_STAND_IN; ; code++) {
    const alias = name.slice(0, -1) + String.fromCharCode(code);
    if (!isTaken(alias)) return alias;
  }
}

function applyEdits(source: string, edits: readonly (EarlierUse & { alias: string })[]): string {
  let text = source;
  for (const { start, end, alias } of edits) {
    // Written with escapes it is longer than its name, and keeps its length by spaces.
    text = text.slice(0, start) + alias.padEnd(end - start) + text.slice(end);
  }
  return text;
}
