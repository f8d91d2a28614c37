import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kerasPython } from "../python/keras-python.ts";
import { chromiumPath } from "./environment/chromium.ts";
import { type JupyterHome, makeJupyterHome, writeNotebook } from "./environment/jupyter-home.ts";
import { type JupyterServer, startJupyter } from "./environment/jupyter-server.ts";
import { type NotebookPage, openNotebook } from "./environment/notebook-page.ts";

const missing = [
  ...(kerasPython ? [] : ["KERAS_PYTHON names a Python with JupyterLab and Notebook"]),
  ...(chromiumPath ? [] : ["there is Chromium (CHROMIUM names it)"]),
];
const condition = missing.length === 0 ? "in Chromium" : `skipped unless ${missing.join(", and ")}`;

/** As `expect`, of what a page shows some time later. */
const eventually = (read: () => Promise<string | null>) => expect.poll(read, { timeout: 20_000 });

/** Where pictures of the pages go: `CLIENTS_PICTURES`, else a folder for temporary files. */
const pictures = process.env.CLIENTS_PICTURES || join(tmpdir(), "transferlab-pictures");

const CHART = `\
const chart = {
  data: [{ type: "bar", x: ["VGG16", "ResNet50"], y: [71.3, 74.9] }],
  layout: { title: { text: "Top-1" }, width: 400, height: 300 },
};
({
  [Symbol.for("Jupyter.display")]: () => ({
    "application/vnd.plotly.v1+json": chart,
    "image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><rect id="static" width="90" height="30"/></svg>',
    "text/plain": "a chart",
  }),
})`;

describe.skipIf(missing.length > 0).each(["lab", "notebook"] as const)(
  `jupyter %s (${condition})`,
  (application) => {
    let home: JupyterHome;
    let server: JupyterServer;

    beforeAll(async () => {
      home = await makeJupyterHome();
      server = await startJupyter(application, home);
    }, 120_000);

    afterAll(async () => {
      await server?.[Symbol.asyncDispose]();
      await home?.[Symbol.asyncDispose]();
    }, 60_000);

    async function open(name: string, cells: readonly string[]): Promise<NotebookPage> {
      await writeNotebook(home.notebooks, `${name}.ipynb`, cells);
      return openNotebook(application, server, `${name}.ipynb`);
    }

    const picture = (notebook: NotebookPage, name: string) =>
      notebook.page.screenshot({ path: join(pictures, `${application}-${name}.png`) });

    it("runs every cell and shows text, a rich display, a chart and errors with a code frame", async () => {
      await using notebook = await open("outputs", [
        'console.log("printed by a cell"); 6 * 7',
        'const rich = { [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>bold</b>", "text/plain": "" }) };\nrich',
        CHART,
        'function fail(): never {\n  throw new RangeError("too far");\n}\nif (chart.data.length === 1) console.log("before");',
        "fail();",
      ]);
      await notebook.click("restart-run-all");
      await notebook.accept();
      await notebook.untilRun(4);
      await eventually(() => notebook.output(0).textContent()).toMatch(/printed by a cell\s*\[1\]:\s*42/);
      await eventually(() => notebook.output(1).locator("b").textContent()).toBe("bold");
      const drawn = notebook.output(2).locator(".js-plotly-plot, img, svg");
      await drawn.first().waitFor();
      const traceback = await notebook.output(4).textContent();
      expect(traceback).toContain("RangeError: too far");
      expect(traceback).toMatch(/In\[4\]\.ts:2:9/);
      expect(traceback).toMatch(/In\[5\]\.ts:1:5/);
      await picture(notebook, "outputs");
      expect(await notebook.states()).not.toContain("dead");
    }, 180_000);

    it("blocks a cell with a type error and points at it", async () => {
      await using notebook = await open("types", [
        "const accuracy = 0.93;",
        'const text: string = "at " + 1;\nconst worse: string = accuracy;',
      ]);
      await notebook.run(0);
      await notebook.untilRun(0);
      // The first cells of a kernel run unchecked when the language service is not there in time.
      const runAgain = async () => {
        await notebook.run(1);
        await notebook.untilRun(1);
        return notebook.output(1).textContent();
      };
      await expect.poll(runAgain, { timeout: 60_000, interval: 2000 }).toContain("TypeScriptError");
      const traceback = await notebook.output(1).textContent();
      expect(traceback).toContain("Type 'number' is not assignable to type 'string'");
      expect(traceback).toMatch(/const worse: string = accuracy;\n.*[\^~]/);
      await picture(notebook, "types");
    }, 120_000);

    it("stops a busy loop by the button, and keeps the names", async () => {
      await using notebook = await open("interrupt", [
        'const kept = 41;\nlet turns = 0;\nconsole.log("started");\nfor (;;) turns++;',
        "[kept + 1, turns > 0]",
      ]);
      await notebook.run(0);
      await notebook.untilRunning(0);
      await eventually(() => notebook.output(0).textContent()).toContain("started");
      await picture(notebook, "busy");
      await notebook.click("interrupt-kernel");
      await notebook.untilRun(0, 15_000);
      expect(await notebook.output(0).textContent()).toMatch(/interrupt/i);
      await notebook.run(1);
      await notebook.untilRun(1);
      await eventually(() => notebook.output(1).textContent()).toContain("[ 42, true ]");
      await picture(notebook, "interrupted");
      expect(await notebook.states()).not.toContain("dead");
    }, 120_000);

    it("completes a name by Tab, also while a cell runs", async () => {
      await using notebook = await open("complete", [
        "const learningRate = 0.001;",
        "learningR",
        'console.log("started");\nfor (;;);',
        "learningRate.toE",
      ]);
      await notebook.run(0);
      await notebook.untilRun(0);
      await notebook.focus(1);
      await notebook.complete("learningRate");
      await eventually(() => notebook.cell(1).locator(".cm-content").textContent()).toBe("learningRate");

      await notebook.run(2);
      await notebook.untilRunning(2);
      await eventually(() => notebook.output(2).textContent()).toContain("started");
      await notebook.focus(3);
      await notebook.complete("toExponential");
      await eventually(() => notebook.cell(3).locator(".cm-content").textContent()).toBe(
        "learningRate.toExponential",
      );
      await notebook.page.keyboard.type("().charC");
      await notebook.page.keyboard.press("Tab");
      await notebook.page.locator(".jp-Completer-item", { hasText: "charCodeAt" }).waitFor();
      await picture(notebook, "completer");
      await notebook.page.keyboard.press("Escape");
      await notebook.click("interrupt-kernel");
      await notebook.untilRun(2, 15_000);
    }, 120_000);

    it("asks in the page and goes on with the answer", async () => {
      await using notebook = await open("prompt", ['const who = prompt("Your name?");\n"hello " + who']);
      await notebook.run(0);
      const input = notebook.page.locator(".jp-Stdin-input");
      await input.waitFor();
      expect(await notebook.page.locator(".jp-Stdin-prompt").textContent()).toContain("Your name?");
      await picture(notebook, "prompt");
      await input.fill("Ada");
      await input.press("Enter");
      await notebook.untilRun(0);
      await eventually(() => notebook.output(0).textContent()).toContain("'hello Ada'");
    }, 120_000);

    it("restarts, and forgets what was there", async () => {
      await using notebook = await open("restart", ["const gone = 1;\ngone", "gone", "2 + 3"]);
      await notebook.run(0);
      await notebook.untilRun(0);
      await notebook.click("restart-kernel");
      await notebook.accept();
      await expect.poll(() => notebook.states(), { timeout: 30_000 }).toContain("restarting");
      await expect.poll(async () => (await notebook.states()).at(-1), { timeout: 60_000 }).toBe("idle");
      await notebook.run(1);
      await notebook.untilRun(1);
      expect(await notebook.output(1).textContent()).toMatch(/gone/);
      await notebook.run(2);
      await notebook.untilRun(2);
      await eventually(() => notebook.output(2).textContent()).toContain("5");
      await picture(notebook, "restarted");
      expect(await notebook.states()).not.toContain("dead");
    }, 180_000);
  },
);
