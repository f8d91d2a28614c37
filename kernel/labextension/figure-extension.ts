import { figureTheme } from "../report/figure-theme.ts";

/** Name of the extension, and of its folder. */
export const EXTENSION_NAME = "transferlab-figures";

/** Name of plotly.js beside the script. */
export const PLOTLY_FILE = "plotly.min.js";

/**
 * The script of the extension: a renderer for `application/vnd.plotly.v1+json`, in the page's colours.
 *
 * Runs in JupyterLab's and Notebook's page, hence text. The page asks a federated module for `init` and `get`; plotly.js
 * is loaded when the first figure is shown.
 *
 * @param rank - among renderers of figures the lowest is used; that of Python's plotly has 2.
 * @see JupyterLab 4, dev_mode/bootstrap.js (`loadComponent`) and index.js (`createModule`);
 *   packages/rendermime-interfaces/src/index.ts
 */
export function figureExtension(rank: number): string {
  return `"use strict";
(() => {
  const mimeType = "application/vnd.plotly.v1+json";
  const plotlyAddress = new URL("${PLOTLY_FILE}", document.currentScript.src);
  let loading;
  let shared;

  ${figureTheme}

  function loadPlotly() {
    loading ??= fetch(plotlyAddress).then(async (answer) => {
      if (!answer.ok) throw new Error(plotlyAddress.pathname + " is not there (" + answer.status + ")");
      // As a CommonJS module: a require.js that some output has brought into the page would take a script's for its own.
      const module = { exports: {} };
      new Function("module", "exports", await answer.text())(module, module.exports);
      return module.exports;
    });
    loading.catch(() => { loading = undefined; });
    return loading;
  }

  const isDark = () => document.body.dataset.jpThemeLight === "false";

  function themed(layout) {
    // A figure that sets its own background has colours to go with it.
    if (layout.paper_bgcolor || layout.plot_bgcolor) return layout;
    return { ...layout, uirevision: "kept", template: merged(layout.template ?? {}, isDark() ? darkTemplate : {}) };
  }

  function createFigureWidget(Widget) {
    return class extends Widget {
      constructor() {
        super();
        this.addClass("transferlab-figure");
        this.area = document.createElement("div");
        this.node.append(this.area);
        this.sizes = new ResizeObserver(() => this.fit());
        this.sizes.observe(this.node);
        this.themes = new MutationObserver(() => this.draw());
        this.themes.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
      }

      async renderModel(model) {
        this.figure = model.data[mimeType];
        this.plotly = await loadPlotly();
        await this.draw();
      }

      async draw() {
        if (this.isDisposed || this.plotly === undefined) return;
        const { data, layout = {}, config = {}, frames } = structuredClone(this.figure);
        const summary = layout.meta?.summary;
        if (typeof summary === "string") {
          this.area.setAttribute("role", "figure");
          this.area.setAttribute("aria-label", summary);
        }
        const settings = { displaylogo: false, ...config };
        await this.plotly.react(this.area, { data, layout: themed(layout), config: settings, frames });
        this.fit();
      }

      fit() {
        const isShown = this.node.clientWidth > 0 && this.area.classList.contains("js-plotly-plot");
        if (isShown && this.area.layout.width === undefined) this.plotly.Plots.resize(this.area);
      }

      dispose() {
        if (this.isDisposed) return;
        this.sizes.disconnect();
        this.themes.disconnect();
        this.plotly?.purge(this.area);
        super.dispose();
      }
    };
  }

  async function createExtension() {
    const [version] = Object.values(shared["@lumino/widgets"]);
    const { Widget } = (await version.get())();
    const FigureWidget = createFigureWidget(Widget);
    return {
      id: "${EXTENSION_NAME}:renderer",
      description: "Shows plotly figures",
      rank: ${rank},
      dataType: "json",
      rendererFactory: { safe: true, mimeTypes: [mimeType], createRenderer: () => new FigureWidget() },
    };
  }

  globalThis._JUPYTERLAB ??= {};
  globalThis._JUPYTERLAB["${EXTENSION_NAME}"] = {
    init: (scope) => { shared = scope; },
    get: async (name) => {
      if (name !== "./mimeExtension") throw new Error("${EXTENSION_NAME} has no module " + name);
      const extension = await createExtension();
      return () => ({ __esModule: true, default: extension });
    },
  };
})();
`;
}
