import ts from "typescript";

/** A mention of a name that the cell declares only afterwards, by offsets of the cell. */
export interface EarlierUse {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** `{ name }`, where the identifier is a property's name too. */
  readonly isShorthand: boolean;
}

/**
 * Finds where a cell reads a name before its own declaration of it has run, as `let x = x + 1` does.
 *
 * At run time such a use means what an earlier cell gave the name. Uses in functions run later and mean the new one;
 * functions passed to a call in the name's own initialiser (`const data = data.filter(...)`) count as run by that call.
 */
export function findEarlierUses(tree: ts.SourceFile): EarlierUse[] {
  const declared = findDeclared(tree);
  const uses: EarlierUse[] = [];
  if (declared.size === 0) return uses;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const declaration = declared.get(node.text);
      if (declaration && node.end <= declaration.end && isUse(node) && runsBefore(node, declaration)) {
        uses.push({
          name: node.text,
          start: node.getStart(tree),
          end: node.end,
          isShorthand: ts.isShorthandPropertyAssignment(node.parent),
        });
      }
    }
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return uses;
}

interface Declaration {
  readonly node: ts.Node;
  /** Where the name begins to mean the new value. */
  readonly end: number;
}

function findDeclared(tree: ts.SourceFile): Map<string, Declaration> {
  const declared = new Map<string, Declaration>();
  const declare = (name: ts.BindingName, node: ts.Node): void => {
    if (ts.isIdentifier(name)) {
      if (!declared.has(name.text)) declared.set(name.text, { node, end: node.end });
      return;
    }
    for (const element of name.elements) if (ts.isBindingElement(element)) declare(element.name, node);
  };
  for (const statement of tree.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations)
        declare(declaration.name, declaration);
    } else if (ts.isClassDeclaration(statement) && statement.name) {
      declared.set(statement.name.text, { node: statement, end: statement.members.pos });
    }
  }
  return declared;
}

/** Whether an identifier is read or written as a variable, rather than declared or the name of a member. */
function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isExportSpecifier(parent)) return false;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return false;
  const { name, propertyName } = parent as { name?: ts.Node; propertyName?: ts.Node };
  return name !== node && propertyName !== node;
}

function runsBefore(node: ts.Identifier, { node: declaration }: Declaration): boolean {
  for (let at: ts.Node = node; !ts.isSourceFile(at); at = at.parent) {
    if (declaresInside(at, node.text)) return false;
    const isDeferred = ts.isFunctionLike(at) || ts.isPropertyDeclaration(at);
    if (isDeferred && !isCalled(at) && !isArgumentWithin(at, declaration)) return false;
  }
  return true;
}

/** `(() => ...)()` runs where it stands. */
function isCalled(node: ts.Node): boolean {
  let at = node;
  while (ts.isParenthesizedExpression(at.parent)) at = at.parent;
  return ts.isCallExpression(at.parent) && at.parent.expression === at;
}

/** Whether a function is passed to a call (or `new`) inside the initialiser of a declaration. */
function isArgumentWithin(node: ts.Node, declaration: ts.Node): boolean {
  const { parent } = node;
  const isArgument =
    (ts.isCallExpression(parent) || ts.isNewExpression(parent)) &&
    parent.arguments?.includes(node as ts.Expression);
  if (!isArgument) return false;
  for (let at: ts.Node = parent; !ts.isSourceFile(at); at = at.parent) if (at === declaration) return true;
  return false;
}

/** Whether a scope that is not the cell's own declares the name. */
function declaresInside(scope: ts.Node, name: string): boolean {
  if (ts.isFunctionLike(scope)) {
    const own = ts.isFunctionExpression(scope) ? scope.name?.text : undefined;
    return own === name || scope.parameters.some((parameter) => binds(parameter.name, name));
  }
  if (ts.isClassExpression(scope)) return scope.name?.text === name;
  if (ts.isCatchClause(scope)) {
    return scope.variableDeclaration !== undefined && binds(scope.variableDeclaration.name, name);
  }
  if (ts.isForStatement(scope) || ts.isForOfStatement(scope) || ts.isForInStatement(scope)) {
    const head = scope.initializer;
    return head !== undefined && ts.isVariableDeclarationList(head) && listBinds(head, name);
  }
  const statements =
    ts.isBlock(scope) || ts.isModuleBlock(scope)
      ? scope.statements
      : ts.isCaseBlock(scope)
        ? scope.clauses.flatMap((clause) => [...clause.statements])
        : [];
  return statements.some((statement) => {
    if (ts.isVariableStatement(statement)) return listBinds(statement.declarationList, name);
    const declares = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
    return declares && statement.name?.text === name;
  });
}

function listBinds({ declarations }: ts.VariableDeclarationList, name: string): boolean {
  return declarations.some((declaration) => binds(declaration.name, name));
}

function binds(pattern: ts.BindingName, name: string): boolean {
  if (ts.isIdentifier(pattern)) return pattern.text === name;
  return pattern.elements.some((element) => ts.isBindingElement(element) && binds(element.name, name));
}
