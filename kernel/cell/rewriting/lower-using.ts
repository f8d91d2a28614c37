import type { Rewriting } from "./rewrite.ts";
import type { SyntaxNode } from "./walk.ts";

/** Ends the names that lowered `using` declarations add, less the prefix. */
export const STACK = "stack";

/** The two halves of code around statements that use a stack of things to dispose of. */
export interface StackFrame {
  readonly before: string;
  readonly after: string;
}

/**
 * Gives the code around statements with `using` declarations: it makes the stack and empties it, since Node has such
 * declarations from 24 on only.
 *
 * @param block - the node the statements are of.
 * @returns undefined when there are none.
 */
export function frameUsing(cell: Rewriting, block: SyntaxNode): StackFrame | undefined {
  const declarations = (block.body as SyntaxNode[]).filter(isUsing);
  return declarations.length === 0 ? undefined : makeFrame(cell, block, declarations.some(isAsync));
}

/** Puts that code into a block that has such declarations. */
export function lowerUsingInBlock(cell: Rewriting, block: SyntaxNode): void {
  const frame = frameUsing(cell, block);
  if (!frame) return;
  const statements = (block.body as SyntaxNode[]).filter((statement) => !statement.directive);
  cell.text.prependRight(statements[0]!.start, frame.before);
  cell.text.appendLeft(statements.at(-1)!.end, frame.after);
}

/** Makes a `using` declaration a call of the stack of the block, or of the loop, that it stands in. */
export function lowerUsing({ text, prefix }: Rewriting, node: SyntaxNode, parent: SyntaxNode): void {
  const declarators = node.declarations as SyntaxNode[];
  text.update(node.start, (declarators[0]!.id as SyntaxNode).start, "const ");
  const method = isAsync(node) ? "useAsync" : "use";
  for (const { init } of declarators as unknown as { init: SyntaxNode }[]) {
    text.prependRight(init.start, `${nameStack(prefix, parent)}.${method}((`);
    text.appendLeft(init.end, "))");
  }
}

/** Lowers a `using` declaration in the head of a loop: each turn of a `for-of` disposes of its own value. */
export function lowerUsingInLoop(cell: Rewriting, loop: SyntaxNode): void {
  const { text, prefix } = cell;
  const head = (loop.left ?? loop.init) as SyntaxNode | null;
  if (!head || !isUsing(head)) return;
  const frame = makeFrame(cell, loop, isAsync(head));
  if (loop.type === "ForStatement") {
    text.prependRight(loop.start, `{${frame.before}`);
    text.appendLeft(loop.end, `${frame.after}}`);
    return;
  }
  const body = loop.body as SyntaxNode;
  const { name } = (head.declarations as SyntaxNode[])[0]!.id as SyntaxNode;
  const value = `${prefix}${STACK}_value`;
  text.update(head.start, head.end, `const ${value}`);
  const method = isAsync(head) ? "useAsync" : "use";
  const use = `const ${name} = ${nameStack(prefix, loop)}.${method}(${value});`;
  text.prependRight(body.start, `{${frame.before}${use}`);
  text.appendLeft(body.end, `${frame.after}}`);
}

export function isUsing(node: SyntaxNode): boolean {
  return node.type === "VariableDeclaration" && (node.kind as string).includes("using");
}

function isAsync(node: SyntaxNode): boolean {
  return node.kind === "await using";
}

function nameStack(prefix: string, block: SyntaxNode): string {
  return `${prefix}${STACK}_${block.start}`;
}

function makeFrame({ prefix }: Rewriting, block: SyntaxNode, waits: boolean): StackFrame {
  const name = nameStack(prefix, block);
  const error = `${prefix}${STACK}_error`;
  const end = waits ? `${prefix}leave(${prefix}enter(), await ${name}.endAsync())` : `${name}.end()`;
  return {
    before: `const ${name} = ${prefix}${STACK}();try {`,
    after: `} catch (${error}) { ${name}.fail(${error}) } finally { ${end} }`,
  };
}
