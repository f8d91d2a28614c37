import { findCompleteness } from "../cell/completeness.ts";
import type { JsonObject } from "../wire/message.ts";

/** Answers whether a cell can be run as it is, for consoles that run at the return key. */
export function answerIsComplete(content: JsonObject): JsonObject {
  // This reply alone has no form for an error.
  const { code } = content;
  return typeof code === "string" ? { ...findCompleteness(code) } : { status: "unknown" };
}
