import ts from "typescript";
import { type EarlierUse, findEarlierUses } from "./earlier-uses.ts";

export type ValueKind = "var" | "let" | "const" | "function" | "class" | "enum" | "namespace" | "import";

/** What a cell makes of one name. */
export interface Declared {
  /** How its value came about; absent for a name that is only a type. */
  readonly value?: ValueKind;
  readonly isType: boolean;
  /** A constant that may hold a literal, whose type widens where it is copied to a variable. */
  readonly isLiteral: boolean;
}

/** What the service must know of a cell before it is checked. */
export interface ReadCell {
  readonly source: string;
  readonly declared: ReadonlyMap<string, Declared>;
  /** Names that the cell mentions, those of inner scopes too. */
  readonly used: ReadonlySet<string>;
  /** Mentions of a name of this cell that run before it is declared, and so mean what it was before. */
  readonly earlierUses: readonly EarlierUse[];
  /** Modules that it imports by name. */
  readonly specifiers: readonly string[];
  readonly hasJsx: boolean;
  /** It declares globals or adds to modules, which holds as long as the cell is known. */
  readonly hasAugmentation: boolean;
}

/** Reads which names a cell declares, and which it uses. A cell that is no TypeScript gives what can be told of it. */
export function readCell(source: string): ReadCell {
  let tree = parse(source, ts.ScriptKind.TS);
  let hasJsx = false;
  if (source.includes("<") && countFaults(tree) > 0) {
    // Tried only now: in a .tsx file `<T>value` and `<T>() => 1` would be faults.
    const withJsx = parse(source, ts.ScriptKind.TSX);
    hasJsx = countFaults(withJsx) < countFaults(tree);
    if (hasJsx) tree = withJsx;
  }
  const reading: Reading = {
    declared: new Map(),
    used: new Set(),
    specifiers: new Set(),
    hasAugmentation: false,
  };
  for (const statement of tree.statements) readStatement(reading, statement);
  const visit = (node: ts.Node, isInFunction: boolean): void => {
    if (ts.isIdentifier(node) && !isMemberName(node)) reading.used.add(node.text);
    else if (ts.isVariableDeclarationList(node) && !isInFunction && isVar(node)) {
      for (const { name } of node.declarations) declareBinding(reading, name, "var");
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const specifier = node.arguments[0];
      if (specifier && ts.isStringLiteralLike(specifier)) reading.specifiers.add(specifier.text);
    }
    const isFunction = ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node);
    ts.forEachChild(node, (child) => visit(child, isInFunction || isFunction));
  };
  visit(tree, false);
  return {
    source,
    declared: reading.declared,
    used: reading.used,
    earlierUses: findEarlierUses(tree),
    specifiers: [...reading.specifiers],
    hasJsx,
    hasAugmentation: reading.hasAugmentation,
  };
}

interface Reading {
  readonly declared: Map<string, Declared>;
  readonly used: Set<string>;
  readonly specifiers: Set<string>;
  hasAugmentation: boolean;
}

function parse(source: string, kind: ts.ScriptKind): ts.SourceFile {
  return ts.createSourceFile(
    kind === ts.ScriptKind.TSX ? "cell.tsx" : "cell.ts",
    source,
    ts.ScriptTarget.ESNext,
    true,
    kind,
  );
}

function countFaults(tree: ts.SourceFile): number {
  // The parser's own faults are on the tree it returns, under a name that the declarations leave out.
  return (tree as unknown as { parseDiagnostics: readonly unknown[] }).parseDiagnostics.length;
}

function readStatement(reading: Reading, statement: ts.Statement): void {
  if (ts.isVariableStatement(statement)) {
    const { flags, declarations } = statement.declarationList;
    // A resource ends with its cell.
    if (
      (flags & ts.NodeFlags.Using) === ts.NodeFlags.Using ||
      (flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing
    )
      return;
    const kind = flags & ts.NodeFlags.Const ? "const" : flags & ts.NodeFlags.Let ? "let" : "var";
    for (const { name, type, initializer } of declarations) {
      declareBinding(reading, name, kind, kind === "const" && !type && mayBeLiteral(initializer));
    }
  } else if (ts.isFunctionDeclaration(statement)) {
    if (statement.name) declare(reading, statement.name, "function", false);
  } else if (ts.isClassDeclaration(statement)) {
    if (statement.name) declare(reading, statement.name, "class", true);
  } else if (ts.isEnumDeclaration(statement)) {
    declare(reading, statement.name, "enum", true);
  } else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
    declare(reading, statement.name, undefined, true);
  } else if (ts.isModuleDeclaration(statement)) {
    const isGlobal = (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0;
    if (ts.isIdentifier(statement.name) && !isGlobal) declare(reading, statement.name, "namespace", true);
    else reading.hasAugmentation = true;
  } else if (ts.isImportEqualsDeclaration(statement)) {
    declare(reading, statement.name, "import", true);
  } else if (ts.isImportDeclaration(statement)) {
    readImport(reading, statement);
  }
}

function readImport(reading: Reading, { importClause, moduleSpecifier }: ts.ImportDeclaration): void {
  if (ts.isStringLiteral(moduleSpecifier)) reading.specifiers.add(moduleSpecifier.text);
  if (!importClause) return;
  const { name, namedBindings, phaseModifier } = importClause;
  const kind = phaseModifier === ts.SyntaxKind.TypeKeyword ? undefined : "import";
  if (name) declare(reading, name, kind, true);
  if (namedBindings && ts.isNamespaceImport(namedBindings)) declare(reading, namedBindings.name, kind, true);
  if (namedBindings && ts.isNamedImports(namedBindings)) {
    for (const element of namedBindings.elements) {
      declare(reading, element.name, element.isTypeOnly ? undefined : kind, true);
    }
  }
}

function declareBinding(reading: Reading, name: ts.BindingName, kind: ValueKind, isLiteral = false): void {
  if (ts.isIdentifier(name)) {
    declare(reading, name, kind, false, isLiteral);
    return;
  }
  for (const element of name.elements) {
    if (ts.isBindingElement(element)) declareBinding(reading, element.name, kind);
  }
}

/** A name may be a type and a value at once, and a function or namespace declared in parts. */
function declare(
  reading: Reading,
  { text }: ts.Identifier,
  value: ValueKind | undefined,
  isType: boolean,
  isLiteral = false,
): void {
  if (text === "") return;
  const before = reading.declared.get(text);
  const kept = before?.value ?? value;
  reading.declared.set(text, {
    ...(kept ? { value: kept } : {}),
    isType: isType || before?.isType === true,
    isLiteral,
  });
}

function isVar({ flags }: ts.VariableDeclarationList): boolean {
  return (flags & ts.NodeFlags.BlockScoped) === 0;
}

function mayBeLiteral(value: ts.Expression | undefined): boolean {
  if (!value) return false;
  if (ts.isParenthesizedExpression(value)) return mayBeLiteral(value.expression);
  if (ts.isPrefixUnaryExpression(value)) return mayBeLiteral(value.operand);
  if (ts.isConditionalExpression(value)) return mayBeLiteral(value.whenTrue) || mayBeLiteral(value.whenFalse);
  const { kind } = value;
  return (
    ts.isLiteralExpression(value) || kind === ts.SyntaxKind.TrueKeyword || kind === ts.SyntaxKind.FalseKeyword
  );
}

/** Whether an identifier names a member, a label or an attribute and so no variable. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (ts.isImportSpecifier(parent) || ts.isBindingElement(parent)) return parent.propertyName === node;
  if (ts.isJsxAttribute(parent) || ts.isMetaProperty(parent) || ts.isNamedTupleMember(parent)) return true;
  if (ts.isLabeledStatement(parent)) return parent.label === node;
  if (ts.isBreakOrContinueStatement(parent)) return true;
  const isMember =
    ts.isPropertyAssignment(parent) ||
    ts.isClassElement(parent) ||
    ts.isTypeElement(parent) ||
    ts.isEnumMember(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isAccessor(parent);
  return isMember && (parent as { name?: ts.Node }).name === node;
}
