import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kerasPython } from "../python/keras-python.ts";
import { chromiumPath } from "./environment/chromium.ts";
import { type NotebookPage, openNotebook } from "./environment/notebook-page.ts";
import { type RunningLab, startLab } from "./environment/npm-run-lab.ts";

const missing = [
  ...(kerasPython ? [] : ["KERAS_PYTHON names a Python with JupyterLab"]),
  ...(chromiumPath ? [] : ["there is Chromium (CHROMIUM names it)"]),
  ...(process.platform === "win32" ? ["the system has signals"] : []),
];
const condition = missing.length === 0 ? "in Chromium" : `skipped unless ${missing.join(", and ")}`;
const pictures = process.env.CLIENTS_PICTURES || join(tmpdir(), "transferlab-pictures");

const name = "03-pretrained-classifier.ipynb";
const file = fileURLToPath(new URL(`../../notebooks/${name}`, import.meta.url));
const runtime = fileURLToPath(new URL("../../.jupyter/runtime", import.meta.url));
const { cells } = JSON.parse(readFileSync(file, "utf8")) as { cells: { id: string; cell_type: string }[] };
const codeCells = cells.flatMap(({ cell_type }, index) => (cell_type === "code" ? [index] : []));
const chartCell = cells.findIndex(({ id }) => id === "vgg-chart");

describe.skipIf(missing.length > 0)(`npm run lab (${condition})`, () => {
  let lab: RunningLab;
  let notebook: NotebookPage;

  beforeAll(async () => {
    lab = await startLab();
    notebook = await openNotebook("lab", lab, name);
    // The committed notebook stays as it is.
    await notebook.page.route("**/api/contents/**", (route) =>
      route.request().method() === "GET" ? route.continue() : route.abort(),
    );
  }, 400_000);

  afterAll(async () => {
    await notebook?.page.context().browser()?.close();
    await lab?.[Symbol.asyncDispose]();
  }, 60_000);

  it("says which JupyterLab it is, and chooses the kernel by itself", async () => {
    expect(lab.log()).toMatch(/^JupyterLab 4\.[\d.]+ of .*, with the kernel TypeScript \(transferlab\)\.$/m);
    const kernel = notebook.page.locator(".jp-Toolbar-kernelName");
    await expect.poll(() => kernel.first().textContent()).toBe("TypeScript (transferlab)");
    expect(await notebook.page.locator(".jp-Dialog").count()).toBe(0);
  });

  it("runs every cell of a notebook without an error", async () => {
    await notebook.click("restart-run-all");
    await notebook.accept();
    await notebook.untilRun(codeCells.at(-1)!, 240_000);
    for (const index of codeCells) {
      await notebook.cell(index).scrollIntoViewIfNeeded();
      const failed = notebook.output(index).locator('[data-mime-type="application/vnd.jupyter.error"]');
      expect(await failed.count(), await notebook.cell(index).textContent().then(String)).toBe(0);
    }
    expect(await notebook.states()).not.toContain("dead");
  }, 300_000);

  it("shows a chart that answers the mouse, in the page's colours", async () => {
    const { page } = notebook;
    await notebook.cell(chartCell).scrollIntoViewIfNeeded();
    const chart = notebook.output(chartCell).locator(".js-plotly-plot");
    await chart.locator(".main-svg").first().waitFor();
    expect(await chart.getAttribute("aria-label")).toMatch(/^\w+ [\d.]+ %/);
    const bar = chart.locator(".bars .point").first();
    await bar.hover({ force: true });
    await chart.locator(".hoverlayer .hovertext").first().waitFor();
    await page.screenshot({ path: join(pictures, "npm-run-lab-light.png") });

    const background = () =>
      chart
        .locator(".main-svg")
        .first()
        .evaluate((svg) => (svg as unknown as { style: { background: string } }).style.background);
    const light = await background();
    await page.emulateMedia({ colorScheme: "dark" });
    await page.locator('body[data-jp-theme-light="false"]').waitFor({ state: "attached" });
    await expect.poll(background).not.toBe(light);
    await expect.poll(background).toBe("rgb(27, 31, 37)");
    await page.screenshot({ path: join(pictures, "npm-run-lab-dark.png") });
  }, 120_000);

  it("ends by Ctrl-C, with its kernel", async () => {
    const answer = await fetch(`${lab.url}/api/kernels?token=${lab.token}`);
    const [kernel] = (await answer.json()) as { id: string }[];
    const connection = join(runtime, `kernel-${kernel!.id}.json`);
    expect(existsSync(connection)).toBe(true);
    await lab.interrupt();
    await expect(fetch(lab.url)).rejects.toThrow();
    // The server deletes it once the kernel has ended.
    expect(existsSync(connection)).toBe(false);
  }, 60_000);
});
