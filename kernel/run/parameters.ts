import { randomBytes } from "node:crypto";
import { parseJavaScript, parseTypeScript } from "../cell/parse.ts";
import { findNames, type NameKind } from "../cell/rewriting/references.ts";
import { stripTypes } from "../cell/strip-types.ts";
import { ParameterError } from "../errors.ts";
import { type CodeCell, findTags, type Notebook } from "../notebook/notebook.ts";

/** Values by the names that a notebook's cell tagged `parameters` declares; any JSON. */
export type Parameters = Readonly<Record<string, unknown>>;

/**
 * Reads `name=value` as the command line gives it: the value as JSON, else as the text it is.
 *
 * @throws {@link ParameterError} when there is no `=` or the name is no identifier.
 * @example parseParameter("epochs=5") // ["epochs", 5]
 */
export function parseParameter(text: string): [name: string, value: unknown] {
  const at = text.indexOf("=");
  const name = at < 0 ? text : text.slice(0, at);
  if (at < 0) throw new ParameterError(name, "expected NAME=VALUE");
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) {
    throw new ParameterError(name, "expected a name that TypeScript allows for a variable");
  }
  const value = text.slice(at + 1);
  try {
    return [name, JSON.parse(value)];
  } catch {
    return [name, value];
  }
}

/**
 * Puts values for parameters into a notebook: a cell after the one tagged `parameters`, as papermill does.
 *
 * A cell that an earlier run put in is replaced. Without parameters the notebook stays as it is.
 *
 * @throws {@link ParameterError} when the notebook has no such cell, or that cell does not declare the name: a mistyped
 * name must not run with the default.
 */
export function injectParameters(notebook: Notebook, parameters: Parameters): Notebook {
  const entries = Object.entries(parameters);
  const [first] = entries;
  if (!first) return notebook;
  const cells = notebook.cells.filter((cell) => !findTags(cell).includes("injected-parameters"));
  const index = cells.findIndex((cell) => cell.cell_type === "code" && findTags(cell).includes("parameters"));
  const defaults = cells[index];
  if (!defaults) {
    throw new ParameterError(first[0], "the notebook has no code cell tagged parameters that declares it");
  }
  const known = findDeclaredNames(defaults.source);
  for (const [name] of entries) {
    if (known.has(name)) continue;
    const names = known.size > 0 ? [...known.keys()].join(", ") : "none";
    throw new ParameterError(name, `the notebook declares no such parameter; it declares: ${names}`);
  }
  // Assigned where they can be, so that a value of another type than the default's is a type error.
  const declare = (name: string): string =>
    /^(let|var)$/.test(known.get(name) ?? "") ? name : `let ${name}`;
  const lines = entries.map(([name, value]) => `${declare(name)} = ${formatValueAsCode(value)};`);
  const injected: CodeCell = {
    cell_type: "code",
    id: randomBytes(4).toString("hex"),
    metadata: { tags: ["injected-parameters"] },
    source: ["// Parameters of this run", ...lines].join("\n"),
    execution_count: null,
    outputs: [],
  };
  return { ...notebook, cells: cells.toSpliced(index + 1, 0, injected) };
}

/** JSON is TypeScript, but for a key that would set a prototype. */
function formatValueAsCode(value: unknown): string {
  const json = JSON.stringify(value);
  return json.includes('"__proto__"') ? `JSON.parse(${JSON.stringify(json)})` : json;
}

function findDeclaredNames(source: string): ReadonlyMap<string, NameKind> {
  parseTypeScript(source, 1);
  const { code } = stripTypes(source, "parameters.ts");
  return findNames(parseJavaScript(code, 1)).declarations;
}
