import { JSDOM, VirtualConsole } from "jsdom";
import { describe, expect, it } from "vitest";
import { figureScript } from "../../../kernel/report/figure-script.ts";
import { scriptJson } from "../../../kernel/report/output.ts";

type Handler = (event: object) => void;
interface Drawing {
  readonly layout: {
    readonly template?: { readonly layout: { readonly font?: object } };
    readonly updatemenus?: readonly object[];
  };
}

/** Runs the script in a page with one figure and a stand-in for plotly. */
async function openPage(figure: object, options: { readonly dark?: boolean; readonly fails?: boolean } = {}) {
  const { window } = new JSDOM(
    `<button id="scheme"></button><div id="controls" hidden></div>
     <figure class="plot"><div class="plot-area"></div><img class="static">
     <script type="application/json">${scriptJson(figure)}</script></figure>`,
    { runScripts: "outside-only", virtualConsole: new VirtualConsole() },
  );
  const handlers = new Map<string, Handler>();
  const drawings: Drawing[] = [];
  const relayouts: object[] = [];
  const draw = async (area: object, _data: unknown, layout: Drawing["layout"]) => {
    if (options.fails) throw new Error("no canvas");
    Object.assign(area, { on: (name: string, handler: Handler) => handlers.set(name, handler) });
    drawings.push({ layout });
  };
  Object.assign(window, {
    Plotly: {
      newPlot: draw,
      react: draw,
      relayout: (_area: object, change: object) => relayouts.push(change),
    },
    matchMedia: () => ({ matches: options.dark ?? false, addEventListener: () => undefined }),
    IntersectionObserver: class {
      readonly callback: (entries: object[]) => void;
      constructor(callback: (entries: object[]) => void) {
        this.callback = callback;
      }
      observe(target: object) {
        setTimeout(() => this.callback([{ isIntersecting: true, target }]));
      }
      unobserve() {}
    },
  });
  window.eval(figureScript);
  await new Promise((resolve) => setTimeout(resolve, 20));
  return { document: window.document, handlers, drawings, relayouts };
}

const figure = { data: [{ type: "scatter" }], layout: { template: { layout: { font: { size: 13 } } } } };

describe("figureScript", () => {
  it("draws the figure in place of its static picture", async () => {
    const { document, drawings } = await openPage(figure);
    expect(drawings).toHaveLength(1);
    expect(document.querySelector("figure")?.className).toBe("plot drawn");
    expect(document.getElementById("controls")?.hidden).toBe(false);
  });

  it("keeps the static picture and says why when plotly fails", async () => {
    const { document } = await openPage(figure, { fails: true });
    expect(document.querySelector("figure")?.className).toBe("plot");
    expect(document.querySelector(".missing")?.textContent).toContain("no canvas");
  });

  it("puts dark colours into the template, beside what it had, and switches back", async () => {
    const { document, drawings } = await openPage(figure, { dark: true });
    expect(drawings[0]?.layout.template?.layout.font).toEqual({ size: 13, color: "#e4e7eb" });
    document.getElementById("scheme")?.click();
    expect(drawings[1]?.layout.template?.layout.font).toEqual({ size: 13 });
    expect(document.documentElement.dataset.scheme).toBe("light");
  });

  it("makes real buttons of plotly's, which take keys, and keeps what was chosen when colours change", async () => {
    const buttons = ["Points", "Pictures"].map((label, at) => ({
      label,
      method: "relayout",
      args: [{ "images[0].visible": at === 1 }],
    }));
    const dropdown = { type: "dropdown", buttons };
    const layout = { ...figure.layout, updatemenus: [{ type: "buttons", active: 0, buttons }, dropdown] };
    const { document, drawings, relayouts } = await openPage({ ...figure, layout });
    const pressed = () =>
      [...document.querySelectorAll(".switches button")].map((button) => [
        button.textContent,
        button.getAttribute("aria-pressed"),
      ]);
    expect(drawings[0]!.layout.updatemenus).toEqual([dropdown]);
    expect(pressed()).toEqual([
      ["Points", "true"],
      ["Pictures", "false"],
    ]);
    document.querySelectorAll<HTMLElement>(".switches button")[1]!.click();
    expect(pressed()[1]).toEqual(["Pictures", "true"]);
    document.getElementById("scheme")?.click();
    expect(relayouts).toEqual([{ "images[0].visible": true }, { "images[0].visible": true }]);
  });

  it("leaves the colours of a figure that sets its background", async () => {
    const layout = { paper_bgcolor: "#fff" };
    const { drawings } = await openPage({ data: [], layout }, { dark: true });
    expect(drawings[0]?.layout).toEqual(layout);
  });

  it("shows a point's thumbnail and caption as text, and hides them again", async () => {
    const { document, handlers } = await openPage(figure);
    const customdata = { image: "data:image/png;base64,AA==", caption: ["<cat>", "a.jpg"] };
    handlers.get("plotly_hover")?.({ points: [{ customdata }], event: { clientX: 5, clientY: 5 } });
    const card = document.querySelector<HTMLElement>(".thumbnail");
    expect(card?.hidden).toBe(false);
    expect(card?.querySelector("img")?.getAttribute("src")).toBe(customdata.image);
    expect([...(card?.querySelectorAll("span") ?? [])].map(({ textContent }) => textContent)).toEqual(
      customdata.caption,
    );
    handlers.get("plotly_unhover")?.({});
    expect(card?.hidden).toBe(true);
  });

  it.each([[undefined], ["text"], [{ image: "https://a.b/c.png" }], [{ image: "javascript:x" }]])(
    "shows nothing for a point with customdata %j",
    async (customdata) => {
      const { document, handlers } = await openPage(figure);
      handlers.get("plotly_hover")?.({ points: [{ customdata }], event: { clientX: 5, clientY: 5 } });
      expect(document.querySelector<HTMLElement>(".thumbnail")?.hidden).toBe(true);
    },
  );

  it("may stand in a page", () => {
    expect(figureScript).not.toMatch(/<\/script|<!--/);
  });
});
