import { inspect } from "node:util";
import { checkMimeBundle, DISPLAY_SYMBOL, type MimeBundle } from "./mime-bundle.ts";
import { sniffImage } from "./sniff-image.ts";

/**
 * Finds how a value shows.
 *
 * In this order: its own `Symbol.for("Jupyter.display")` method, shapes known here (encoded pictures, tensors,
 * `toHTML()`, `outerHTML`, Vega specifications, canvases), and what Node's inspect prints. `text/plain` is always there.
 *
 * @returns a promise when the value's own method gives one.
 * @throws DisplayError when the value's method gives no MIME bundle, and whatever that method throws.
 * @example await formatValue(new Map([["a", 1]])) // { "text/plain": "Map(1) { 'a' => 1 }" }
 */
export function formatValue(value: unknown): MimeBundle | Promise<MimeBundle> {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return plain(value);
  const record = value as Record<PropertyKey, unknown>;
  if (DISPLAY_SYMBOL in record && typeof record[DISPLAY_SYMBOL] === "function") {
    const answer: unknown = record[DISPLAY_SYMBOL]();
    const source = 'the method Symbol.for("Jupyter.display")';
    const complete = (bundle: unknown): MimeBundle => withPlain(value, checkMimeBundle(bundle, source));
    return answer instanceof Promise ? answer.then(complete) : complete(answer);
  }
  const known = formatKnownShape(record);
  return known ? withPlain(value, known) : plain(value);
}

function plain(value: unknown): MimeBundle {
  return { "text/plain": inspect(value) };
}

function withPlain(value: unknown, bundle: Record<string, unknown>): MimeBundle {
  if (typeof bundle["text/plain"] === "string") return bundle;
  // A picture's bytes or a page's markup in full would be no help as text.
  const name = (value as object).constructor?.name ?? "Object";
  const types = Object.keys(bundle).join(", ");
  return { ...bundle, "text/plain": types === "" ? inspect(value) : `${name} (${types})` };
}

function formatKnownShape(value: Record<PropertyKey, unknown>): Record<string, unknown> | undefined {
  if (value instanceof Uint8Array) {
    const type = sniffImage(value);
    return type ? { [type]: Buffer.from(value).toString("base64") } : undefined;
  }
  if (isTensor(value)) return { "text/plain": value.isDisposed ? "Tensor (disposed)" : value.toString(true) };
  if (hasMethod(value, "toHTML")) return htmlOrNothing(value.toHTML());
  if (typeof value.outerHTML === "string") {
    return value.outerHTML.startsWith("<svg")
      ? { "image/svg+xml": value.outerHTML }
      : { "text/html": value.outerHTML };
  }
  if (hasMethod(value, "toSpec")) return formatVegaSpec(value.toSpec());
  if (hasMethod(value, "toDataURL")) {
    const [, type, data] = /^data:(image\/[\w+]+);base64,(.+)$/.exec(String(value.toDataURL())) ?? [];
    return type && data ? { [type]: data } : undefined;
  }
  return undefined;
}

function htmlOrNothing(html: unknown): Record<string, unknown> | undefined {
  return typeof html === "string" ? { "text/html": html } : undefined;
}

/** The schema's address names library and version: `https://vega.github.io/schema/vega-lite/v5.json`. */
function formatVegaSpec(spec: unknown): Record<string, unknown> | undefined {
  const schema = (spec as { $schema?: unknown } | null)?.$schema;
  const [, library, version] = /schema\/(vega|vega-lite)\/v(\d+)/.exec(String(schema)) ?? [];
  if (!library || !version) return undefined;
  const name = library === "vega" ? "vega" : "vegalite";
  return { [`application/vnd.${name}.v${version}+json`]: spec };
}

function hasMethod<Name extends string>(
  value: Record<PropertyKey, unknown>,
  name: Name,
): value is Record<Name, () => unknown> {
  return typeof value[name] === "function";
}

interface TensorLike {
  readonly isDisposed: boolean;
  toString(verbose: boolean): string;
}

/** A TensorFlow.js tensor, told by its shape so that the kernel depends on no version of the package. */
function isTensor(value: Record<PropertyKey, unknown>): value is Record<PropertyKey, unknown> & TensorLike {
  return (
    typeof value.dataSync === "function" &&
    Array.isArray(value.shape) &&
    typeof value.dtype === "string" &&
    typeof value.isDisposed === "boolean"
  );
}
