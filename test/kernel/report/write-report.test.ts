import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JSDOM, VirtualConsole } from "jsdom";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { renderReport, writeReport } from "../../../kernel/report/write-report.ts";
import { codeCell, dataOutput, markdownCell, notebookOf, plotlyType } from "./sample-notebook.ts";

const plot = (type: string) => dataOutput({ [plotlyType]: { data: [{ type, x: [1], y: [1] }], layout: {} } });
const failure = { output_type: "error", ename: "Error", evalue: "no", traceback: [] };

function parse(html: string): Document {
  return new JSDOM(html, { virtualConsole: new VirtualConsole() }).window.document;
}

function policyOf(page: Document): string {
  return page.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute("content") ?? "";
}

describe("renderReport", () => {
  it("puts notebooks under their titles, in order, with contents that lead to them", async () => {
    const { html } = await renderReport(
      [
        { title: "03 <first>", notebook: notebookOf(markdownCell("# Own title\n\n## Part\n")) },
        { title: "05 second", notebook: notebookOf(codeCell("1 < 2")) },
      ],
      { title: "Results & more", summary: "It **works**." },
    );
    const page = parse(html);
    expect(page.title).toBe("Results & more");
    expect([...page.querySelectorAll("h1, article h2")].map(({ textContent }) => textContent)).toEqual([
      "Results & more",
      "Own title",
      "05 second",
    ]);
    expect(page.querySelector(".summary")?.innerHTML).toContain("<strong>works</strong>");
    expect(page.querySelector("details.code code")?.textContent).toBe("1 < 2");
    const links = [...page.querySelectorAll("nav a")];
    expect(links.map(({ textContent }) => textContent)).toEqual(["03 <first>", "Part", "05 second"]);
    for (const link of links) {
      expect(
        page.getElementById(decodeURI(link.getAttribute("href") ?? "").slice(1)),
        link.outerHTML,
      ).not.toBeNull();
    }
  });

  it("holds plotly once, however many figures there are, and not at all for none", async () => {
    const cells = [codeCell("a", plot("bar")), codeCell("b", plot("bar"))];
    const with2 = await renderReport([{ title: "a", notebook: notebookOf(...cells) }], { title: "t" });
    expect(with2.figureCount).toBe(2);
    expect(with2.html.match(/plotly\.js v\d/g)).toHaveLength(1);
    const without = await renderReport([{ title: "a", notebook: notebookOf(codeCell("a")) }], { title: "t" });
    expect(without.sizeBytes).toBeLessThan(30_000);
  });

  it("allows its own scripts alone, by hashes that match what a browser reads", async () => {
    const { html } = await renderReport([{ title: "a", notebook: notebookOf(codeCell("a", plot("bar"))) }], {
      title: "t",
    });
    const page = parse(html);
    const scripts = [...page.querySelectorAll("script:not([type])")].map(
      ({ textContent }) => textContent ?? "",
    );
    expect(scripts).toHaveLength(2);
    const hashes = scripts.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
    expect(policyOf(page)).toContain(`script-src ${hashes.join(" ")};`);
    expect(policyOf(page)).toContain("default-src 'none'");
  });

  it("lets its scripts compile code only for the traces that need it", async () => {
    const policyFor = async (type: string) => {
      const notebook = notebookOf(codeCell("a", plot(type)));
      return policyOf(parse((await renderReport([{ title: "a", notebook }], { title: "t" })).html));
    };
    expect(await policyFor("scatter")).not.toContain("unsafe-eval");
    expect(await policyFor("scattergl")).toContain("unsafe-eval");
  });

  it("keeps hostile output in its place", async () => {
    const hostile = "</article></main><script>alert(1)</script><b>open";
    const { html } = await renderReport(
      [
        {
          title: hostile,
          notebook: notebookOf(
            codeCell(hostile, dataOutput({ "text/html": hostile }), dataOutput({ "text/plain": hostile })),
            codeCell(
              "b",
              dataOutput({ [plotlyType]: { data: [{ name: hostile }], layout: { title: hostile } } }),
            ),
            markdownCell(hostile),
          ),
        },
      ],
      { title: hostile, summary: hostile },
    );
    const page = parse(html);
    expect(page.querySelectorAll("script:not([type])")).toHaveLength(2);
    expect(page.querySelectorAll("article")).toHaveLength(1);
    expect(page.querySelector("article")?.querySelectorAll("figure, details, .html-output")).toHaveLength(4);
    expect(page.querySelector("main > article")).not.toBeNull();
  });

  it("says first which notebook an error stopped, and leads to its cell", async () => {
    const notebook = notebookOf(codeCell("a"), codeCell("b", failure));
    const { html, errorCount } = await renderReport([{ title: "05", notebook }], { title: "t" });
    const page = parse(html);
    expect(errorCount).toBe(1);
    const link = page.querySelector(".notice a");
    expect(page.querySelector(".notice")?.textContent).toBe("Not everything ran: an error stopped 05.");
    expect(page.getElementById((link?.getAttribute("href") ?? "").slice(1))?.textContent).toContain(
      "Error: no",
    );
  });

  it("depends on nothing but its arguments", async () => {
    const once = () =>
      renderReport([{ title: "a", notebook: notebookOf(codeCell("a", plot("bar"))) }], {
        title: "t",
        written: new Date(0),
      });
    const [first, second] = [await once(), await once()];
    expect(first.html === second.html).toBe(true);
    expect(first.html).toContain('<time datetime="1970-01-01T00:00:00.000Z">1970-01-01 00:00 UTC</time>');
  });

  it("refuses what is no notebook, naming it", async () => {
    await expect(renderReport([{ title: "x", notebook: {} }], { title: "t" })).rejects.toThrow(
      /^x: expected a notebook/,
    );
  });
});

describe("writeReport", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "report-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("writes one file, making folders on the way", async () => {
    const outPath = join(folder, "a", "b", "report.html");
    const { path, sizeBytes } = await writeReport([], { title: "t", outPath });
    expect(path).toBe(outPath);
    expect(await readdir(join(folder, "a", "b"))).toEqual(["report.html"]);
    expect((await readFile(outPath)).length).toBe(sizeBytes);
  });

  it("leaves an earlier report as it was when it fails", async () => {
    const outPath = join(folder, "report.html");
    await writeReport([], { title: "first", outPath });
    await expect(
      writeReport([{ title: "x", notebook: null }], { title: "second", outPath }),
    ).rejects.toThrow();
    expect(await readFile(outPath, "utf8")).toContain("<title>first</title>");
    expect(await readdir(folder)).toEqual(["report.html"]);
  });
});
