import { inspect } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import { resultTable, showTable } from "../../../lib/tables/result-table.ts";

const rows = [
  { model: "VGG16", mode: "svm", accuracy: 0.75 },
  { model: "VGG16", mode: "tuned", accuracy: 0.25 },
  { model: "ResNet50", mode: "svm", accuracy: 1 },
];
const show = (frame: object) =>
  (frame as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]!();

describe("resultTable", () => {
  afterEach(() => vi.restoreAllMocks());

  it("is a DataFrame of the raw values", async () => {
    const table = await resultTable(rows, ["model", { key: "accuracy", format: "percent" }]);
    expect(table.columns).toEqual(["model", "mode", "accuracy"]);
    expect(table.shape).toEqual([3, 3]);
    expect(table.column("accuracy").values).toEqual([0.75, 0.25, 1]);
  });

  it("shows as HTML and as text", async () => {
    const bundle = show(
      await resultTable(rows, ["mode", { key: "accuracy", format: "percent" }], { caption: "Test" }),
    );
    expect(Object.keys(bundle)).toEqual(["text/html", "text/plain"]);
    expect(bundle["text/html"]).toContain("<caption>Test</caption>");
    expect(bundle["text/plain"]).toBe(
      "Test\nmode   accuracy\n─────  ────────\nsvm      75.0 %\ntuned    25.0 %\nsvm     100.0 %",
    );
  });

  it("is the same text wherever it is printed", async () => {
    const table = await resultTable(rows, ["mode", { key: "accuracy", format: "percent" }]);
    expect(inspect(table)).toBe(show(table)["text/plain"]);
  });

  it("takes missing values", async () => {
    const table = await resultTable([{ a: 1 }, { b: "x" }]);
    expect(table.values).toEqual([
      [1, null],
      [null, "x"],
    ]);
  });

  it("prints nothing, and leaves TensorFlow.js as it was", async () => {
    const { engine } = await import("@tensorflow/tfjs-core");
    const before = engine().backendName;
    const printed = (["log", "info", "warn", "error"] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation(() => undefined),
    );
    const table = await resultTable(rows);
    show(table);
    table.groupby(["model"]).col(["accuracy"]).mean();
    expect(printed.map((spy) => spy.mock.calls)).toEqual([[], [], [], []]);
    expect(engine().backendName).toBe(before);
    expect(engine().memory().numTensors).toBe(0);
  });

  it("refuses no rows before anything is loaded", async () => {
    await expect(resultTable([])).rejects.toThrow("rows: expected at least one row");
  });
});

describe("showTable", () => {
  it("shows what a DataFrame method returned", async () => {
    const means = (await resultTable(rows)).groupby(["model"]).col(["accuracy"]).mean();
    const bundle = show(
      showTable(means, ["model", { key: "accuracy_mean", title: "mean", format: "percent" }]),
    );
    expect(bundle["text/plain"]).toBe(
      "model       mean\n────────  ───────\nVGG16      50.0 %\nResNet50  100.0 %".replace(
        "model       mean",
        "model        mean",
      ),
    );
  });
});
