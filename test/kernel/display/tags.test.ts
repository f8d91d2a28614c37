import { describe, expect, it } from "vitest";
import { formatValue } from "../../../kernel/display/format-value.ts";
import { html, md, svg } from "../../../kernel/display/tags.ts";

describe("html", () => {
  it("escapes what is put in", () => {
    expect(html`<b>${"<script>"}</b>${1}`.text).toBe("<b>&lt;script&gt;</b>1");
  });

  it("puts in markup, and lists of it, as it is", () => {
    expect(html`<ul>${["a&b", "c"].map((text) => html`<li>${text}</li>`)}</ul>`.text).toBe(
      "<ul><li>a&amp;b</li><li>c</li></ul>",
    );
  });

  it("shows as HTML", () => {
    expect(formatValue(html`<i>x</i>`)).toMatchObject({ "text/html": "<i>x</i>" });
  });
});

describe("svg", () => {
  it("escapes and shows as a picture", () => {
    expect(formatValue(svg`<svg><text>${"a<b"}</text></svg>`)).toMatchObject({
      "image/svg+xml": "<svg><text>a&lt;b</text></svg>",
    });
  });
});

describe("md", () => {
  it("leaves what is put in as it is", () => {
    expect(formatValue(md`# ${"a < b"}`)).toMatchObject({ "text/markdown": "# a < b" });
  });
});
