import { describe, expect, it } from "vitest";
import { tableHtml } from "../../../lib/tables/table-html.ts";

describe("tableHtml", () => {
  it("escapes headings, cells and caption", () => {
    const html = tableHtml([{ "<h>": "<script>alert(1)</script>" }], undefined, { caption: "a & b" });
    expect(html).toContain('<th scope="col" style="text-align: left">&lt;h&gt;</th>');
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(html).toContain("<caption>a &amp; b</caption>");
    expect(html).not.toContain("<script");
  });

  it("sets numbers right", () => {
    expect(tableHtml([{ n: 1 }])).toContain('<td style="text-align: right">1</td>');
  });

  it("says how many rows it left out", () => {
    expect(tableHtml([{ n: 1 }, { n: 2 }, { n: 3 }], undefined, { maxRows: 1 })).toContain(
      "… and 2 more rows",
    );
  });
});
