import ts from "typescript";
import type { CompletionItem, Completions } from "../../messages.ts";
import type { OpenCell } from "../cells/open-cell.ts";
import type { Scope } from "../cells/scope.ts";
import { hideSlots } from "../cells/slots.ts";
import { findKind, findSymbolKind } from "./kinds.ts";

/** How many names of earlier cells TypeScript itself is asked about; more are listed by name and kind alone. */
const MAX_SCOPE_NAMES = 40;
/** Types of items are worked out one by one: of the first few always, of more while there is time. */
const MIN_TYPED_ITEMS = 5;
const MAX_TYPED_ITEMS = 25;
const TYPES_BUDGET_MS = 5;

const WORD_BEFORE = /[\p{ID_Continue}$\u200c\u200d]*$/u;
const WORD_AFTER = /^[\p{ID_Continue}$\u200c\u200d]*/u;

export interface CompletionRequest {
  readonly service: ts.LanguageService;
  readonly scope: Scope;
  readonly source: string;
  /** UTF-16 units from 0. */
  readonly offset: number;
  /** Brings the cell, and names of earlier cells that it does not mention, into the program. */
  readonly open: (extraNames: readonly string[]) => OpenCell;
  /** Packages to offer where a module's name is written, besides those that TypeScript finds. */
  readonly packages: () => readonly string[];
}

/** Finds what can stand at a place: what begins with the word before it, or has the same letters in other case. */
export function completeCell(request: CompletionRequest): Completions {
  const { service, source, offset } = request;
  const word = WORD_BEFORE.exec(source.slice(0, offset))![0];
  const isMember = /\.\s*$/.test(source.slice(0, offset - word.length));
  const scopeNames = isMember ? [] : findScopeNames(request.scope, word);
  const cell = request.open(scopeNames.slice(0, MAX_SCOPE_NAMES));
  const position = cell.composed.prefixLength + offset;
  const found = service.getCompletionsAtPosition(cell.path, position, {
    includeCompletionsForModuleExports: false,
    includeCompletionsWithInsertText: true,
    includeCompletionsForImportStatements: false,
    includeSymbol: true,
  });
  const inModuleName = isInModuleName(service, cell, position);
  const entries = [...(found?.entries ?? [])];
  if (!found && !inModuleName) return { start: offset, end: offset, items: [] };
  if (found?.isGlobalCompletion) entries.push(...listRest(scopeNames.slice(MAX_SCOPE_NAMES), request.scope));
  const span = findSpan(entries, found?.optionalReplacementSpan, cell.composed.prefixLength, {
    start: inModuleName ? findModuleNameStart(source, offset) : offset - word.length,
    end: offset + (inModuleName ? 0 : WORD_AFTER.exec(source.slice(offset))![0].length),
  });
  if (inModuleName && !/["'`][./][^"'`]*$/.test(source.slice(0, offset))) {
    entries.push(...listPackages(request.packages(), entries));
  }
  const start = span.start + cell.composed.prefixLength;
  const typed = source.slice(span.start, offset);
  const fitting = keepFitting(
    entries.filter(({ replacementSpan }) => (replacementSpan?.start ?? start) === start),
    // `?.name` takes the dot's place.
    entries[0]?.insertText?.startsWith("?.") ? `?${typed}` : typed,
    cell.composed.aliases,
  );
  const described = describe(service, cell, position, fitting);
  return { ...span, items: described };
}

function findScopeNames({ values, types }: Scope, word: string): string[] {
  const lower = word.toLowerCase();
  // The newest are last.
  const names = [...new Set([...values.keys(), ...types.keys()])].reverse();
  return names.filter((name) => name.toLowerCase().startsWith(lower));
}

function listRest(names: readonly string[], { values }: Scope): ts.CompletionEntry[] {
  return names.map((name) => ({
    name,
    kind: SCOPE_KINDS[values.get(name)?.kind ?? "type"] ?? ts.ScriptElementKind.letElement,
    sortText: "11",
  }));
}

const SCOPE_KINDS: Record<string, ts.ScriptElementKind> = {
  function: ts.ScriptElementKind.functionElement,
  class: ts.ScriptElementKind.classElement,
  enum: ts.ScriptElementKind.enumElement,
  namespace: ts.ScriptElementKind.moduleElement,
  const: ts.ScriptElementKind.constElement,
  type: ts.ScriptElementKind.typeElement,
};

/** One span for all items: Jupyter knows no other. `?.name`, where all items are such, takes in the dot before. */
function findSpan(
  entries: readonly ts.CompletionEntry[],
  optional: ts.TextSpan | undefined,
  prefixLength: number,
  fallback: { start: number; end: number },
): { start: number; end: number } {
  const spans = entries.map(({ replacementSpan }) => replacementSpan);
  const isShared = spans.length > 0 && spans.every((other) => other?.start === spans[0]?.start);
  const span = (isShared ? spans[0] : undefined) ?? optional;
  if (!span || span.start < prefixLength) return fallback;
  return {
    start: span.start - prefixLength,
    end: Math.max(span.start + span.length - prefixLength, fallback.end),
  };
}

function keepFitting(
  entries: readonly ts.CompletionEntry[],
  typed: string,
  aliases: ReadonlyMap<string, string>,
): ts.CompletionEntry[] {
  const candidates = entries.filter(({ name }) => !aliases.has(name) && !/^\$cell\d+$/.test(name));
  const exact = candidates.filter((entry) => textOf(entry).startsWith(typed));
  const lower = typed.toLowerCase();
  const kept =
    exact.length > 0 ? exact : candidates.filter((entry) => textOf(entry).toLowerCase().startsWith(lower));
  const rank = (entry: ts.CompletionEntry): string => entry.sortText;
  return kept.sort((a, b) => compare(rank(a), rank(b)) || compare(a.name, b.name));
}

/** What goes into the text: for `?.name` and `["a name"]` it is more than the name. */
function textOf({ name, insertText }: ts.CompletionEntry): string {
  return insertText ?? name;
}

function describe(
  service: ts.LanguageService,
  cell: OpenCell,
  position: number,
  entries: readonly ts.CompletionEntry[],
): CompletionItem[] {
  const program = service.getProgram();
  const checker = program?.getTypeChecker();
  const file = program?.getSourceFile(cell.path);
  const location = file && findNode(file, position);
  const end = performance.now() + TYPES_BUDGET_MS;
  return entries.map((entry, index) => {
    const item = {
      name: textOf(entry),
      kind: findKind(entry.kind),
      sortText: String(index).padStart(6, "0"),
    };
    const { symbol } = entry;
    const isLate = index >= MIN_TYPED_ITEMS && performance.now() > end;
    if (!checker || !location || !symbol || index >= MAX_TYPED_ITEMS || isLate) return item;
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const kind = entry.kind === ts.ScriptElementKind.alias ? findSymbolKind(target.flags) : item.kind;
    if (!(target.flags & ts.SymbolFlags.Value)) return { ...item, kind };
    const type = checker.getTypeOfSymbolAtLocation(target, location);
    const signature = type.getCallSignatures()[0];
    // One of the two: writing a type out takes as long as finding it.
    if (!signature) return { ...item, kind, type: hideSlots(checker.typeToString(type, location)) };
    return { ...item, kind, signature: hideSlots(checker.signatureToString(signature, location)) };
  });
}

function findNode(file: ts.SourceFile, position: number): ts.Node {
  let found: ts.Node = file;
  for (;;) {
    const inner: ts.Node | undefined = ts.forEachChild(found, (child) =>
      child.pos <= position && position <= child.end ? child : undefined,
    );
    if (!inner) return found;
    found = inner;
  }
}

/** Whether a place is inside the name of a module: `from "../..."`, `import("...")`, `require("...")`. */
function isInModuleName(service: ts.LanguageService, cell: OpenCell, position: number): boolean {
  const file = service.getProgram()?.getSourceFile(cell.path);
  const node = file && findNode(file, position);
  if (!node || !ts.isStringLiteralLike(node) || position <= node.getStart(file)) return false;
  const { parent } = node;
  if (ts.isImportDeclaration(parent) || ts.isExternalModuleReference(parent)) return true;
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== node) return false;
  const { expression } = parent;
  return expression.kind === ts.SyntaxKind.ImportKeyword || expression.getText(file) === "require";
}

function findModuleNameStart(source: string, offset: number): number {
  return offset - /[^"'`/]*$/.exec(source.slice(0, offset))![0].length;
}

function listPackages(
  packages: readonly string[],
  entries: readonly ts.CompletionEntry[],
): ts.CompletionEntry[] {
  const known = new Set(entries.map(({ name }) => name));
  return packages
    .filter((name) => !known.has(name))
    .map((name) => ({ name, kind: ts.ScriptElementKind.externalModuleName, sortText: "12" }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
