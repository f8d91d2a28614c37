import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checkNotebooks } from "../../../kernel/commands/check-notebooks.ts";

const folder = mkdtempSync(join(tmpdir(), "check-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, cells: [source: string, ...tags: string[]][]): string {
  const list = cells.map(([source, ...tags]) => ({ cell_type: "code", source, metadata: { tags } }));
  writeFileSync(
    join(folder, name),
    JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: list }),
  );
  return join(folder, name);
}

async function check(notebooks: string[], options: { param?: string[]; junit?: string } = {}) {
  let out = "";
  let faults = "";
  const code = await checkNotebooks(
    notebooks,
    { param: [], ...options },
    { write: (text) => (out += text) },
    { write: (text) => (faults += text) },
  );
  return { code, out, faults };
}

const good = write("good.ipynb", [["let rate: number = 0.1", "parameters"], ["rate.toFixed(1)"]]);
const bad = write("bad.ipynb", [["let rate = 0.1"], ["\nrate = 'fast'"], ["const = 2"]]);

describe("checkNotebooks", () => {
  it("answers 0 when no cell has a fault", async () => {
    const { code, out } = await check([good]);
    expect([code, out]).toEqual([0, "good.ipynb: no type errors in 2 cells\n"]);
  }, 60_000);

  it("answers 2 and prints each fault as a compiler does", async () => {
    const { code, out } = await check([bad, good]);
    expect(code).toBe(2);
    expect(out).toContain(
      `${bad}: cell 2, line 2:1: error TS2322: Type 'string' is not assignable to type 'number'.\n`,
    );
    expect(out).toContain("  > 2 | rate = 'fast'");
    expect(out).toContain("cell 3, line 1:7: error: ");
    expect(out).toContain("bad.ipynb: 2 type errors in 3 cells");
    // The names of one notebook are not those of the next.
    expect(out).toContain("good.ipynb: no type errors");
  }, 60_000);

  it("finds a parameter of the wrong type", async () => {
    expect((await check([good], { param: ["rate=0.5"] })).code).toBe(0);
    const { code, out } = await check([good], { param: ["rate=fast"] });
    expect([code, out]).toEqual([2, expect.stringContaining('rate = "fast";')]);
  }, 60_000);

  it("checks the others when one can't be read, and answers 64", async () => {
    const { code, out, faults } = await check([join(folder, "none.ipynb"), good]);
    expect(code).toBe(64);
    expect(faults).toContain("none.ipynb");
    expect(out).toContain("good.ipynb: no type errors");
    expect((await check([good], { param: ["1x=2"] })).code).toBe(64);
  }, 60_000);

  it("writes a JUnit file", async () => {
    const junit = join(folder, "types.xml");
    await check([bad], { junit });
    expect(readFileSync(junit, "utf8")).toContain('tests="3" failures="2"');
  }, 60_000);
});
