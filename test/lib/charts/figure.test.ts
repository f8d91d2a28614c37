import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { figureBundle, jupyterDisplay, makeFigure } from "../../../lib/charts/figure.ts";
import { createStaticRenderer } from "../../../lib/charts/static/renderer.ts";
import { loadPlotlyValidate } from "./plotly-validate.ts";
import { sampleFigures } from "./sample-figures.ts";

const bars = () =>
  makeFigure({ data: [{ type: "bar", x: [1], y: [2] }], title: "Bars", summary: "One bar of 2." });

describe("makeFigure", () => {
  it("shows as plotly JSON, a static picture and words", async () => {
    const bundle = await bars()[jupyterDisplay]();
    expect(Object.keys(bundle)).toEqual(["application/vnd.plotly.v1+json", "image/svg+xml", "text/plain"]);
    expect(bundle["image/svg+xml"]).toMatch(/^<svg .*<\/svg>$/s);
    expect(bundle["text/plain"]).toBe("Bars. One bar of 2.");
    expect(bundle["application/vnd.plotly.v1+json"]?.layout.meta).toEqual({ summary: "One bar of 2." });
  });

  it("shows markup in place of plotly JSON, which front ends would take first", async () => {
    const figure = makeFigure({
      data: [{ type: "bar", x: [1], y: [2] }],
      html: "<p>bars</p>",
      summary: "One.",
    });
    const bundle = await figure[jupyterDisplay]();
    expect(Object.keys(bundle)).toEqual(["text/html", "image/svg+xml", "text/plain"]);
    expect(bundle["text/html"]).toBe("<p>bars</p>");
  });

  it("is found by a kernel under the registered symbol", () => {
    expect(Symbol.for("Jupyter.display") in bars()).toBe(true);
  });

  it("is its summary in words wherever it is printed", () => {
    expect(inspect(bars())).toBe("Bars. One bar of 2.");
  });

  it("turns typed arrays into lists and does not change with them", () => {
    const x = Float32Array.of(1, 2);
    const { data } = makeFigure({ data: [{ type: "bar", x }], summary: "" });
    x[0] = 9;
    expect(data[0]).toEqual({ type: "bar", x: [1, 2] });
  });

  it("refuses a figure without traces", () => {
    expect(() => makeFigure({ data: [], summary: "" })).toThrow("data: expected at least one trace");
  });

  it("makes figures that plotly itself finds no fault with", { timeout: 120_000 }, async () => {
    const validate = await loadPlotlyValidate();
    const faults = Object.entries(sampleFigures()).map(([name, figure]) => [name, validate(figure)]);
    expect(faults).toEqual(faults.map(([name]) => [name, []]));
    const wrong = makeFigure({ data: [{ type: "bar", colour: "red" }], summary: "" });
    expect(validate(wrong).join()).toContain("colour");
  });
});

describe("figureBundle", () => {
  it("keeps the interactive figure when no picture can be drawn, and says why", async () => {
    const failing = { ...createStaticRenderer(), render: () => Promise.reject(new Error("no jsdom here")) };
    const bundle = await figureBundle(bars(), failing);
    expect(Object.keys(bundle)).toEqual(["application/vnd.plotly.v1+json", "text/plain"]);
    expect(bundle["text/plain"]).toBe(
      "Bars. One bar of 2.\n(There is no static picture of this figure: no jsdom here)",
    );
  });

  it("sends a PNG in base64 when the renderer chooses one", async () => {
    const png = { format: "png", png: Uint8Array.of(137, 80) } as const;
    const bundle = await figureBundle(bars(), {
      ...createStaticRenderer(),
      render: () => Promise.resolve(png),
    });
    expect(bundle["image/png"]).toBe("iVA=");
  });
});
