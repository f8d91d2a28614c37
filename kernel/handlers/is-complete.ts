import { findCompleteness } from "../cell/completeness.ts";
import type { JsonObject } from "../wire/message.ts";
import { readText } from "./content.ts";

/** Answers whether a cell can be run as it is, for consoles that run at the return key. */
export function answerIsComplete(content: JsonObject): JsonObject {
  return { ...findCompleteness(readText(content, "code")) };
}
