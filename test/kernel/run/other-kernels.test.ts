import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runNotebook } from "../../../kernel/run/run-notebook.ts";

const folder = mkdtempSync(join(tmpdir(), "others-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs cells with their types checked; gives for each what its outputs are: MIME bundles and text. */
async function run(...sources: string[]) {
  const path = join(folder, "notebook.ipynb");
  const cells = sources.map((source) => ({ cell_type: "code", source, metadata: {} }));
  writeFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
  const { error, notebook } = await runNotebook(path);
  expect(error?.traceback).toBeUndefined();
  return notebook.cells.map((cell) =>
    cell.cell_type === "code"
      ? cell.outputs.map((output) => ("data" in output ? output.data : "text" in output ? output.text : ""))
      : [],
  );
}

describe("notebooks written for other kernels", () => {
  it("run as written for tslab", async () => {
    const outputs = await run(
      "import * as tslab from 'tslab'",
      "tslab.display.html('<b>bold</b>'); tslab.display.markdown('# hi')",
      "const d = tslab.newDisplay(); d.text('waiting'); d.text('done')",
      "let {x, y} = {x: 10, y: {msg: 'hello'}}; x; y",
      "class C { constructor(private name: string) {} hi() { return 'hi ' + this.name } }; new C('z').hi()",
      "let sleep = (ms: number) => new Promise(resolve => setTimeout(resolve, ms)); await sleep(10); 'slept'",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the cell's
      "for (const n of [1, 2]) tslab.display.html(`<i>${n}</i>`)",
    );
    expect(outputs).toEqual([
      [],
      [{ "text/html": "<b>bold</b>" }, { "text/markdown": "# hi" }],
      [{ "text/plain": "done" }],
      [{ "text/plain": "{ msg: 'hello' }" }],
      [{ "text/plain": "'hi z'" }],
      [{ "text/plain": "'slept'" }],
      [{ "text/html": "<i>1</i>" }, { "text/html": "<i>2</i>" }],
    ]);
  }, 90_000);

  it("run as written for Deno", async () => {
    const outputs = await run(
      "const { display, html, md } = Deno.jupyter; await display({ 'text/html': '<h1>Hi</h1>' }, { raw: true })",
      "md`# Notebooks in **TypeScript**`",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the cell's
      "html`<h1>Hello, ${1 + 1}</h1>`",
      "const transient = { display_id: 'progress' }; await Deno.jupyter.broadcast('display_data', { data: { 'text/html': 'at it' }, metadata: {}, transient })",
      "await Deno.jupyter.broadcast('update_display_data', { data: { 'text/html': 'done' }, metadata: {}, transient })",
      "({ [Deno.jupyter.$display]() { return { 'text/html': '<u>d</u>' } } })",
      "import { format } from 'node:util'; format('%s', 'x')",
    );
    expect(outputs).toMatchObject([
      [{ "text/html": "<h1>Hi</h1>" }],
      [{ "text/markdown": "# Notebooks in **TypeScript**" }],
      [{ "text/html": "<h1>Hello, 2</h1>" }],
      [{ "text/html": "done" }],
      [],
      [{ "text/html": "<u>d</u>" }],
      [{ "text/plain": "'x'" }],
    ]);
  }, 90_000);
});
