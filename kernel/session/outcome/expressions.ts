import { type CellContext, transformCell } from "../../cell/transform.ts";
import { CellSyntaxError } from "../../errors.ts";
import type { ExpressionAnswer, ExpressionCode } from "../protocol/messages.ts";
import { describeError, type ExpressionOutcome } from "./cell-outcome.ts";
import { type CellSource, readTraceback } from "./traceback.ts";

/** Turns expressions into the cells that give their values; those that are none become faults at once. */
export function transformExpressions(expressions: Readonly<Record<string, string>>, context: CellContext) {
  const transformed: ExpressionCode[] = [];
  const faults: Record<string, ExpressionOutcome> = {};
  for (const [key, source] of Object.entries(expressions)) {
    try {
      // In brackets, so that a statement is refused and an object literal is one.
      transformed.push({ key, code: transformCell(`(${source}\n)`, context).code });
    } catch (error) {
      if (!(error instanceof CellSyntaxError)) throw error;
      faults[key] = { status: "error", error: describeError(error.name, error.message) };
    }
  }
  return { expressions: transformed, faults };
}

export function readExpressions(
  answers: readonly ExpressionAnswer[],
  cell: number,
  sources: ReadonlyMap<number, CellSource>,
): Record<string, ExpressionOutcome> {
  const outcomes = answers.map((answer): [string, ExpressionOutcome] => [
    answer.key,
    "error" in answer
      ? { status: "error", error: readTraceback(answer.error, cell, sources) }
      : { status: "ok", data: answer.data, metadata: {} },
  ]);
  return Object.fromEntries(outcomes);
}
