import ts from "typescript";
import { exportNames } from "./compose.ts";
import type { ReadCell } from "./read-cell.ts";
import type { KnownCell } from "./slots.ts";

/** Types that can be written anywhere: no names but the language's own. */
const PLAIN_NAMES = new Set(
  `any unknown never void null undefined string number boolean bigint symbol object readonly true false keyof
  Array ReadonlyArray Map ReadonlyMap Set ReadonlySet Promise Date RegExp Error Record Partial
  Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array
  ArrayBuffer ArrayBufferLike SharedArrayBuffer Buffer`.split(/\s+/),
);

/**
 * Writes a cell that only declares variables as declarations with their types, which depend on no other cell.
 *
 * A name that every cell makes from its former value would otherwise keep all these cells in use.
 *
 * @param file - the cell in a program, with what it reads from.
 * @returns undefined when a type can't be written without names of other cells or packages.
 */
export function freezeCell(
  known: KnownCell,
  { declared }: ReadCell,
  file: ts.SourceFile,
  checker: ts.TypeChecker,
): KnownCell | undefined {
  const lines = [exportNames(known.key, declared.keys())];
  const left = new Set(declared.keys());
  const declare = (name: ts.BindingName): boolean => {
    if (!ts.isIdentifier(name)) {
      return name.elements.every((element) => !ts.isBindingElement(element) || declare(element.name));
    }
    const { value, isType, isLiteral } = declared.get(name.text) ?? {};
    const isVariable = value === "let" || value === "const" || value === "var";
    const type = checker.typeToString(
      checker.getTypeAtLocation(name),
      undefined,
      ts.TypeFormatFlags.NoTruncation,
    );
    if (!isVariable || isType || !isPlain(type)) return false;
    left.delete(name.text);
    // A constant without a type keeps the literal that widens.
    lines.push(isLiteral ? `const ${name.text} = ${type};` : `declare ${value} ${name.text}: ${type};`);
    return true;
  };
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement) || isAdded(statement)) continue;
    if (!statement.declarationList.declarations.every(({ name }) => declare(name))) return;
  }
  if (left.size > 0) return;
  return { ...known, text: lines.join(" "), owners: new Set(), depth: 1 };
}

function isAdded(statement: ts.VariableStatement): boolean {
  return statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) ?? false;
}

function isPlain(type: string): boolean {
  const withoutLiterals = type.replace(/"(?:[^"\\]|\\.)*"/g, "");
  const withoutMembers = withoutLiterals.replace(/[\p{ID_Start}$_][\p{ID_Continue}$]*\??:/gu, "");
  const names = withoutMembers.match(/[\p{ID_Start}$_][\p{ID_Continue}$.]*/gu) ?? [];
  return names.every((name) => PLAIN_NAMES.has(name)) && !/import\(|typeof|=>|\.\.\./.test(type);
}
