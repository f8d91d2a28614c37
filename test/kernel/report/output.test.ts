import { describe, expect, it } from "vitest";
import { type OutputContext, renderOutput, scriptJson } from "../../../kernel/report/output.ts";
import { plotlyType } from "./sample-notebook.ts";

const context: OutputContext = {
  tidyHtml: (html) => `tidy(${html})`,
  renderMarkdown: (source) => `markdown(${source})`,
  addFigure: () => "figure-1",
};
const show = (data: Record<string, unknown>) => renderOutput({ kind: "data", data }, context);
const plot = { data: [{ type: "bar" }], layout: { height: 300, meta: { summary: "one <bar>" } } };

describe("renderOutput", () => {
  it("takes the richest form: plotly, HTML, SVG, PNG, text", () => {
    const forms: Array<[string, unknown, RegExp]> = [
      [plotlyType, plot, /<figure class="plot" id="figure-1" style="--plot-height: 300px">/],
      ["text/html", ["<b>", "x</b>"], /tidy\(<b>x<\/b>\)/],
      [
        "image/svg+xml",
        "<svg></svg>",
        /<img class="picture" src="data:image\/svg\+xml;base64,PHN2Zz48L3N2Zz4=" alt="words">/,
      ],
      ["image/png", "iVBO\n", /src="data:image\/png;base64,iVBO"/],
      ["text/plain", "words", /<pre class="result" tabindex="0">words<\/pre>/],
    ];
    forms.forEach(([, , expected], first) => {
      expect(show(Object.fromEntries(forms.slice(first)))).toMatch(expected);
    });
  });

  it("carries a figure's JSON, static picture and caption", () => {
    const html = show({
      [plotlyType]: plot,
      "image/svg+xml": "<svg></svg>",
      "text/plain": "Title. one <bar>",
    });
    expect(html).toContain("<figcaption>one &lt;bar&gt;</figcaption>");
    expect(html).toContain('alt="Title. one &lt;bar&gt;"');
    const json = /<script type="application\/json">(.*)<\/script>/.exec(html)?.[1] ?? "";
    expect(JSON.parse(json)).toEqual(plot);
  });

  it("escapes printed text and errors, without colours", () => {
    const stream = { kind: "stream", name: "stderr", text: "\u001b[31m<b>\u001b[39m\n" } as const;
    expect(renderOutput(stream, context)).toMatch(/<pre class="output stream stderr"[^>]*>&lt;b&gt;<\/pre>/);
    const error = renderOutput(
      { kind: "error", name: "TypeError", message: "<x>", traceback: "\u001b[31mat In[1].ts\u001b[39m" },
      context,
    );
    expect(error).toContain(
      '<p class="error-title">TypeError: &lt;x&gt;</p><pre tabindex="0">at In[1].ts</pre>',
    );
  });

  it("takes a picture's description from its words, cut and escaped", () => {
    const html = show({ "image/png": "AA==", "text/plain": `"a" ${"b ".repeat(400)}` });
    const alt = /alt="([^"]*)"/.exec(html)?.[1] ?? "";
    expect(alt).toMatch(/^&quot;a&quot; b b .*…$/);
    expect(alt.length).toBeLessThan(430);
  });

  it("says what it cannot show", () => {
    expect(show({ "application/x-widget<": {} })).toContain("cannot show (application/x-widget&lt;)");
  });

  it("lets no data URI end its attribute", () => {
    expect(show({ "image/png": '"><script>' })).not.toContain("<script>");
  });
});

describe("scriptJson", () => {
  it("neither ends its script nor opens a comment in it", () => {
    const value = { a: "</script><!-- <script>" };
    expect(scriptJson(value)).not.toMatch(/</);
    expect(JSON.parse(scriptJson(value))).toEqual(value);
  });
});
