import { describe, expect, it } from "vitest";
import { probabilityBars } from "../../../../lib/charts/accuracy/probability-bars.ts";
import { confusionHeatmap } from "../../../../lib/charts/heatmaps/confusion-heatmap.ts";
import { hasFonts } from "../../../../lib/charts/static/rasterize.ts";
import { createStaticRenderer } from "../../../../lib/charts/static/renderer.ts";
import { hostileName, sampleFigures } from "../sample-figures.ts";

const renderer = createStaticRenderer();

describe("createStaticRenderer", () => {
  it("draws every kind of figure as an SVG without leftovers", { timeout: 120_000 }, async () => {
    for (const [name, figure] of Object.entries(sampleFigures())) {
      const svg = await renderer.renderSvg(figure);
      expect(svg, name).toMatch(/^<svg [^>]*width="\d+" height="\d+"/);
      expect(svg, name).not.toMatch(/NaN|="undefined|transferlab-canvas|<script/);
    }
  });

  it("draws equal figures as equal text, also when asked for both at once", async () => {
    const draw = () => renderer.renderSvg(probabilityBars({ labels: ["a"], probabilities: [0.5] }));
    const [first, second] = await Promise.all([draw(), draw()]);
    expect(first).toBe(second);
  });

  it("gives different figures different ids, so that one page can hold both", async () => {
    const idsOf = async (probability: number) => {
      const svg = await renderer.renderSvg(probabilityBars({ labels: ["a"], probabilities: [probability] }));
      return [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    };
    const [some, others] = [await idsOf(0.5), await idsOf(0.6)];
    expect(some.length).toBeGreaterThan(0);
    expect(some.filter((id) => others.includes(id))).toEqual([]);
  });

  it("shows names letter by letter", async () => {
    const svg = await renderer.renderSvg(probabilityBars({ labels: ["<b>x & $y$"], probabilities: [1] }));
    expect(svg).toContain("&#60;b&#62;x &amp; $y$");
    expect(svg).not.toContain("<b>");
  });

  it("keeps every text inside the picture", async () => {
    const figure = probabilityBars({ labels: [hostileName], probabilities: [1], title: hostileName });
    const svg = await renderer.renderSvg(figure);
    // Tick labels end where the plot begins: it must leave them the room they were cut to, and no more.
    const left = Number(/<g class="ytick"><text[^>]* x="([\d.]+)"/.exec(svg)?.[1]);
    expect(left).toBeGreaterThan(150);
    expect(left).toBeLessThan(260);
  });

  it("draws heatmap cells as pixels", async () => {
    const svg = await renderer.renderSvg(
      confusionHeatmap({
        matrix: [
          [1, 0],
          [0, 1],
        ],
        classNames: ["a", "b"],
      }),
    );
    const png = /data:image\/png;base64,([A-Za-z0-9+/=]+)/.exec(svg)?.[1] ?? "";
    expect(Buffer.from(png, "base64").subarray(1, 4).toString()).toBe("PNG");
  });

  it("draws after a figure that it could not draw", async () => {
    const broken = { data: [{ type: "bar", x: [1], y: [1] }], layout: { width: -5, height: Number.NaN } };
    await renderer.renderSvg(broken).catch(() => undefined);
    await expect(renderer.renderSvg(probabilityBars({ labels: ["a"], probabilities: [1] }))).resolves.toMatch(
      /^<svg/,
    );
  });

  it("chooses PNG for a large figure where there are fonts, SVG where there are none", async () => {
    const small = createStaticRenderer({ pngAboveBytes: 10 });
    const picture = await small.render(probabilityBars({ labels: ["a"], probabilities: [1] }));
    expect(picture.format).toBe((await hasFonts()) ? "png" : "svg");
  });

  it("draws a PNG of twice the size, or says that fonts are missing", async () => {
    const drawn = renderer.renderPng(confusionHeatmap({ matrix: [[1]], classNames: ["a"] }));
    if (await hasFonts()) {
      const png = Buffer.from(await drawn);
      expect(png.readUInt32BE(16)).toBe(2 * 480);
    } else await expect(drawn).rejects.toThrow("no fonts");
  });
});
