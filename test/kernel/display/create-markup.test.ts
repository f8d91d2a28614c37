import { describe, expect, it } from "vitest";
import { createMarkup } from "../../../kernel/display/create-markup.ts";
import { html, Markup } from "../../../kernel/display/tags.ts";

const write = (...given: Parameters<typeof createMarkup>) => createMarkup(...given).text;

describe("createMarkup", () => {
  it("gives markup that shows as HTML", () => {
    const made = createMarkup("b", null, "x");
    expect(made).toBeInstanceOf(Markup);
    expect(made.type).toBe("text/html");
  });

  it("escapes text, not markup", () => {
    expect(write("p", null, "1 < 2", createMarkup("b", null, "&"), html`<i>${"<"}</i>`)).toBe(
      "<p>1 &lt; 2<b>&amp;</b><i>&lt;</i></p>",
    );
    expect(write("p", { title: '"<' })).toBe('<p title="&quot;&lt;"></p>');
  });

  it("joins lists and leaves out nothing, true and false", () => {
    expect(write("p", null, [1, [2, "3"]], null, undefined, true, false, 0, "")).toBe("<p>1230</p>");
  });

  it("writes attributes as HTML has them", () => {
    expect(
      write("input", {
        className: "a b",
        htmlFor: "c",
        checked: true,
        disabled: false,
        "data-x": false,
        "aria-hidden": true,
        value: 0,
        key: 1,
        id: null,
      }),
    ).toBe('<input class="a b" for="c" checked data-x="false" aria-hidden="true" value="0">');
  });

  it("writes styles of objects and of text", () => {
    expect(
      write("p", {
        style: { fontSize: 12, lineHeight: 2, margin: 0, "--gap": 3, color: "red", border: undefined },
      }),
    ).toBe('<p style="font-size: 12px; line-height: 2; margin: 0; --gap: 3; color: red"></p>');
    expect(write("p", { style: "a: b" })).toBe('<p style="a: b"></p>');
  });

  it("calls components with properties and children", () => {
    const Item = ({ name, children }: { name?: unknown; children?: unknown }) =>
      createMarkup("li", null, name, ": ", children);
    expect(write(Item, { name: "a" }, "b", "c")).toBe("<li>a: bc</li>");
    expect(write(Item, null, "only")).toBe("<li>: only</li>");
    expect(write(() => "<", null)).toBe("&lt;");
  });

  it("writes fragments as their children", () => {
    expect(write(createMarkup.Fragment, null, "a", createMarkup("br", null))).toBe("a<br>");
  });

  it("takes raw HTML when told so, and children as a property", () => {
    expect(write("p", { dangerouslySetInnerHTML: { __html: "<i>" } })).toBe("<p><i></p>");
    expect(write("p", { children: "c" })).toBe("<p>c</p>");
  });

  it("says what HTML can't hold", () => {
    expect(() => write("p", { onClick: () => {} })).toThrow(
      "attribute onClick: expected text, received a function",
    );
    expect(() => write("p", null, Promise.resolve(1))).toThrow("received a promise: await it first");
    expect(() => write("p x", null)).toThrow('expected the name of a tag, received "p x"');
    expect(() => write("p", { "a b=": 1 })).toThrow("expected the name of an attribute");
    expect(() => write(undefined as never, null)).toThrow(
      "expected a tag's name or a component, received undefined",
    );
  });
});
