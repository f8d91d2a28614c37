import { type Figures, quantile } from "./measures.ts";

/** One figure of several rounds: the median of numbers; words as they are, with a count where rounds differ. */
function combine(values: readonly (number | string)[]): string {
  const numbers = values.filter((value) => typeof value === "number");
  const words = [...new Set(values.filter((value) => typeof value === "string"))];
  const middle = numbers.length > 0 ? format(quantile(numbers, 0.5)) : undefined;
  if (words.length === 0) return middle ?? "-";
  if (middle === undefined) return words.join(", ");
  return `${middle} (${values.length - numbers.length} of ${values.length}: ${words.join(", ")})`;
}

function format(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en");
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

/** Writes rounds of figures as a Markdown table, a column a kernel. */
export function writeTable(rounds: ReadonlyMap<string, readonly Figures[]>): string {
  const names = [...rounds.keys()];
  const rows = new Set([...rounds.values()].flat().flatMap((figures) => Object.keys(figures)));
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const body = [...rows].map((row) => {
    const cells = names.map((name) => {
      const values = rounds.get(name)!.flatMap((figures) => (row in figures ? [figures[row]!] : []));
      return values.length > 0 ? combine(values) : "-";
    });
    return line([row, ...cells]);
  });
  return [line(["", ...names]), line(["--", ...names.map(() => "--:")]), ...body].join("\n");
}
