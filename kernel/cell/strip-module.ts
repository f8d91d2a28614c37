import { analyze, type Scope } from "eslint-scope";
import MagicString from "magic-string";
import { type Program, parseSync } from "oxc-parser";
import { findPosition, formatCodeFrame } from "./code-frame.ts";
import type { SyntaxNode } from "./rewriting/walk.ts";
import { JSX_FACTORY, stripTypes } from "./strip-types.ts";

/**
 * Turns a TypeScript module beside a notebook into JavaScript.
 *
 * Imports that the module never uses as values are dropped, as TypeScript does: they may be those of types.
 *
 * @param path - its extension tells whether it may have JSX.
 * @param factoryUrl - address of the module that exports what JSX becomes calls of.
 * @throws SyntaxError with file, line, column and the lines around them.
 */
export function stripModule(source: string, path: string, factoryUrl: string): string {
  const lang = /\.(tsx|jsx)$/.test(path) ? "tsx" : "ts";
  const { errors } = parseSync(path, source, { lang, sourceType: "unambiguous" });
  const fault = errors.find(({ severity }) => severity === "Error");
  if (fault) {
    const position = findPosition(source, fault.labels.at(-1)?.start ?? 0);
    const place = `${path}:${position.line}:${position.column}`;
    throw new SyntaxError(`${fault.message}\n${place}\n${formatCodeFrame(source, position)}`);
  }
  const { code } = stripTypes(source, path, lang);
  const kept = dropUnusedImports(code, path);
  const usesJsx = lang === "tsx" && new RegExp(`\\b${JSX_FACTORY}\\b`).test(kept);
  // At the end, so that no line moves; imports are hoisted.
  return usesJsx ? `${kept}\nimport { ${JSX_FACTORY} } from ${JSON.stringify(factoryUrl)};` : kept;
}

function dropUnusedImports(code: string, path: string): string {
  if (!/\bimport\b/.test(code)) return code;
  const { program, errors } = parseSync(path, code, { lang: "js", sourceType: "module", range: true });
  if (errors.length > 0) return code;
  const unused = findUnusedImports(program);
  const kept = new MagicString(code);
  for (const statement of program.body as unknown as SyntaxNode[]) {
    if (statement.type !== "ImportDeclaration") continue;
    const specifiers = statement.specifiers as SyntaxNode[];
    const used = specifiers.filter((entry) => !unused.has((entry.local as SyntaxNode).name as string));
    if (used.length === specifiers.length) continue;
    const { start, end } = statement;
    const from = code.slice((statement.source as SyntaxNode).start, end);
    const text = used.length > 0 ? `import ${writeClause(code, used)} from ${from}` : "";
    // As many lines as before, so that every later line stays where it is.
    const lost = code.slice(start, end).split("\n").length - text.split("\n").length;
    kept.update(start, end, `${text}${"\n".repeat(Math.max(0, lost))}` || " ");
  }
  return kept.toString();
}

function findUnusedImports(program: Program): ReadonlySet<string> {
  const manager = analyze(program as unknown as Parameters<typeof analyze>[0], {
    ecmaVersion: 2024,
    sourceType: "module",
  });
  const top = (manager.globalScope as Scope).childScopes[0] as Scope;
  const unused = top.variables.filter(
    ({ defs, references }) => defs[0]?.type === "ImportBinding" && references.length === 0,
  );
  return new Set(unused.map(({ name }) => name));
}

function writeClause(code: string, specifiers: readonly SyntaxNode[]): string {
  const write = ({ start, end }: SyntaxNode): string => code.slice(start, end);
  const named = specifiers.filter(({ type }) => type === "ImportSpecifier").map(write);
  const others = specifiers.filter(({ type }) => type !== "ImportSpecifier").map(write);
  return [...others, ...(named.length > 0 ? [`{ ${named.join(", ")} }`] : [])].join(", ");
}
