import { inspect } from "node:util";
import { checkMimeBundle, DISPLAY_SYMBOL, type MimeBundle } from "./mime-bundle.ts";
import { findClassName, toPlainText } from "./plain-text.ts";
import { knownShapes } from "./shapes/known-shapes.ts";

/** Answers how a value shows, or nothing when the value is none of its kind. */
export type Formatter = (value: unknown) => unknown;

/** A way of showing a value that did not work, so that the next one was tried. */
export interface DisplayFault {
  /** What failed: a method, a formatter, a kind of value. */
  readonly source: string;
  readonly error: unknown;
}

export interface FormatOptions {
  /** Asked in this order, after the value itself and before the shapes known here. */
  readonly formatters?: Iterable<Formatter>;
  /** Told of each way that failed. */
  readonly onFault?: (fault: DisplayFault) => void;
}

interface Way {
  readonly source: string;
  /** After it failed, nothing more is tried: an object that throws when it is looked at would throw each time. */
  readonly endsOnFault?: boolean;
  readonly ask: () => unknown;
}

/**
 * Finds how a value shows.
 *
 * In this order: its own `Symbol.for("Jupyter.display")` method, registered formatters, shapes known here (tensors,
 * models, pictures, tables, charts, elements), and what Node's inspect prints. A way that fails is told to `onFault`, and
 * the next is taken: a value is never lost. `text/plain` is always there.
 *
 * @returns a promise when one of the ways gives one; never rejected.
 * @example await formatValue(new Map([["a", 1]])) // { "text/plain": "Map(1) { 'a' => 1 }" }
 */
export function formatValue(value: unknown, options: FormatOptions = {}): MimeBundle | Promise<MimeBundle> {
  const { formatters = [], onFault } = options;
  return takeFirst(value, findWays(value, formatters), onFault);
}

/** Lazily, since looking whether a value has a method may run its code. */
function* findWays(value: unknown, formatters: Iterable<Formatter>): Generator<Way, void> {
  const isObject = value !== null && (typeof value === "object" || typeof value === "function");
  if (isObject) {
    const record = value as Record<PropertyKey, unknown>;
    yield {
      source: 'the method Symbol.for("Jupyter.display")',
      ask: () => {
        if (!(DISPLAY_SYMBOL in record)) return undefined;
        const method = record[DISPLAY_SYMBOL];
        if (typeof method !== "function") return undefined;
        // What the method gives is a bundle or a fault: no answer is one too.
        return orNull(method.call(record));
      },
    };
  }
  for (const formatter of formatters) {
    yield {
      source: `the formatter ${formatter.name || "(anonymous)"}`,
      ask: () => orNothing(formatter(value)),
    };
  }
  if (!isObject) return;
  const record = value as Record<PropertyKey, unknown>;
  for (const [name, format] of Object.entries(knownShapes)) {
    yield { source: `showing it as ${name}`, ask: () => format(record), endsOnFault: true };
  }
}

function takeFirst(
  value: unknown,
  ways: Iterator<Way, void>,
  onFault: FormatOptions["onFault"],
): MimeBundle | Promise<MimeBundle> {
  for (let way = ways.next(); way.value; way = ways.next()) {
    const { source, ask, endsOnFault } = way.value;
    const fail = (error: unknown): undefined => {
      onFault?.({ source, error });
      if (endsOnFault) ways.return?.();
    };
    const complete = (answer: unknown): MimeBundle | undefined =>
      answer === undefined ? undefined : withPlain(value, checkMimeBundle(answer, source));
    try {
      const answer = ask();
      if (isPromise(answer)) {
        return answer
          .then(complete)
          .catch(fail)
          .then((bundle) => bundle ?? takeFirst(value, ways, onFault));
      }
      const bundle = complete(answer);
      if (bundle) return bundle;
    } catch (error) {
      fail(error);
    }
  }
  return { "text/plain": toPlainText(value) };
}

function orNull(answer: unknown): unknown {
  if (isPromise(answer)) return answer.then((given) => given ?? null);
  return answer ?? null;
}

function orNothing(answer: unknown): unknown {
  if (isPromise(answer)) return answer.then((given) => given ?? undefined);
  return answer ?? undefined;
}

function isPromise(value: unknown): value is Promise<unknown> {
  return value instanceof Promise;
}

function withPlain(value: unknown, bundle: Record<string, unknown>): MimeBundle {
  if (typeof bundle["text/plain"] === "string") return bundle;
  const types = Object.keys(bundle).join(", ");
  const isObject = typeof value === "object" && value !== null;
  if (types === "" || !isObject || hasOwnText(value)) return { ...bundle, "text/plain": toPlainText(value) };
  // A picture's bytes or a page's markup in full would be no help as text.
  return { ...bundle, "text/plain": `${findClassName(value)} (${types})` };
}

function hasOwnText(value: object): boolean {
  try {
    // Asked for and not looked up with `in`: frames of polars are proxies that have it only then.
    const hasMethod = typeof (value as Record<PropertyKey, unknown>)[inspect.custom] === "function";
    return hasMethod && !ArrayBuffer.isView(value) && !(value instanceof Blob);
  } catch {
    return false;
  }
}
