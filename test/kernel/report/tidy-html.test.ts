import { beforeAll, describe, expect, it } from "vitest";
import { createHtmlTidier } from "../../../kernel/report/tidy-html.ts";

describe("createHtmlTidier", () => {
  let tidy: (html: string) => string;
  beforeAll(async () => {
    tidy = await createHtmlTidier();
  });

  it("closes what is open and drops ends of what was never begun", () => {
    expect(tidy("<div><b>x</article></div></div><!-- y")).toBe("<div><b>x</b></div><!-- y-->");
  });

  it("drops what runs, loads or leaves the page, and keeps the rest", () => {
    const html = tidy(
      '<table onclick="x()"><tr><td style="text-align: right">1</td></tr></table><script>x</script>' +
        '<iframe src="a"></iframe><meta http-equiv="refresh" content="0"><base href="b"><svg onload="x()"></svg>',
    );
    expect(html).toBe(
      '<table><tbody><tr><td style="text-align: right">1</td></tr></tbody></table><svg></svg>',
    );
  });

  it("keeps pictures that are data, and names others", () => {
    expect(tidy('<img src="data:image/png;base64,AA==" alt="a"><img src="b.png" alt="<b>">')).toBe(
      '<img src="data:image/png;base64,AA==" alt="a">[picture not in this report: &lt;b&gt;]',
    );
  });

  it("keeps styles to their output", () => {
    expect(tidy("<style>td { color: red }</style>")).toBe("<style>@scope { td { color: red } }</style>");
  });
});
