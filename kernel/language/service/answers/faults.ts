import ts from "typescript";
import { findPosition } from "../../../cell/code-frame.ts";
import type { TypeFault } from "../../messages.ts";
import type { ComposedCell } from "../cells/compose.ts";
import type { Scope, ValueEntry } from "../cells/scope.ts";
import { hideSlots } from "../cells/slots.ts";

/** "Could not find a declaration file": packages without types are \`any\`. */
const UNTYPED_MODULE = 7016;
/** A variable whose type follows its assignments (`let x = []`), used where these can't be followed, as in a later cell. */
const EVOLVING = new Set([7005, 7034]);
/** `import a = require("a")`, which cells may write. */
const IMPORT_ASSIGNMENT = 1202;
const ASSIGNED_TO_ALIAS = 2632;
/** Used before its declaration, or in it: the former value is meant, in a way that no stand-in fits. */
const CIRCULAR = new Set([2448, 2454, 7022]);

/** TypeScript's own words for an assignment to what an alias stands for. */
const NOT_ASSIGNABLE: Partial<Record<ValueEntry["kind"], readonly [code: number, reason: string]>> = {
  const: [2588, "a constant"],
  class: [2629, "a class"],
  enum: [2628, "an enum"],
  function: [2630, "a function"],
  namespace: [2631, "a namespace"],
};

export interface FaultContext {
  readonly source: string;
  readonly cell: ComposedCell;
  readonly scope: Scope;
  readonly reportsImplicitAny: boolean;
}

/** Turns what TypeScript found in a composed cell into faults of the cell itself. */
export function readFaults(diagnostics: readonly ts.Diagnostic[], context: FaultContext): TypeFault[] {
  return diagnostics.flatMap((diagnostic) => readFault(diagnostic, context) ?? []);
}

function readFault(diagnostic: ts.Diagnostic, context: FaultContext): TypeFault | undefined {
  const { source, cell, scope } = context;
  const start = (diagnostic.start ?? 0) - cell.prefixLength;
  if (diagnostic.category !== ts.DiagnosticCategory.Error || diagnostic.start === undefined || start < 0)
    return;
  let { code } = diagnostic;
  if (code === UNTYPED_MODULE || code === IMPORT_ASSIGNMENT || EVOLVING.has(code)) return;
  if (isImplicitAny(code) && !context.reportsImplicitAny) return;
  const end = start + (diagnostic.length ?? 0);
  const text = source.slice(start, end);
  if (CIRCULAR.has(code) && cell.circular.has(text)) return;
  let message = hideSlots(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
  for (const [alias, name] of cell.aliases) message = message.replaceAll(alias, name);
  const better =
    code === ASSIGNED_TO_ALIAS ? NOT_ASSIGNABLE[scope.values.get(text)?.kind ?? "import"] : undefined;
  if (better) {
    code = better[0];
    message = `Cannot assign to '${text}' because it is ${better[1]}.`;
  }
  const from = findPosition(source, start);
  const to = findPosition(source, end);
  return {
    code,
    message,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    severity: "error",
  };
}

/** The faults that \`noImplicitAny\` adds. */
function isImplicitAny(code: number): boolean {
  return (code >= 7005 && code <= 7026) || (code >= 7031 && code <= 7034) || (code >= 7041 && code <= 7057);
}
