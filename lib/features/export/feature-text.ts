import { rowOf } from "../../matrix/matrix.ts";
import type { FeatureSet } from "../feature-set.ts";

/** Texts of each row that go before its features, by the name of their column. */
export type RowTexts = Readonly<Record<string, readonly string[]>>;

/**
 * Writes rows as CSV (RFC 4180), a line at a time: texts, then `f0`, `f1`, ..; without features the texts alone.
 *
 * Numbers have as many digits as make the same float32 again.
 */
export function* csvLines(texts: RowTexts, features?: FeatureSet["features"]): Generator<string> {
  const names = Object.keys(texts);
  const columns = Array.from({ length: features?.columns ?? 0 }, (_, index) => `f${index}`);
  yield `${[...names, ...columns].map(quote).join(",")}\n`;
  const rows = Object.values(texts)[0]!.length;
  for (let row = 0; row < rows; row++) {
    const cells = names.map((name) => quote(texts[name]![row]!));
    if (features !== undefined) for (const value of rowOf(features, row)) cells.push(shortest(value));
    yield `${cells.join(",")}\n`;
  }
}

/** Writes rows as a JSON list of records, a line each: texts, then each layer's features as a list under its name. */
export function* jsonLines(
  texts: RowTexts,
  layers: Readonly<Record<string, FeatureSet["features"]>>,
): Generator<string> {
  const rows = Object.values(texts)[0]!.length;
  yield "[\n";
  for (let row = 0; row < rows; row++) {
    const fields = [
      ...Object.entries(texts).map(([name, all]) => `${JSON.stringify(name)}:${JSON.stringify(all[row])}`),
      ...Object.entries(layers).map(
        ([name, features]) =>
          `${JSON.stringify(name)}:[${Array.from(rowOf(features, row), shortestJson).join(",")}]`,
      ),
    ];
    yield `{${fields.join(",")}}${row + 1 < rows ? "," : ""}\n`;
  }
  yield "]\n";
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** 9 digits tell every two float32 apart; most need fewer. */
function shortest(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  for (const digits of [6, 7, 8]) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(Number(value.toPrecision(9)));
}

/** JSON has no infinities. */
function shortestJson(value: number): string {
  return Number.isFinite(value) ? shortest(value) : "null";
}
