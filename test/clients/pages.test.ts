import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { report } from "../../cli/report/report.ts";
import { writeReport } from "../../kernel/report/write-report.ts";
import { accuracyBars } from "../../lib/charts/accuracy/accuracy-bars.ts";
import type { Figure } from "../../lib/charts/figure.ts";
import { jupyterDisplay } from "../../lib/charts/figure.ts";
import { confusionHeatmap } from "../../lib/charts/heatmaps/confusion-heatmap.ts";
import { embeddingScatter } from "../../lib/charts/maps/embedding-scatter.ts";
import { packageData } from "../../lib/datasets/package-data.ts";
import { matrix } from "../../lib/matrix/matrix.ts";
import { seededRandom } from "../../lib/random/generator.ts";
import { tableHtml } from "../../lib/tables/table-html.ts";
import { codeCell, dataOutput, markdownCell, notebookOf } from "../kernel/report/sample-notebook.ts";
import {
  auditPage,
  openFile,
  overflowOf,
  startChromium,
  tabThrough,
  type View,
} from "./environment/audit-page.ts";
import { chromiumPath } from "./environment/chromium.ts";

const condition = chromiumPath ? "in Chromium" : "skipped unless there is Chromium (CHROMIUM names it)";
const dot = "data:image/gif;base64,R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==";

const views: readonly View[] = [
  { widthPx: 1200, scheme: "light" },
  { widthPx: 1200, scheme: "dark" },
  { widthPx: 320, scheme: "light" },
  { widthPx: 400, scheme: "dark" },
];

describe.skipIf(chromiumPath === undefined)(`pages, ${condition}`, () => {
  let folder: string;
  let browser: Browser;
  let home: string | undefined;
  /** Address of each page, by what it is. */
  const pages: Record<string, string> = {};

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "transferlab-pages-"));
    home = process.env.TRANSFERLAB_HOME;
    process.env.TRANSFERLAB_HOME = join(folder, "cache");
    browser = await startChromium();
    pages.notebooks = await writeNotebookPage(join(folder, "notebooks.html"));
    pages.photos = await writePhotoPage(join(folder, "photos.html"), await copyPhotos(folder));
    pages.unsorted = await writePhotoPage(join(folder, "unsorted.html"), join(folder, "photos", "bus"));
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    if (home === undefined) delete process.env.TRANSFERLAB_HOME;
    else process.env.TRANSFERLAB_HOME = home;
    await rm(folder, { recursive: true, force: true });
  });

  for (const name of ["notebooks", "photos", "unsorted"]) {
    describe(`the page of ${name}`, () => {
      it.each(views)("breaks no rule of axe-core, and fits, at $widthPx pixels, $scheme", async (view) => {
        const faults: string[] = [];
        const page = await openFile(browser, pages[name]!, view, faults);
        expect(await auditPage(page)).toEqual([]);
        expect(await overflowOf(page)).toBe(0);
        expect(faults).toEqual([]);
        await page.close();
      });

      it("has a language, a title, one main heading, and headings without gaps", async () => {
        const page = await openFile(browser, pages[name]!, views[0]!);
        expect(await page.locator("html").getAttribute("lang")).toBe("en");
        expect(await page.title()).not.toBe("");
        const levels = await page
          .locator("h1, h2, h3, h4, h5, h6")
          .evaluateAll((headings) => headings.map(({ tagName }) => Number(tagName[1])));
        expect(levels.filter((level) => level === 1)).toHaveLength(1);
        expect(levels[0]).toBe(1);
        expect(levels.filter((level, at) => at > 0 && level > levels[at - 1]! + 1)).toEqual([]);
        await page.close();
      });

      it("can be walked through by keys: first past the contents, and every stop is seen", async () => {
        const page = await openFile(browser, pages[name]!, views[0]!);
        const stops = await tabThrough(page, 8);
        expect(stops[0]!.text).toBe("Skip to the report");
        expect(stops.filter(({ tag, visible }) => tag !== "body" && !visible)).toEqual([]);
        await page.reload();
        await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
        await page.close();
      });

      it("moves nothing by itself for readers who ask for that", async () => {
        const page = await openFile(browser, pages[name]!, { ...views[0]!, reducedMotion: "reduce" });
        expect(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior)).toBe(
          "auto",
        );
        await page.close();
      });

      it("has pictures with words, and tables with headings", async () => {
        const page = await openFile(browser, pages[name]!, views[0]!);
        const speechless = await page.locator("img:not([alt])").count();
        expect(speechless).toBe(0);
        const charts = await page.locator("figure.plot figcaption").allTextContents();
        expect(charts.filter((text) => text.trim().length < 20)).toEqual([]);
        const headless = await page.locator("table:not(:has(th[scope=col]))").count();
        expect(headless).toBe(0);
        await page.close();
      });

      it("prints figures as pictures, without what is for the screen, on white", async () => {
        const page = await openFile(browser, pages[name]!, { ...views[1]!, media: "print" });
        for (const part of [".contents", ".plot:not(.no-picture) .plot-area", ".switches"]) {
          const shown = await page
            .locator(part)
            .evaluateAll(
              (found) => found.filter((element) => getComputedStyle(element).display !== "none").length,
            );
          expect(shown, part).toBe(0);
        }
        const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        expect(background).toBe("rgb(255, 255, 255)");
        await page.close();
      });
    });
  }

  it("switches points for pictures, colours, and code by keys", async () => {
    const page = await openFile(browser, pages.notebooks!, views[0]!);
    const pictures = page.getByRole("button", { name: "Pictures" });
    await pictures.focus();
    await page.keyboard.press("Enter");
    expect(await pictures.getAttribute("aria-pressed")).toBe("true");
    await expect
      .poll(() => page.locator("figure.plot .layer-above image, figure.plot image").count())
      .toBeGreaterThan(0);
    await page.getByRole("button", { name: "Dark colours" }).press("Enter");
    expect(await page.locator("html").getAttribute("data-scheme")).toBe("dark");
    expect(await auditPage(page)).toEqual([]);
    const code = page.locator("details.code > summary").first();
    await code.press("Enter");
    expect(await page.locator("details.code").first().getAttribute("open")).not.toBeNull();
    await page.close();
  });

  it("lets keys scroll what is wider than a small screen", async () => {
    const page = await openFile(browser, pages.photos!, { widthPx: 320, scheme: "light" });
    const stuck = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>(".table, .plot-area, pre")]
        .filter((frame) => frame.scrollWidth > frame.clientWidth + 1 && frame.tabIndex < 0)
        .map(({ className }) => className),
    );
    expect(stuck).toEqual([]);
    await page.close();
  });
});

/** A notebook page with every kind of output. */
async function writeNotebookPage(outPath: string): Promise<string> {
  const random = seededRandom(3);
  const points = matrix(
    30,
    2,
    Float32Array.from({ length: 60 }, () => random()),
  );
  const figures: Figure[] = [
    accuracyBars({
      rows: ["VGG16", "ResNet50", "VGG19", "InceptionV3", "a", "b"].map((group) => ({
        label: `${group}, frozen`,
        group,
        accuracy: 0.8,
        low: 0.7,
        high: 0.9,
      })),
      chance: 0.1,
    }),
    confusionHeatmap({
      matrix: [
        [9, 1, 0],
        [2, 7, 1],
        [0, 0, 10],
      ],
      classNames: ["cat", "dog", "bird"],
    }),
    embeddingScatter({
      points,
      labels: Array.from({ length: 30 }, (_, row) => row % 6),
      classNames: ["a", "b", "c", "d", "e", "f"],
      thumbnails: Array.from({ length: 30 }, () => dot),
    }),
  ];
  const bundles = [];
  for (const figure of figures) bundles.push(dataOutput(await figure[jupyterDisplay]()));
  const table = tableHtml([{ model: "VGG16", accuracy: 0.91 }], undefined, { caption: "Test accuracy" });
  const notebook = notebookOf(
    markdownCell(
      "# Features and SVM\n\nText with [a link](https://example.org) and `code`.\n\n## A part\n\n> Quoted",
    ),
    codeCell("const a = 1;\n".repeat(4), { output_type: "stream", name: "stdout", text: "printed\n" }),
    codeCell("warn()", { output_type: "stream", name: "stderr", text: "a message\n" }),
    codeCell("table", dataOutput({ "text/html": table, "text/plain": "table" })),
    codeCell("charts", ...bundles),
    markdownCell("### A smaller part\n\n| a | b |\n| - | - |\n| 1 | 2 |"),
    codeCell("fail()", { output_type: "error", ename: "Error", evalue: "no", traceback: ["Error: no"] }),
  );
  const summary = "| model | accuracy |\n| - | - |\n| VGG16 | 91 % |";
  const { path } = await writeReport([{ title: "Features", notebook }], {
    title: "Results",
    summary,
    outPath,
  });
  return pathToFileURL(path).href;
}

async function copyPhotos(folder: string): Promise<string> {
  const target = join(folder, "photos");
  for (const kind of ["bus", "fish", "umbrella"]) {
    await mkdir(join(target, kind), { recursive: true });
    const files = (await readdir(join(packageData("samples"), kind))).sort().slice(0, 10);
    for (const file of files) await cp(join(packageData("samples"), kind, file), join(target, kind, file));
  }
  // A copy across the split or within it: the page shows pairs.
  await cp(join(target, "bus", "000.jpg"), join(target, "fish", "copy.jpg"));
  return target;
}

async function writePhotoPage(out: string, source: string): Promise<string> {
  const silent = { write: () => true };
  const code = await report(
    source,
    {
      out,
      weights: "tiny-imagenet",
      modes: ["features", "frozen"],
      testFraction: 0.3,
      seed: 0,
      unsorted: false,
      strict: false,
    },
    silent,
    silent,
  );
  expect(code).toBe(0);
  return pathToFileURL(out).href;
}
