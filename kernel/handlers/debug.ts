import type { JsonObject } from "../wire/message.ts";

/**
 * Answers a request of the Debug Adapter Protocol: there is no debugger, which `kernel_info` says too.
 *
 * @see https://microsoft.github.io/debug-adapter-protocol/specification
 */
export function answerDebug(content: JsonObject): JsonObject {
  const answer = { seq: 0, type: "response", request_seq: content.seq ?? 0, command: content.command ?? "" };
  if (content.command !== "debugInfo") {
    return { ...answer, success: false, message: "This kernel has no debugger" };
  }
  const body = { isStarted: false, hashMethod: "", hashSeed: 0, tmpFilePrefix: "", tmpFileSuffix: "" };
  const none = { breakpoints: [], stoppedThreads: [], richRendering: false, exceptionPaths: [] };
  return { ...answer, success: true, body: { ...body, ...none } };
}
