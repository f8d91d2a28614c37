import { DisplayError } from "../../../errors.ts";

/** @throws {@link DisplayError} for a value that has no JSON: a cycle, a BigInt. */
export function toJson(value: object): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DisplayError(`a display can't be sent as JSON: ${reason}`, { cause });
  }
}
