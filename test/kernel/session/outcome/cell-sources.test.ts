import { describe, expect, it } from "vitest";
import { CellSources } from "../../../../kernel/session/outcome/cell-sources.ts";

const cell = (length: number) => ({
  source: "x".repeat(length),
  locate: (place: { line: number; column: number }) => place,
});

describe("CellSources", () => {
  it("forgets the oldest when their sources take too much room", () => {
    const sources = new CellSources({ sizeLimit: 100 });
    for (const number of [1, 2, 3, 4]) sources.add(number, cell(40));
    expect([...sources.cells.keys()]).toEqual([3, 4]);
  });

  it("keeps the latest however large it is", () => {
    const sources = new CellSources({ sizeLimit: 100 });
    sources.add(1, cell(10));
    sources.add(2, cell(1000));
    expect([...sources.cells.keys()]).toEqual([2]);
    sources.add(3, cell(10));
    expect([...sources.cells.keys()]).toEqual([3]);
  });

  it("keeps thousands of cells as people write them", () => {
    const sources = new CellSources();
    for (let number = 1; number <= 5000; number++) sources.add(number, cell(2000));
    expect(sources.cells.size).toBe(5000);
  });
});
