import { describe, expect, it } from "vitest";
import { createIds, createMarkdown } from "../../../kernel/report/markdown.ts";

const render = createMarkdown();

describe("createMarkdown", () => {
  it("puts headings one level down, with ids that do not repeat", () => {
    const { html, headings } = render("# A b\n## A b\n###### c", { idOf: createIds() });
    expect(html).toContain('<h2 id="a-b">A b</h2>');
    expect(html).toContain('<h3 id="a-b--2">A b</h3>');
    expect(html).toContain('<h6 id="c">');
    expect(headings).toEqual([
      { id: "a-b", level: 2, text: "A b" },
      { id: "a-b--2", level: 3, text: "A b" },
      { id: "c", level: 6, text: "c" },
    ]);
  });

  it("shows HTML as text, and makes no link of a script", () => {
    const { html } = render("<script>x</script> [a](javascript:x) [b](https://c.d)", { idOf: createIds() });
    expect(html).not.toContain("<script");
    expect(html).not.toContain('href="javascript');
    expect(html).toContain('<a href="https://c.d" target="_blank" rel="noopener noreferrer">b</a>');
  });

  it("shows attachments, and names other pictures", () => {
    const attachments = new Map([["my cat.png", "data:image/png;base64,AA=="]]);
    const { html } = render("![cat](attachment:my%20cat.png) ![<dog>](dog.png)", {
      attachments,
      idOf: createIds(),
    });
    expect(html).toContain('<img src="data:image/png;base64,AA==" alt="cat">');
    expect(html).toContain("[picture not in this report: &lt;dog&gt;]");
    expect(html).not.toContain("dog.png");
  });
});

describe("createIds", () => {
  it("takes letters of any script, and never gives the same twice", () => {
    const idOf = createIds();
    const texts = ["Größe, 2", "Größe 2", "größe 2 2", "!", "?", "section 2"];
    const ids = texts.map(idOf);
    expect(ids[0]).toBe("größe-2");
    expect(new Set(ids).size).toBe(texts.length);
  });
});
