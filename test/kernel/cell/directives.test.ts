import { describe, expect, it } from "vitest";
import { describeBadDirective, readDirectives } from "../../../kernel/cell/directives.ts";

describe("readDirectives", () => {
  it("leaves plain code as it is", () => {
    expect(readDirectives("let x = 1\nx % 2")).toEqual({ isChecked: true, source: "let x = 1\nx % 2" });
    expect(readDirectives("")).toEqual({ isChecked: true, source: "" });
  });

  it.each(["on", "warn", "off"])("reads %%types %s and blanks its line", (types) => {
    const line = `%types ${types}`;
    expect(readDirectives(`${line}\nx`)).toEqual({
      types,
      isChecked: true,
      source: `${" ".repeat(line.length)}\nx`,
    });
  });

  it("reads directives after comments, and before CRLF", () => {
    const { types, source } = readDirectives("// a note\r\n  %types  off \r\n1");
    expect(types).toBe("off");
    expect(source).toBe(`// a note\r\n${" ".repeat(14)}\r\n1`);
  });

  it("takes the last of several", () => {
    expect(readDirectives("%types off\n%types warn").types).toBe("warn");
  });

  it.each(["x\n%types warn", "`\n%types warn`", "%types maybe", "%types", "%typeswarn", "%%types warn"])(
    "leaves %j, which is no directive",
    (source) => {
      expect(readDirectives(source)).toEqual({ isChecked: true, source });
    },
  );

  it("sees @ts-nocheck ahead of the code only", () => {
    expect(readDirectives("// @ts-nocheck\nlet x: number = 'a'").isChecked).toBe(false);
    expect(readDirectives("/* a */ //@ts-nocheck because\n1").isChecked).toBe(false);
    expect(readDirectives("1 // @ts-nocheck").isChecked).toBe(true);
    expect(readDirectives("// see @ts-nocheck\n1").isChecked).toBe(true);
    expect(readDirectives("// @ts-nochecking\n1").isChecked).toBe(true);
  });

  it.each([
    ["?Math", "Math", 0],
    ["Math?", "Math", 0],
    ["Math.abs??", "Math.abs", 1],
    ["??  a.b", "a.b", 1],
    ["model.layers[0]['x y']?", "model.layers[0]['x y']", 0],
    ["变?", "变", 0],
    ["%types warn\n\n?x ", "x", 0],
  ])("reads %j as a question", (source, name, detail) => {
    const read = readDirectives(source);
    expect(read.help).toEqual({ name, detail });
    expect(read.source.trim()).toBe("");
    expect(read.source).toHaveLength(source.length);
  });

  it.each(["a ? b : c", "a?.b", "a ?? b", "Math", "f()?", "a?\nb", "?", "1?"])(
    "reads %j as code",
    (source) => {
      expect(readDirectives(source)).toEqual({ isChecked: true, source });
    },
  );
});

describe("describeBadDirective", () => {
  it("says what is expected", () => {
    expect(describeBadDirective("%types loud")).toBe("%types: expected on, warn or off, received loud");
    expect(describeBadDirective("%types")).toContain("received nothing");
    expect(describeBadDirective("%matplotlib inline")).toContain("%matplotlib: there is no such directive");
    expect(describeBadDirective("1 % 2")).toBeUndefined();
  });
});
