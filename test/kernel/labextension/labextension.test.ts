import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { EXTENSION_NAME, figureExtension } from "../../../kernel/labextension/figure-extension.ts";
import { installFigureExtension, removeFigureExtension } from "../../../kernel/labextension/install.ts";

interface Container {
  init(scope: unknown): void;
  get(name: string): Promise<() => { default: Record<string, unknown> }>;
}

/** What JupyterLab's page makes of the script; what it draws is looked at in Chromium, by test/clients. */
function load(rank: number): Container {
  const page = createContext({
    document: { currentScript: { src: "http://lab.test/lab/extensions/x/static/figures.js" } },
    URL,
  });
  runInContext(figureExtension(rank), page);
  const { _JUPYTERLAB } = page as unknown as { _JUPYTERLAB: Record<string, Container> };
  return _JUPYTERLAB[EXTENSION_NAME]!;
}

describe("figureExtension", () => {
  it("gives JupyterLab a renderer for plotly's figures, of the rank it was made with", async () => {
    const container = load(3);
    container.init({ "@lumino/widgets": { "2.7.0": { get: async () => () => ({ Widget: class {} }) } } });
    const { default: extension } = (await container.get("./mimeExtension"))();
    expect(extension).toMatchObject({
      id: `${EXTENSION_NAME}:renderer`,
      rank: 3,
      dataType: "json",
      rendererFactory: { safe: true, mimeTypes: ["application/vnd.plotly.v1+json"] },
    });
  });

  it("has no other module", async () => {
    await expect(load(3).get("./extension")).rejects.toThrow(/has no module \.\/extension/);
  });
});

describe("installFigureExtension", () => {
  it("writes what JupyterLab reads, once, anew when it has changed, and removes it", async () => {
    const data = await mkdtemp(join(tmpdir(), "transferlab-labextension-"));
    try {
      const folder = await installFigureExtension(data, { rank: 1 });
      const manifest = () => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const { load: first } = manifest().jupyterlab._build;
      expect(statSync(join(folder, "static", "plotly.min.js")).size).toBeGreaterThan(1e6);
      expect(readFileSync(join(folder, first), "utf8")).toBe(figureExtension(1));

      writeFileSync(join(folder, "kept"), "");
      await installFigureExtension(data, { rank: 1 });
      expect(existsSync(join(folder, "kept"))).toBe(true);

      await installFigureExtension(data, { rank: 3 });
      expect(existsSync(join(folder, "kept"))).toBe(false);
      expect(manifest().jupyterlab._build.load).not.toBe(first);
      expect(readdirSync(data)).toEqual(["labextensions"]);

      expect(await removeFigureExtension(data)).toBe(folder);
      expect(await removeFigureExtension(data)).toBeUndefined();
      expect(readdirSync(data)).toEqual(["labextensions"]);
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  });
});
