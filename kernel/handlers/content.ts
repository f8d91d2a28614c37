import { RequestError } from "../errors.ts";
import type { JsonObject } from "../wire/message.ts";

/** Readers of a request's fields; each throws {@link RequestError} naming the field when it has another form. */

export function readText(content: JsonObject, field: string, fallback?: string): string {
  const value = content[field] ?? fallback;
  if (typeof value === "string") return value;
  throw new RequestError(field, "text", value);
}

export function readFlag(content: JsonObject, field: string, fallback: boolean): boolean {
  const value = content[field] ?? fallback;
  if (typeof value === "boolean") return value;
  throw new RequestError(field, "true or false", value);
}

export function readInteger(content: JsonObject, field: string, fallback?: number): number {
  const value = content[field] ?? fallback;
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw new RequestError(field, "a whole number", value);
}

export function readObject(content: JsonObject, field: string): JsonObject {
  const value = content[field] ?? {};
  if (typeof value === "object" && !Array.isArray(value)) return value as JsonObject;
  throw new RequestError(field, "an object", value);
}
