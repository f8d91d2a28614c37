import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { jupyterDisplay, showAs } from "../../../lib/tables/shown-value.ts";

describe("showAs", () => {
  const bundle = { "text/html": "<b>3 rows</b>", "text/plain": "3 rows" };

  it("gives the same value its bundle in notebooks, and the bundle's text where it is printed", () => {
    const value = { rows: 3 };
    const shown = showAs(value, () => bundle);
    expect(shown).toBe(value);
    expect(shown[jupyterDisplay]()).toEqual(bundle);
    expect(inspect(shown)).toBe("3 rows");
    expect(inspect([shown], { depth: 0 })).toContain("3 rows");
  });

  it("leaves the value plain data for whoever compares or stores it", () => {
    const shown = showAs({ rows: 3 }, () => bundle);
    expect(shown).toEqual({ rows: 3 });
    expect(Reflect.ownKeys({ ...shown })).toEqual(["rows"]);
    expect(JSON.stringify(shown)).toBe('{"rows":3}');
  });

  it("takes the later of two bundles", () => {
    const shown = showAs(
      showAs({}, () => ({ "text/plain": "first" })),
      () => ({ "text/plain": "second" }),
    );
    expect([shown[jupyterDisplay](), inspect(shown)]).toEqual([{ "text/plain": "second" }, "second"]);
  });
});
