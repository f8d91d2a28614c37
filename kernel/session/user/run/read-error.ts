import { inspect, types } from "node:util";
import type { RawError } from "../../protocol/messages.ts";
import { Interrupted } from "./cell-run.ts";

/** Turns what was thrown, of whatever kind, into an error that can be sent. */
export function readError(error: unknown): RawError {
  const inspected = inspectSafely(error);
  const interrupted = error instanceof Interrupted;
  // Loader hooks on a thread of their own send errors that are no native ones.
  if (!(error instanceof Error || types.isNativeError(error))) {
    return {
      name: "Uncaught",
      message: inspected,
      stack: "",
      inspected: `Uncaught ${inspected}`,
      interrupted,
    };
  }
  const { name, message, stack } = error;
  return { name: String(name), message: String(message), stack: String(stack), inspected, interrupted };
}

function inspectSafely(value: unknown): string {
  try {
    return inspect(value);
  } catch {
    // A getter or a custom inspect method of the value threw.
    return Object.prototype.toString.call(value);
  }
}
