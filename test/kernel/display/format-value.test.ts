import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { type DisplayFault, formatValue } from "../../../kernel/display/format-value.ts";
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
    [undefined, "received null"],
    [{ html: "<b>" }, 'received "html"'],
    [{ "text/html": 5 }, "expected text (or bytes) under text/html, received number"],
  ])("tells that %j is no bundle, and shows the value as text", (bundle, message) => {
    const faults: DisplayFault[] = [];
    const shown = formatValue({ [DISPLAY_SYMBOL]: () => bundle }, { onFault: (fault) => faults.push(fault) });
    expect(shown).toEqual({ "text/plain": "{ [Symbol(Jupyter.display)]: [Function: [Jupyter.display]] }" });
    expect(faults).toHaveLength(1);
    expect(faults[0]?.error).toBeInstanceOf(DisplayError);
    expect(String(faults[0]?.error)).toContain(message);
  });

  it("asks functions and proxies too", () => {
    const shows = () => ({ "text/html": "<b>" });
    const named = Object.assign(() => 1, { [DISPLAY_SYMBOL]: shows });
    expect(formatValue(named)).toMatchObject({ "text/html": "<b>" });
    expect(formatValue(new Proxy({ [DISPLAY_SYMBOL]: shows }, {}))).toMatchObject({ "text/html": "<b>" });
  });

  it("loses no value to a method, getter or proxy that throws", async () => {
    const faults: string[] = [];
    const onFault = ({ source, error }: DisplayFault) => void faults.push(`${source}: ${error}`);
    const late = { k: 1, [DISPLAY_SYMBOL]: async () => Promise.reject(new Error("late")) };
    expect((await formatValue(late, { onFault }))["text/plain"]).toContain("k: 1");
    const html = {
      toHTML: () => {
        throw new Error("html");
      },
    };
    expect(formatValue(html, { onFault })).toEqual({ "text/plain": "{ toHTML: [Function: toHTML] }" });
    const refuse = () => {
      throw new Error("trap");
    };
    const proxy = new Proxy({ k: 1 }, { has: refuse, get: refuse });
    expect(formatValue(proxy, { onFault })).toEqual({ "text/plain": "{ k: 1 }" });
    const inspected = {
      [inspect.custom]: () => {
        throw new Error("printing");
      },
    };
    expect(formatValue(inspected, { onFault })).toEqual({
      "text/plain": "[object Object] (printing it failed: printing)",
    });
    expect(faults.slice(0, 2)).toEqual([
      'the method Symbol.for("Jupyter.display"): Error: late',
      "showing it as a table: Error: html",
    ]);
    expect(faults[2]).toBe('the method Symbol.for("Jupyter.display"): Error: trap');
    expect(faults).toHaveLength(4);
  });

  it("asks formatters in order, passing over those that give nothing or fail", async () => {
    const failing = () => {
      throw new Error("no");
    };
    const passing = async () => undefined;
    const money = (value: unknown) =>
      typeof value === "bigint" ? { "text/html": `<b>${value}` } : undefined;
    const faults: string[] = [];
    const options = {
      formatters: [failing, passing, () => null, money],
      onFault: ({ source }: DisplayFault) => void faults.push(source),
    };
    expect(await formatValue(5n, options)).toEqual({ "text/html": "<b>5", "text/plain": "5n" });
    expect(await formatValue("x", options)).toEqual({ "text/plain": "'x'" });
    expect(faults).toEqual(["the formatter failing", "the formatter failing"]);
  });

  it("leaves iterators where they are", () => {
    const numbers = [1, 2].values();
    expect(formatValue(numbers)).toEqual({ "text/plain": "Object [Array Iterator] {}" });
    expect([...numbers]).toEqual([1, 2]);
  });

  it("cuts what is very long", () => {
    const lines = Array.from({ length: 100 }, () => "x".repeat(9000));
    const text = formatValue(lines) as { "text/plain": string };
    expect(text["text/plain"].length).toBeLessThan(51_000);
    expect(text["text/plain"]).toMatch(/… \d+ more characters$/);
  });

  it("makes what stands under a JSON type fit for JSON", () => {
    const value = {
      [DISPLAY_SYMBOL]: () => ({ "application/json": { a: new Float32Array([1, 2]), b: 3n } }),
    };
    expect(formatValue(value)).toMatchObject({ "application/json": { a: [1, 2], b: 3 } });
    const ring: Record<string, unknown> = {};
    ring.ring = ring;
    const faults: string[] = [];
    void formatValue(
      { [DISPLAY_SYMBOL]: () => ({ "application/json": ring }) },
      { onFault: ({ error }) => void faults.push(String(error)) },
    );
    expect(faults[0]).toContain("a value that contains itself");
  });

  it.each([
    ["image/png", PNG],
    ["image/jpeg", [0xff, 0xd8, 0xff, 0xe0]],
    ["image/gif", [0x47, 0x49, 0x46, 0x38, 0x39]],
    ["image/avif", [0, 0, 0, 0x1c, ...Buffer.from("ftypavif")]],
    ["application/pdf", [...Buffer.from("%PDF-1.7")]],
    ["image/webp", [0x52, 0x49, 0x46, 0x46, 0, 0, 0, 0, 0x57, 0x45, 0x42, 0x50]],
  ])("shows bytes of %s as a picture", (type, bytes) => {
    const shown = formatValue(Buffer.from(bytes)) as Record<string, unknown>;
    expect(shown[type]).toBe(base64(bytes));
    expect(shown["text/plain"]).toContain(`Buffer (${type}`);
  });

  it("shows bytes of an SVG as one, and of other markup not", () => {
    const svg = '<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="http://www.w3.org/2000/svg"></svg>';
    expect(formatValue(Buffer.from(svg))).toMatchObject({ "image/svg+xml": svg });
    expect(Object.keys(formatValue(Buffer.from("<p><svg></svg></p>")))).toEqual(["text/plain"]);
  });
});
