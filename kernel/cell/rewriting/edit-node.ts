import { findPosition } from "../code-frame.ts";
import { isUsing, lowerUsing, lowerUsingInBlock, lowerUsingInLoop } from "./lower-using.ts";
import type { Rewriting } from "./rewrite.ts";
import type { SyntaxNode } from "./walk.ts";

/** Statements that a line break may end instead of a `;`. */
const ENDED_BY_LINE_BREAK = new Set([
  "ExpressionStatement",
  "ReturnStatement",
  "ThrowStatement",
  "BreakStatement",
  "ContinueStatement",
  "DebuggerStatement",
  "DoWhileStatement",
]);
const FUNCTIONS = new Set([
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
  "StaticBlock",
]);
const LOOP_HEADS = new Set(["ForStatement", "ForInStatement", "ForOfStatement"]);
const LOOPS = new Set([...LOOP_HEADS, "WhileStatement", "DoWhileStatement"]);

/** Makes the edits one node needs; its children have had theirs. */
export function editNode(cell: Rewriting, node: SyntaxNode, parents: readonly SyntaxNode[]): void {
  const { text, prefix } = cell;
  const parent = parents.at(-1);
  if (LOOPS.has(node.type)) guardLoop(cell, node);
  if (LOOP_HEADS.has(node.type)) lowerUsingInLoop(cell, node);
  if (ENDED_BY_LINE_BREAK.has(node.type)) {
    if (node === cell.lastStatement) {
      const value = node.expression as SyntaxNode;
      text.prependRight(node.start, `${prefix}result(`);
      text.appendLeft(Math.max(value.end, closingParenthesis(cell, node)), ")");
    }
    end(cell, node);
    return;
  }
  switch (node.type) {
    case "Identifier":
      if (cell.uses.has(node)) editUse(cell, node, parents);
      return;
    case "VariableDeclaration":
      editVariables(cell, node, parents);
      return;
    case "FunctionDeclaration":
      if (isTopLevel(parents) && node.id) cell.hoisted.push((node.id as SyntaxNode).name as string);
      return;
    case "ClassDeclaration":
      if (isTopLevel(parents) && node.id) {
        text.prependRight(node.start, `${prefix}.${(node.id as SyntaxNode).name} = `);
        text.appendLeft(node.end, ";");
      }
      return;
    case "AssignmentExpression":
    case "AssignmentPattern":
      keepName(cell, node.left as SyntaxNode, node.right as SyntaxNode);
      return;
    case "AwaitExpression":
      text.prependRight(node.start, `${prefix}leave(${prefix}enter(), `);
      text.appendLeft(node.end, ")");
      return;
    case "BlockStatement":
    case "StaticBlock":
      lowerUsingInBlock(cell, node);
      return;
    case "ImportExpression":
      text.update(node.start, node.start + "import".length, `${prefix}import`);
      return;
    case "MetaProperty":
      if ((node.meta as SyntaxNode).name === "import") text.update(node.start, node.end, `${prefix}meta`);
      return;
    case "ImportDeclaration":
      cell.imports.push(readImport(cell, node));
      blank(cell, node.start, node.end);
      return;
    case "ExportNamedDeclaration":
    case "ExportDefaultDeclaration":
    case "ExportAllDeclaration":
      editExport(cell, node);
      return;
    default:
      if (parent === undefined) return;
  }
}

/**
 * Calls an empty function in each turn of a loop. V8 looks for interrupts where a function begins, but in a loop that is
 * not compiled yet only after thousands of turns, and one turn of `while (true) JSON.parse(text)` may take long. A turn
 * of `for await` ends an `await` as well.
 */
function guardLoop({ text, prefix }: Rewriting, loop: SyntaxNode): void {
  const body = loop.body as SyntaxNode;
  const calls = `${prefix}turn();${loop.await ? `${prefix}leave(${prefix}enter());` : ""}`;
  if (body.type === "BlockStatement") text.appendLeft(body.start + 1, calls);
  else if (body.type !== "EmptyStatement" || loop.await) {
    text.prependRight(body.start, `{${calls}`);
    text.appendLeft(body.end, "}");
  }
}

function editUse(cell: Rewriting, node: SyntaxNode, parents: readonly SyntaxNode[]): void {
  const { text, prefix } = cell;
  const parent = parents.at(-1)!;
  const { name, assigns } = cell.uses.get(node)!;
  const kind = cell.kinds.get(name);
  const isConstant = kind === "const" || kind === "import";
  const target = `${assigns && isConstant ? `${prefix}constants` : prefix}.${name}`;
  if (parent.type === "ExportSpecifier") return;
  if (isShorthand(node, parent, parents.at(-2))) {
    text.appendLeft(node.end, `: ${target}`);
  } else if (parent.type === "UnaryExpression" && parent.operator === "typeof") {
    // `typeof` of a name that nothing declares answers "undefined" where a plain use would throw.
    text.update(node.start, node.end, `("${name}" in ${prefix} ? ${target} : void 0)`);
  } else if (
    (parent.type === "CallExpression" && parent.callee === node) ||
    (parent.type === "TaggedTemplateExpression" && parent.tag === node)
  ) {
    // A bare call, so that the function does not get the namespace as its `this`.
    text.update(node.start, node.end, `(0,${target})`);
  } else {
    text.update(node.start, node.end, target);
  }
}

/** `{x}` or, in a pattern, `{x = 1}`: the identifier is name and value at once. */
function isShorthand(node: SyntaxNode, parent: SyntaxNode, grandparent: SyntaxNode | undefined): boolean {
  if (parent.type === "Property") return parent.shorthand === true && parent.value === node;
  if (parent.type !== "AssignmentPattern" || parent.left !== node) return false;
  return grandparent?.type === "Property" && grandparent.shorthand === true && grandparent.value === parent;
}

function editVariables(cell: Rewriting, node: SyntaxNode, parents: readonly SyntaxNode[]): void {
  const { text, prefix } = cell;
  const declarators = node.declarations as SyntaxNode[];
  const parent = parents.at(-1)!;
  const isHead = LOOP_HEADS.has(parent.type) && parent.body !== node;
  const isKept =
    node.kind === "var" ? !parents.some((outer) => FUNCTIONS.has(outer.type)) : isTopLevel(parents);
  const first = declarators[0]!.id as SyntaxNode;
  if (isUsing(node)) {
    // The loop itself sees to its values.
    if (!isHead || parent.type === "ForStatement") lowerUsing(cell, node, parent);
  } else if (isKept && !cell.options.locals.has(first.name as string)) {
    // An assignment to an object pattern must not begin a statement: `{` would open a block.
    const isWrapped = !isHead && first.type === "ObjectPattern";
    blank(cell, node.start, first.start);
    if (isWrapped) text.prependRight(first.start, "(");
    for (const { id, init } of declarators as unknown as { id: SyntaxNode; init: SyntaxNode | null }[]) {
      if (init) keepName(cell, id, init);
      else if (node.kind === "var" && isHead && parent.type !== "ForStatement") {
        // The loop assigns to it; the use has been rewritten.
      } else text.update(id.start, id.end, node.kind === "var" ? "void 0" : `${prefix}.${id.name} = void 0`);
    }
    const last = declarators.at(-1)!;
    if (isWrapped) text.appendLeft(last.end, ")");
  }
  if (!isHead) end(cell, node);
}

/** Gives an anonymous function or class the name it would have had from the variable it is assigned to. */
function keepName(cell: Rewriting, target: SyntaxNode, value: SyntaxNode): void {
  const use = cell.uses.get(target);
  const isAnonymous =
    value.type === "ArrowFunctionExpression" ||
    ((value.type === "FunctionExpression" || value.type === "ClassExpression") && !value.id);
  if (use === undefined || !isAnonymous || use.name === "__proto__") return;
  cell.text.prependRight(value.start, `({${use.name}: `);
  cell.text.appendLeft(value.end, `}).${use.name}`);
}

function editExport(cell: Rewriting, node: SyntaxNode): void {
  if (node.source) {
    cell.options.fail(
      "A cell has no importers, so it can't re-export a module: write import instead of export",
      node.start,
    );
  }
  const declaration = node.declaration as SyntaxNode | null;
  blank(cell, node.start, declaration?.start ?? node.end);
  if (!declaration || node.type !== "ExportDefaultDeclaration") return;
  const isDeclaration = declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration";
  if (isDeclaration && declaration.id) return;
  cell.text.prependRight(declaration.start, "(");
  cell.text.appendLeft(declaration.end, ")");
  end(cell, node);
  if (isDeclaration) cell.text.appendLeft(declaration.end, ";");
}

function readImport(cell: Rewriting, node: SyntaxNode) {
  const attributes: Record<string, string> = {};
  for (const { key, value } of node.attributes as { key: SyntaxNode; value: SyntaxNode }[]) {
    attributes[(key.name ?? key.value) as string] = value.value as string;
  }
  const used = new Set<string>();
  // The declaring identifier is a use too only where it is written to, which an import's is not.
  for (const { name } of cell.uses.values()) used.add(name);
  const bindings = (node.specifiers as SyntaxNode[]).map((entry) => {
    const local = (entry.local as SyntaxNode).name as string;
    const isUsed = used.has(local);
    if (entry.type === "ImportNamespaceSpecifier") return { imported: "*", local, isUsed };
    if (entry.type === "ImportDefaultSpecifier") return { imported: "default", local, isUsed };
    const imported = entry.imported as SyntaxNode;
    return { imported: (imported.name ?? imported.value) as string, local, isUsed };
  });
  const specifier = (node.source as SyntaxNode).value as string;
  return { specifier, attributes, bindings, ...findPosition(cell.code, node.start) };
}

function isTopLevel(parents: readonly SyntaxNode[]): boolean {
  const outer = parents.filter((parent) => !parent.type.startsWith("Export"));
  return outer.length === 1;
}

/** Ends a statement that a line break ended, since the next line may now begin with a parenthesis. */
function end(cell: Rewriting, node: SyntaxNode): void {
  if (cell.code[node.end - 1] !== ";") cell.text.appendLeft(node.end, ";");
}

/** The statement's end less white space: a parenthesised last expression ends after its own node. */
function closingParenthesis(cell: Rewriting, statement: SyntaxNode): number {
  let offset = statement.end;
  while (/[\s;]/.test(cell.code[offset - 1] ?? "")) offset--;
  return offset;
}

/** Overwrites with spaces, so that columns after it hold; line breaks stay. */
function blank(cell: Rewriting, start: number, end: number): void {
  if (start < end)
    cell.text.update(start, end, cell.code.slice(start, end).replace(/[^\n\r\u2028\u2029]/g, " "));
}
