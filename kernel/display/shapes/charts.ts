import { isPlainObject } from "./has-methods.ts";

/** A Vega or Vega-Lite specification, or a builder with `toSpec()`. */
export function formatVega(value: Record<PropertyKey, unknown>): unknown {
  const spec = typeof value.toSpec === "function" ? (value.toSpec() as unknown) : value;
  if (typeof spec !== "object" || spec === null) return undefined;
  const { $schema } = spec as { $schema?: unknown };
  // The schema's address names library and version: `https://vega.github.io/schema/vega-lite/v5.json`.
  const [, library, version] = /\/schema\/(vega|vega-lite)\/v(\d+)/.exec(String($schema)) ?? [];
  if (!library || !version) return undefined;
  const name = library === "vega" ? "vega" : "vegalite";
  const bundle = { [`application/vnd.${name}.v${version}+json`]: spec };
  return { ...bundle, "text/plain": `Chart of ${library === "vega" ? "Vega" : "Vega-Lite"} ${version}` };
}

const TRACE_KEYS = ["x", "y", "z", "values", "labels", "r", "theta", "lat", "lon", "locations", "dimensions"];

/**
 * A bare plotly figure `{ data, layout }`.
 *
 * Its text says what it is, for viewers without plotly; a picture for them would need plotly itself and 2 s.
 */
export function formatPlotlyFigure(value: Record<PropertyKey, unknown>): unknown {
  const { data, layout, config, frames } = value;
  if (!isPlainObject(value) || !Array.isArray(data) || data.length === 0 || !isPlainObject(layout)) {
    return undefined;
  }
  if (!data.every(isTrace)) return undefined;
  const figure = { data, layout, ...(config ? { config } : {}), ...(frames ? { frames } : {}) };
  const title = findTitle(layout.title);
  const types = [...new Set(data.map((trace) => String(trace.type ?? "scatter")))].join(", ");
  const traces = `${data.length} ${data.length === 1 ? "trace" : "traces"}: ${types}`;
  return {
    "application/vnd.plotly.v1+json": figure,
    "text/plain": `Plotly figure${title === undefined ? "" : ` "${title}"`} (${traces})`,
  };
}

function isTrace(trace: unknown): trace is Record<string, unknown> {
  if (!isPlainObject(trace)) return false;
  return typeof trace.type === "string" || TRACE_KEYS.some((key) => key in trace);
}

function findTitle(title: unknown): string | undefined {
  const text: unknown = isPlainObject(title) ? title.text : title;
  return typeof text === "string" && text !== "" ? text.replace(/<[^>]*>/g, " ") : undefined;
}
