import { describe, expect, it } from "vitest";
import { createIds, createMarkdown } from "../../../kernel/report/markdown.ts";

const render = createMarkdown();
const html = (source: string) => render(source, { idOf: createIds() }).html.replaceAll("\n", "");

describe("foldedText", () => {
  it("folds the Markdown between its lines", () => {
    expect(
      html(
        "before\n<details><summary>Hint 1</summary>\n\nSubtract **first**.\n\n- one\n\n</details>\n\nafter",
      ),
    ).toBe(
      "<p>before</p><details><summary>Hint 1</summary><p>Subtract <strong>first</strong>.</p><ul><li>one</li></ul></details><p>after</p>",
    );
  });

  it("holds several, one after the other and one in the other", () => {
    const hint = (title: string, text: string) => `<details><summary>${title}</summary>\n${text}\n</details>`;
    expect(html(`${hint("A", "a")}\n${hint("B", hint("C", "c"))}`)).toBe(
      "<details><summary>A</summary><p>a</p></details>" +
        "<details><summary>B</summary><details><summary>C</summary><p>c</p></details></details>",
    );
  });

  it("keeps other HTML, also within, and what has no end, as text", () => {
    expect(html("<details><summary>A</summary>\n<b>a</b>\n</details>")).toContain("&lt;b&gt;a&lt;/b&gt;");
    expect(html("<details><summary>A</summary>\nnever closed")).not.toContain("<details>");
    expect(html('<details onclick="x()"><summary>A</summary>\na\n</details>')).not.toContain("<details");
    expect(html("<details><summary><script>x</script></summary>\na\n</details>")).not.toContain("<script>");
  });
});
