import { describe, expect, it } from "vitest";
import { findChainAt, findMemberChain, findTypedName } from "../../../kernel/interpreter/member-chain.ts";

describe("findMemberChain", () => {
  it.each([
    ["model.", "model", ""],
    ["model.la", "model", "la"],
    ["const y = model.layers[0].na", "model.layers[0]", "na"],
    ['f(options["learning rate"].', 'options["learning rate"]', ""],
    ["data?.rows?.[0].x", "data?.rows?.[0]", "x"],
    ["größe.é", "größe", "é"],
  ])("finds the object and the beginning in %s", (source, object, typed) => {
    expect(findMemberChain(source, source.length)).toEqual({ object, typed });
  });

  it.each([["f().x"], ["(a).b"], ["a[i].b"], ["`t`.le"], ['"s".le'], ["a.b c"], ["model"], ["1."]])(
    "finds none in %s, where something would have to run",
    (source) => {
      expect(findMemberChain(source, source.length)).toBeUndefined();
    },
  );

  it("looks at what is before the offset alone", () => {
    expect(findMemberChain("model.layers.length", 9)).toEqual({ object: "model", typed: "lay" });
  });
});

describe("findTypedName", () => {
  it("finds the beginning of a name that is no member", () => {
    expect(findTypedName("x + mod", 7)).toBe("mod");
    expect(findTypedName("x.mod", 5)).toBeUndefined();
    expect(findTypedName("x + ", 4)).toBeUndefined();
  });
});

describe("findChainAt", () => {
  it("finds the chain that the cursor is in, to the end of its name", () => {
    expect(findChainAt("fit(model.layers)", 12)).toBe("model.layers");
    expect(findChainAt("fit(model.layers)", 6)).toBe("model");
    expect(findChainAt("fit(model.layers)", 1)).toBe("fit");
    expect(findChainAt("f().x", 5)).toBeUndefined();
  });
});
