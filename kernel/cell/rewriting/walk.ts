import { visitorKeys } from "oxc-parser";

/** A node of the syntax tree (ESTree), read by property. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [property: string]: unknown;
}

/** Visits a tree, children before their parent; `parents` ends with the direct parent. */
export function walk(
  node: SyntaxNode,
  visit: (node: SyntaxNode, parents: readonly SyntaxNode[]) => void,
): void {
  const parents: SyntaxNode[] = [];
  const descend = (current: SyntaxNode): void => {
    parents.push(current);
    for (const key of visitorKeys[current.type] ?? []) {
      const value = current[key];
      for (const child of Array.isArray(value) ? value : [value]) {
        if (child !== null && typeof child === "object" && "type" in child) descend(child as SyntaxNode);
      }
    }
    parents.pop();
    visit(current, parents);
  };
  descend(node);
}
