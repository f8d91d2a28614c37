/** The key under which Jupyter kernels look for a value's own display. */
export const jupyterDisplay: unique symbol = Symbol.for("Jupyter.display");

/** Where Node.js's `inspect` looks for a value's own text: what `console.log` prints, and all that tslab shows. */
const inspectedText = Symbol.for("nodejs.util.inspect.custom");

/** A value that a notebook shows as a MIME bundle of its own. */
export type ShownValue<Value extends object, Bundle> = Value & { readonly [jupyterDisplay]: () => Bundle };

/**
 * Makes a value show as a bundle in notebooks, and as the bundle's text wherever it is printed.
 *
 * @param makeBundle - called each time the value is shown or printed.
 * @returns the same value; the two methods are not enumerable, and a later call replaces them.
 * @example showAs({ rows: 3 }, () => ({ "text/html": "<b>3 rows</b>", "text/plain": "3 rows" }))
 */
export function showAs<Value extends object, Bundle extends { readonly "text/plain": string }>(
  value: Value,
  makeBundle: () => Bundle,
): ShownValue<Value, Bundle> {
  Object.defineProperty(value, jupyterDisplay, { value: makeBundle, configurable: true });
  Object.defineProperty(value, inspectedText, {
    value: () => makeBundle()["text/plain"],
    configurable: true,
  });
  return value as ShownValue<Value, Bundle>;
}
