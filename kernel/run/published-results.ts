import type { RunResult } from "./run-notebook.ts";

/** A result that a notebook has published, as far as it is understood here. */
export interface PublishedResult {
  readonly model: string;
  readonly mode: string;
  /** In [0, 1]. */
  readonly accuracy: number;
  readonly low?: number;
  readonly high?: number;
  readonly seconds?: number;
}

/** Gathers the results that notebooks have published, in the order of the notebooks; what is no result is left out. */
export function gatherResults(runs: readonly Pick<RunResult, "data">[]): PublishedResult[] {
  return runs.flatMap(({ data }) => data.flat()).filter(isResult);
}

/** Gathers what notebooks have published for the reader's attention, each thing once: lines for a terminal. */
export function gatherNotes(runs: readonly Pick<RunResult, "data">[]): string[] {
  const lines = runs
    .flatMap(({ data }) => data.flat())
    .filter(isNote)
    .flatMap(({ note, details = [] }) => [
      `${note}${details.length > 0 ? ":" : ""}`,
      ...details.map((line) => `  ${line}`),
    ]);
  return [...new Set(lines)];
}

/** Lays results out as lines of a table for a terminal: model, mode, accuracy with its interval, time. */
export function formatResults(results: readonly PublishedResult[]): string[] {
  const rows = results.map((result) => [
    result.model,
    result.mode,
    describeAccuracy(result),
    describeTime(result),
  ]);
  const table = [["model", "mode", "accuracy (95 % interval)", "time"], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((text, column) => (column === 3 ? text.padStart(widths[column]!) : text.padEnd(widths[column]!)))
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  return [line(table[0]!), rule, ...table.slice(1).map(line)];
}

/** Lays results out as a Markdown table. */
export function formatResultsMarkdown(results: readonly PublishedResult[]): string {
  const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");
  const rows = results.map(
    (result) =>
      `| ${cell(result.model)} | ${cell(result.mode)} | ${describeAccuracy(result)} | ${describeTime(result).replace(" ", "\u00a0")} |`,
  );
  return ["| model | mode | accuracy (95 % interval) | time |", "|--|--|--|--:|", ...rows].join("\n");
}

function describeAccuracy({ accuracy, low, high }: PublishedResult): string {
  const percent = (share: number) => (100 * share).toFixed(1);
  const interval = low === undefined || high === undefined ? "" : ` (${percent(low)} to ${percent(high)})`;
  return `${percent(accuracy)} %${interval}`;
}

function describeTime({ seconds }: PublishedResult): string {
  return seconds === undefined ? "" : `${seconds.toFixed(1)} s`;
}

function isResult(value: unknown): value is PublishedResult {
  if (typeof value !== "object" || value === null) return false;
  const { model, mode, accuracy } = value as Partial<Record<keyof PublishedResult, unknown>>;
  return typeof model === "string" && typeof mode === "string" && typeof accuracy === "number";
}

function isNote(value: unknown): value is { readonly note: string; readonly details?: readonly string[] } {
  if (typeof value !== "object" || value === null) return false;
  const { note, details } = value as { note?: unknown; details?: unknown };
  const listed = Array.isArray(details) && details.every((line) => typeof line === "string");
  return typeof note === "string" && (details === undefined || listed);
}
