import { readdirSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readNotebook } from "../../kernel/notebook/read.ts";
import { errorOf, outputsOf, resultOf, streamOf } from "../conformance/kernel/client/exchange-view.ts";
import type { Exchange, KernelClient } from "../conformance/kernel/client/kernel-client.ts";
import { makeNotebookProject, type NotebookProject, whyNot } from "./environment/other-kernel.ts";

// A machine that runs other tests beside these takes ten times as long as a quiet one.
const NOTEBOOK_LIMIT_MS = 600_000;
const CELL_LIMIT_MS = 300_000;
/** Both kernels send output also after they said that a cell has ended. */
const LATE_OUTPUT_MS = 500;

const folder = fileURLToPath(new URL("../../notebooks/", import.meta.url));
const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ipynb") && !name.includes(".ipynb_checkpoints"))
  .map((name) => name.replaceAll(sep, "/"))
  .sort();

/** Where notebooks stop for what a kernel cannot do; that they still stop there is tested too. */
const exceptions = [
  {
    kernel: "tslab",
    notebooks: /^exercises\//,
    cell: "imports",
    message: /An import path can only end with a '\.ts' extension/,
    reason: "its TypeScript 5.0 refuses imports of files by their whole name, which Node.js and Deno ask for",
  },
] as const;

interface Stop {
  readonly cell: string;
  readonly message: string;
}

/** Runs the cells of a notebook in order, up to the first that fails; `undefined` when none does. */
async function runToFirstFailure(client: KernelClient, path: string): Promise<Stop | undefined> {
  const { cells } = await readNotebook(path);
  for (const cell of cells) {
    if (cell.cell_type !== "code") continue;
    const exchange = await client.run(cell.source, {}, CELL_LIMIT_MS);
    if (exchange.reply.content.status === "ok") continue;
    const { published } = await withLateOutput(client, exchange);
    return { cell: cell.id, message: `${errorOf(exchange)}\n${streamOf({ published }, "stderr")}` };
  }
  return undefined;
}

async function withLateOutput(client: KernelClient, exchange: Exchange): Promise<Exchange> {
  await new Promise((next) => setTimeout(next, LATE_OUTPUT_MS));
  return { ...exchange, published: client.publishedFor(exchange.request) };
}

describe.each(["tslab", "deno"] as const)("%s", (name) => {
  const reason = whyNot(name);

  describe.skipIf(reason !== undefined)(reason ?? "is here", () => {
    let project: NotebookProject;
    beforeAll(async () => {
      project = await makeNotebookProject();
    });
    afterAll(() => project?.[Symbol.asyncDispose]());

    /** Runs cells, each of which must go well, in a kernel of their own. */
    async function run(cells: readonly string[], cwd?: string): Promise<Exchange[]> {
      await using kernel = await project.start(name, cwd);
      const client = await kernel.connect();
      const exchanges: Exchange[] = [];
      for (const code of cells) {
        const exchange = await withLateOutput(client, await client.run(code, {}, CELL_LIMIT_MS));
        expect(exchange.reply.content.status, streamOf(exchange, "stderr")).toBe("ok");
        exchanges.push(exchange);
      }
      return exchanges;
    }

    it.each(names)(
      "runs %s",
      async (notebook) => {
        const path = join(project.notebooks, notebook);
        const kernel = await project.start(name, dirname(path));
        try {
          const stop = await runToFirstFailure(await kernel.connect(), path);
          const exception = exceptions.find((one) => one.kernel === name && one.notebooks.test(notebook));
          if (exception === undefined) expect(stop, "a cell failed").toBeUndefined();
          else {
            expect(stop?.cell, `it no longer stops: ${exception.reason}`).toBe(exception.cell);
            expect(stop?.message).toMatch(exception.message);
          }
        } finally {
          await kernel.dispose();
        }
        expect(kernel.findProcesses()).toEqual([]);
      },
      NOTEBOOK_LIMIT_MS,
    );

    // tslab's TypeScript knows no package by its own name within it.
    it.runIf(name === "deno")(
      "finds the package from the notebooks of a checkout",
      async () => {
        const [exchange] = await run(
          ['import { fitSvc } from "transferlab";\nconsole.log(typeof fitSvc);'],
          folder,
        );
        expect(streamOf(exchange!)).toBe("function\n");
      },
      120_000,
    );

    const shown = [
      'import { createImage, encodePng, notRun, probabilityBars, publishResults } from "transferlab";',
      'await publishResults([{ model: "vgg16", mode: "classifier", accuracy: 0.5 }])',
      'probabilityBars({ title: "Seen", labels: ["bus"], probabilities: [0.5] })',
      'notRun("the rest", "npm start")',
      "await encodePng(createImage({ width: 1, height: 1 }, new Uint8Array(3)))",
    ];

    it.runIf(name === "deno")(
      "shows tables, charts, notices and pictures as what they are",
      async () => {
        const [, table, chart, notice, picture] = (await run(shown)).map(
          (exchange) => outputsOf(exchange).find(({ type }) => type === "execute_result")?.content.data,
        );
        expect(table["text/html"]).toContain("<table");
        expect(chart["application/vnd.plotly.v1+json"].data).toHaveLength(1);
        expect(chart["image/svg+xml"]).toContain("<svg");
        expect(notice["text/html"]).toContain("<strong>Not run:</strong> the rest");
        expect(picture["image/png"]).toMatch(/^iVBOR/);
      },
      120_000,
    );

    it.runIf(name === "deno")("does not check types", async () => {
      const [exchange] = await run(['const count: number = "three"; count']);
      expect(resultOf(exchange!)).toContain("three");
    });

    it.runIf(name === "tslab")(
      "shows tables, charts and notices as text, pictures as bytes",
      async () => {
        const [, table, chart, notice, picture] = (await run(shown)).map((exchange) => streamOf(exchange));
        expect(table).toMatch(/^model +mode +accuracy\n─+ +─+ +─+\nvgg16 +classifier +50\.0 %\n$/);
        expect(chart).toBe("Seen. bus 50.0 %.\n");
        expect(notice).toBe("Not run: the rest. To have it: npm start, then run the notebook again.\n");
        expect(picture).toMatch(/^Uint8Array\(\d+\) \[/);
      },
      120_000,
    );

    it.runIf(name === "tslab")("does not know a name of an earlier cell in { name }", async () => {
      await using kernel = await project.start(name);
      const client = await kernel.connect();
      await client.run("let seed = 3;");
      expect(streamOf(await withLateOutput(client, await client.run("({ seed: seed }).seed")))).toBe("3\n");
      const failed = await withLateOutput(client, await client.run("({ seed }).seed"));
      // As long as this holds, test/notebooks/portable.test.ts holds the notebooks to `{ seed: seed }`.
      expect(streamOf(failed, "stderr")).toMatch(/^ReferenceError: seed is not defined/m);
    });
  });
});
