import { describe, expect, it } from "vitest";
import { markPath } from "../../../../lib/charts/maps/mark-path.ts";

describe("markPath", () => {
  it("has an outline of its own for seven classes, closed and relative to the centre", () => {
    const outlines = Array.from({ length: 8 }, (_, index) => markPath(index, 4.5));
    expect(new Set(outlines.slice(0, 7)).size).toBe(7);
    expect(outlines[7]).toBe(outlines[0]);
    for (const outline of outlines) expect(outline).toMatch(/^m[-\d. a-z]+z$/);
  });

  it("keeps to its radius", () => {
    const square = markPath(1, 10);
    expect(square).toBe("m-8.6 -8.6h17.2v17.2h-17.2z");
  });
});
