import { RequestError } from "../errors.ts";
import { readFlag, readObject, readText } from "../handlers/content.ts";
import type { Interpretation } from "../interpreter/interpreter.ts";
import type { CellOutcome, ExpressionOutcome } from "../session/outcome/cell-outcome.ts";
import type { CellError } from "../session/outcome/traceback.ts";
import type { JsonObject } from "../wire/message.ts";

/** What an `execute_request` asks for. */
export interface ExecuteRequest {
  readonly code: string;
  readonly isSilent: boolean;
  /** Whether the cell gets a number of its own and goes into the history. */
  readonly isStored: boolean;
  readonly expressions: Readonly<Record<string, string>>;
  readonly allowsInput: boolean;
  readonly stopsOnError: boolean;
}

/** @throws {@link RequestError} naming the field that has another form. */
export function readExecuteRequest(content: JsonObject): ExecuteRequest {
  const isSilent = readFlag(content, "silent", false);
  const expressions = readObject(content, "user_expressions");
  for (const [key, value] of Object.entries(expressions)) {
    if (typeof value !== "string") throw new RequestError(`user_expressions.${key}`, "text", value);
  }
  return {
    code: readText(content, "code"),
    isSilent,
    isStored: readFlag(content, "store_history", !isSilent) && !isSilent,
    expressions: expressions as Record<string, string>,
    allowsInput: readFlag(content, "allow_stdin", true),
    stopsOnError: readFlag(content, "stop_on_error", true),
  };
}

/** The content of an error, on iopub and in replies. */
export function describeFailure({ name, message, traceback }: CellError): JsonObject {
  return { ename: name, evalue: message, traceback };
}

/** Makes the content of the reply. */
export function describeReply({ outcome, help }: Interpretation, executionCount: number): JsonObject {
  const base = { execution_count: executionCount, user_expressions: {}, payload: [] };
  if (outcome.status !== "ok") return { ...base, status: "error", ...describeFailure(outcome.error) };
  const payload = help ? [{ source: "page", data: help, start: 0 }] : [];
  return { ...base, status: "ok", payload, user_expressions: describeExpressions(outcome) };
}

function describeExpressions(outcome: Extract<CellOutcome, { status: "ok" }>): JsonObject {
  const entries = Object.entries(outcome.expressions ?? {});
  return Object.fromEntries(entries.map(([key, answer]) => [key, describeExpression(answer)]));
}

function describeExpression(answer: ExpressionOutcome): JsonObject {
  if (answer.status === "ok") return { ...answer };
  return { status: "error", ...describeFailure(answer.error) };
}
