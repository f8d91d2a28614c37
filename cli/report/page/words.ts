import { countOf, percent } from "../../../lib/charts/theme/plotly-text.ts";

export { countOf, percent };

/** @example listOf(["a", "b", "c"]) // "a, b and c" */
export function listOf(words: readonly string[]): string {
  if (words.length <= 1) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** "0.4 s", "12 s", "3 min 5 s" */
export function secondsText(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  return `${Math.floor(Math.round(seconds) / 60)} min ${Math.round(seconds) % 60} s`;
}

/** "79.6 million", "3.86 billion" */
export function macsText(macs: number): string {
  const [value, unit] = macs < 1e9 ? [macs / 1e6, "million"] : [macs / 1e9, "billion"];
  return `${value.toPrecision(3)} ${unit}`;
}

/** A probability of a test, as it is read: "p = 0.031". */
export function pValueText(pValue: number): string {
  return pValue < 0.001 ? "p < 0.001" : `p = ${pValue.toFixed(pValue < 0.1 ? 3 : 2)}`;
}

/** @example intervalText({ low: 0.8, high: 0.9 }) // "80.0 to 90.0 %" */
export function intervalText({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${(100 * low).toFixed(1)} to ${percent(high)}`;
}
