import { type Program, parseSync } from "oxc-parser";
import { CellSyntaxError } from "../errors.ts";
import { findPosition, formatCodeFrame } from "./code-frame.ts";
import { describeBadDirective } from "./directives.ts";

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

/**
 * Parses a cell as a TypeScript module, early errors included (a name declared twice, `return` outside a function).
 *
 * @param cell - the number the cell has in messages, from 1.
 * @throws {@link CellSyntaxError} at the first fault.
 */
export function parseTypeScript(source: string, cell: number): Program {
  const parsed = parseSync(`In[${cell}].ts`, source, {
    lang: "ts",
    sourceType: "module",
    range: true,
    preserveParens: false,
    showSemanticErrors: true,
  });
  const fault = parsed.errors.find((error) => error.severity === "Error");
  if (fault) {
    const offset = fault.labels.at(-1)?.start ?? 0;
    const lineStart = /[^\n\r]*$/.exec(source.slice(0, offset))!.index;
    const bad = describeBadDirective(
      source
        .slice(lineStart)
        .split(/[\n\r]/, 1)[0]!
        .trim(),
    );
    if (bad) throw syntaxErrorAt(bad, source, source.indexOf("%", lineStart), cell);
    const help = fault.helpMessage ? ` (${fault.helpMessage})` : "";
    throw syntaxErrorAt(`${fault.message}${help}`, source, offset, cell);
  }
  return parsed.program;
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
