import { describe, expect, it } from "vitest";
import { formatValue } from "../../../kernel/display/format-value.ts";
import { DISPLAY_SYMBOL } from "../../../kernel/display/mime-bundle.ts";
import { DisplayError } from "../../../kernel/errors.ts";

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2];
const base64 = (bytes: number[]) => Buffer.from(bytes).toString("base64");

describe("formatValue", () => {
  it.each([
    [undefined, "undefined"],
    [null, "null"],
    ["it's", '"it\'s"'],
    [1n, "1n"],
    [[1, { a: 2 }], "[ 1, { a: 2 } ]"],
    [new Map([["k", 1]]), "Map(1) { 'k' => 1 }"],
    [() => 1, "[Function (anonymous)]"],
    [new Uint8Array([1, 2]), "Uint8Array(2) [ 1, 2 ]"],
  ])("prints %o as Node does, without colours", async (value, text) => {
    expect(await formatValue(value)).toEqual({ "text/plain": text });
  });

  it("asks the value first, and adds plain text", () => {
    const value = { [DISPLAY_SYMBOL]: () => ({ "text/html": "<b>", none: undefined }), toHTML: () => "no" };
    expect(() => formatValue(value)).toThrow(DisplayError);
    const fine = { [DISPLAY_SYMBOL]: () => ({ "text/html": "<b>", "a/b": undefined }), toHTML: () => "no" };
    expect(formatValue(fine)).toEqual({ "text/html": "<b>", "text/plain": "Object (text/html)" });
  });

  it("keeps the value's own plain text, and makes bytes base64", async () => {
    const value = {
      async [DISPLAY_SYMBOL]() {
        return { "image/png": new Uint8Array(PNG), "text/plain": "own" };
      },
    };
    expect(await formatValue(value)).toEqual({ "image/png": base64(PNG), "text/plain": "own" });
  });

  it.each([
    [5, "received number"],
    [null, "received null"],
    [{ html: "<b>" }, 'received "html"'],
  ])("refuses %j as a bundle", (bundle, message) => {
    expect(() => formatValue({ [DISPLAY_SYMBOL]: () => bundle })).toThrow(message);
  });

  it.each([
    ["image/png", PNG],
    ["image/jpeg", [0xff, 0xd8, 0xff, 0xe0]],
    ["image/gif", [0x47, 0x49, 0x46, 0x38, 0x39]],
    ["image/webp", [0x52, 0x49, 0x46, 0x46, 0, 0, 0, 0, 0x57, 0x45, 0x42, 0x50]],
  ])("shows bytes of %s as a picture", (type, bytes) => {
    const shown = formatValue(Buffer.from(bytes)) as Record<string, unknown>;
    expect(shown[type]).toBe(base64(bytes));
    expect(shown["text/plain"]).toBe(`Buffer (${type})`);
  });

  it("shows tables, elements, drawings, canvases and Vega charts", () => {
    expect(formatValue({ toHTML: () => "<table>" })).toMatchObject({ "text/html": "<table>" });
    expect(formatValue({ outerHTML: "<p>" })).toMatchObject({ "text/html": "<p>" });
    expect(formatValue({ outerHTML: "<svg>" })).toMatchObject({ "image/svg+xml": "<svg>" });
    expect(formatValue({ toDataURL: () => "data:image/png;base64,QUJD" })).toMatchObject({
      "image/png": "QUJD",
    });
    const spec = { $schema: "https://vega.github.io/schema/vega-lite/v5.json" };
    expect(formatValue({ toSpec: () => spec })).toMatchObject({ "application/vnd.vegalite.v5+json": spec });
  });

  it("shows a tensor's numbers, also of one that is gone", () => {
    const tensor = {
      dataSync: () => [],
      shape: [1],
      dtype: "float32",
      isDisposed: false,
      toString: () => "Tensor\n [1]",
    };
    expect(formatValue(tensor)).toEqual({ "text/plain": "Tensor\n [1]" });
    expect(formatValue({ ...tensor, isDisposed: true })).toEqual({ "text/plain": "Tensor (disposed)" });
  });
});
