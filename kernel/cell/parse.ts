import { type OxcError, type Program, parseSync } from "oxc-parser";
import { CellSyntaxError } from "../errors.ts";
import { findPosition, formatCodeFrame } from "./code-frame.ts";
import { describeBadDirective } from "./directives.ts";
import { type SyntaxNode, walk } from "./rewriting/walk.ts";

/** Makes the error that stands for a fault at an offset (UTF-16 units from 0) of a cell's source. */
export function syntaxErrorAt(
  message: string,
  source: string,
  offset: number,
  cell: number,
): CellSyntaxError {
  const position = findPosition(source, offset);
  return new CellSyntaxError(message, { cell, ...position, frame: formatCodeFrame(source, position) });
}

/** What a cell is written in: TypeScript, or TypeScript with JSX when it is that only. */
export type CellLanguage = "ts" | "tsx";

/**
 * Finds whether a cell has JSX: whether it parses with JSX and not without. `<T>value` stays a cast.
 *
 * @example findLanguage("<b>bold</b>") // "tsx"
 */
export function findLanguage(source: string): CellLanguage {
  return source.includes("<") && findFault(source, "ts") && !findFault(source, "tsx") ? "tsx" : "ts";
}

/**
 * Parses a cell as a TypeScript module, early errors included (a name declared twice, `return` outside a function).
 *
 * @param cell - the number the cell has in messages, from 1.
 * @throws {@link CellSyntaxError} at the first fault.
 */
export function parseTypeScript(source: string, cell: number): Program {
  const parsed = parseAs(source, "ts");
  const fault = parsed.errors.find(isFault);
  if (!fault) return parsed.program;
  if (source.includes("<")) {
    const withJsx = parseAs(source, "tsx");
    if (!withJsx.errors.some(isFault)) return withJsx.program;
    if (/<\/|\/>/.test(source)) throw makeError(withJsx.errors.find(isFault)!, source, cell);
  }
  throw makeError(fault, source, cell);
}

function parseAs(source: string, lang: CellLanguage) {
  return parseSync(`cell.${lang}`, source, {
    lang,
    sourceType: "module",
    range: true,
    preserveParens: false,
    showSemanticErrors: true,
  });
}

function findFault(source: string, lang: CellLanguage): OxcError | undefined {
  return parseAs(source, lang).errors.find(isFault);
}

function isFault({ severity }: OxcError): boolean {
  return severity === "Error";
}

function placeOf(fault: OxcError): number {
  return fault.labels.at(-1)?.start ?? 0;
}

function makeError(fault: OxcError, source: string, cell: number): CellSyntaxError {
  const offset = placeOf(fault);
  const lineStart = /[^\n\r]*$/.exec(source.slice(0, offset))!.index;
  const bad = describeBadDirective(
    source
      .slice(lineStart)
      .split(/[\n\r]/, 1)[0]!
      .trim(),
  );
  if (bad) return syntaxErrorAt(bad, source, source.indexOf("%", lineStart), cell);
  const help = fault.helpMessage ? ` (${fault.helpMessage})` : "";
  return syntaxErrorAt(`${fault.message}${help}`, source, offset, cell);
}

/**
 * Gives the tree of a cell that is JavaScript as it stands, so that nothing needs to be stripped.
 *
 * @param tree - the cell read as TypeScript: `f<T>(x)` is JavaScript too, but means something else.
 * @returns undefined when the cell has types, decorators or JSX.
 */
export function readPlainJavaScript(source: string, tree: Program): Program | undefined {
  let isPlain = true;
  walk(tree as unknown as SyntaxNode, ({ type }) => {
    isPlain &&= !/^(TS|JSX|Decorator|AccessorProperty)/.test(type);
  });
  if (!isPlain) return undefined;
  const options = { lang: "js", sourceType: "module", range: true, preserveParens: false } as const;
  const { program, errors } = parseSync("cell.js", source, options);
  return errors.length === 0 ? program : undefined;
}

/** Parses what {@link stripTypes} gave, which is valid by construction. */
export function parseJavaScript(code: string, cell: number): Program {
  const parsed = parseSync(`In[${cell}].js`, code, {
    lang: "js",
    sourceType: "module",
    range: true,
    preserveParens: false,
  });
  const fault = parsed.errors[0];
  if (fault) throw syntaxErrorAt(fault.message, code, fault.labels[0]?.start ?? 0, cell);
  return parsed.program;
}
