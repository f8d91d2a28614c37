import { DisplayError } from "../errors.ts";

/** A value in several forms, by MIME type: text as a string, pictures in base64, JSON as itself. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** What a value's method of this name answers is how the value shows; it may be a promise. Deno's kernel reads it too. */
export const DISPLAY_SYMBOL = Symbol.for("Jupyter.display");

/** Jupyter's schema for the keys of a bundle. */
const MIME_TYPE = /^[\w\-+.]+\/[\w\-+.]+$/;

/**
 * Checks what a display method answered and makes it fit for JSON: bytes become base64.
 *
 * @param source - names the method in errors.
 * @throws {@link DisplayError} when it is no bundle.
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
    if (data === undefined) continue;
    bundle[type] = data instanceof Uint8Array ? Buffer.from(data).toString("base64") : data;
  }
  return bundle;
}
