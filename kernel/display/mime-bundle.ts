import { DisplayError } from "../errors.ts";
import { toPlainJson } from "./plain-json.ts";

/** A value in several forms, by MIME type: text as a string, pictures in base64, JSON as itself. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** What a value's method of this name answers is how the value shows; it may be a promise. Deno's kernel reads it too. */
export const DISPLAY_SYMBOL = Symbol.for("Jupyter.display");

/** Jupyter's schema for the keys of a bundle. */
const MIME_TYPE = /^[\w\-+.]+\/[\w\-+.]+$/;

/**
 * Checks what a display method answered and makes it fit for JSON: bytes become base64, lists of lines one text.
 *
 * @param source - names the method in errors.
 * @throws {@link DisplayError} when it is no bundle, or holds what can't be sent.
 */
export function checkMimeBundle(value: unknown, source: string): Record<string, unknown> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new DisplayError(
      `${source}: expected an object of MIME types, such as { "text/html": "<b>hi</b>" }, received ${value === null ? "null" : typeof value}`,
    );
  }
  const bundle: Record<string, unknown> = {};
  for (const [type, data] of Object.entries(value)) {
    if (!MIME_TYPE.test(type)) {
      throw new DisplayError(`${source}: expected MIME types as keys, received ${JSON.stringify(type)}`);
    }
    if (data !== undefined) bundle[type] = toSendable(type, data, source);
  }
  return bundle;
}

function toSendable(type: string, data: unknown, source: string): unknown {
  if (type === "application/json" || type.endsWith("+json")) return toPlainJson(data, `${source}: ${type}`);
  if (typeof data === "string") return data;
  const bytes = toBytes(data);
  if (bytes) {
    const isText = type.startsWith("text/") || type.endsWith("+xml");
    return bytes.toString(isText ? "utf8" : "base64");
  }
  if (Array.isArray(data) && data.every((line) => typeof line === "string")) return data.join("");
  throw new DisplayError(
    `${source}: expected text (or bytes) under ${type}, received ${data === null ? "null" : typeof data}`,
  );
}

/** The bytes of a buffer or view of one, not copied; undefined for anything else. */
export function toBytes(value: unknown): Buffer | undefined {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer ? Buffer.from(value) : undefined;
}
