import { expect, it } from "vitest";
import { htmlText } from "../../../lib/tables/html-text.ts";

it("leaves no sign of a text that HTML would read as its own", () => {
  expect(htmlText(`<b title="x">R&D's</b>`)).toBe("&lt;b title=&quot;x&quot;&gt;R&amp;D&#39;s&lt;/b&gt;");
});
