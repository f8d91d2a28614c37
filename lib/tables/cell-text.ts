import type { CellValue, ResolvedColumn, TableRow } from "./column.ts";

/** Shown where there is no value. */
const nothing = "–";

/** Writes one cell as plain text; control characters, which could steer a terminal, become spaces. */
export function cellText(row: TableRow, column: ResolvedColumn): string {
  const value = valueText(row[column.key], column);
  const low = row[column.interval?.[0] ?? ""];
  const high = row[column.interval?.[1] ?? ""];
  if (value === nothing || !isNumber(low) || !isNumber(high)) return value;
  const ends = [low, high].map((end) => valueText(end, column).replace(/ (%|s)$/, ""));
  return `${value} (${ends.join(" to ")})`;
}

/** Tells whether a column's cells are set right, as numbers are. */
export function isNumeric(column: ResolvedColumn): boolean {
  return column.format !== "text";
}

function valueText(value: CellValue, { format, digits }: ResolvedColumn): string {
  if (value === null || value === undefined || value === "") return nothing;
  if (typeof value !== "number") return plainText(String(value));
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  switch (format) {
    case "percent":
      return `${fixed(value * 100, digits)} %`;
    case "seconds":
      return secondsText(value);
    case "integer":
      return fixed(value, 0);
    case "number":
      return fixed(value, digits);
    case "text":
      return String(value);
  }
}

/** Replaces control characters by spaces. */
export function plainText(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ").trim();
}

function secondsText(seconds: number): string {
  if (seconds < 0.01 && seconds > 0) return `${fixed(seconds * 1000, 1)} ms`;
  if (seconds < 10) return `${fixed(seconds, 2)} s`;
  if (seconds < 99.95) return `${fixed(seconds, 1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

function fixed(value: number, digits: number): string {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat("en-US", options).format(value);
}

function isNumber(value: CellValue): value is number {
  return typeof value === "number";
}
