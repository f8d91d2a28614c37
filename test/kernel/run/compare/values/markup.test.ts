import { describe, expect, it } from "vitest";
import { compareMarkup } from "../../../../../kernel/run/compare/values/markup.ts";
import { DEFAULT_TOLERANCE } from "../../../../../kernel/run/compare/values/tolerance.ts";

const compare = (expected: string, received: string) => compareMarkup(expected, received, DEFAULT_TOLERANCE);

describe("compareMarkup", () => {
  it("ignores white space between tags, comments, made ids and UUIDs, and rounding", () => {
    expect(compare("<p>\n  <b>a</b> </p><!-- 1 -->", "<p><b>a</b></p>")).toBeUndefined();
    expect(
      compare(
        '<clipPath id="clip3f9a1"/><g clip-path="url(#clip3f9a1)"/>',
        '<clipPath id="clip77b2c"/><g clip-path="url(#clip77b2c)"/>',
      ),
    ).toBeUndefined();
    expect(
      compare(
        '<i data-x="b4c8f1de-0a1b-4c2d-8e3f-001122334455">',
        '<i data-x="0a1bf1de-0a1b-4c2d-8e3f-554433221100">',
      ),
    ).toBeUndefined();
    expect(compare('<rect width="10.0000001"/>', '<rect width="10.0000002"/>')).toBeUndefined();
    expect(compare("<td>0.59 s</td>", "<td>12.1 s</td>")).toBeUndefined();
  });

  it.each([
    ["<td>88.0 %</td>", "<td>87.9 %</td>"],
    ["<b>a</b>", "<i>a</i>"],
    ['<a href="x">', '<a href="y">'],
    ['<p id="a">', '<p id="b">'],
  ])("tells %j from %j", (expected, received) => {
    expect(compare(expected, received)).toBeDefined();
  });
});
