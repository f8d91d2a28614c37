import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, it } from "vitest";
import { NotebookService } from "../../../../../kernel/language/service/notebook-service.ts";

const service = new NotebookService({
  notebook: join(tmpdir(), "no-such-folder", "inspect.ipynb"),
  installation: fileURLToPath(new URL("../../../../..", import.meta.url)),
  fromSource: true,
});

/** Inspects at the place of `|`. */
function inspect(marked: string, detail: 0 | 1 = 0) {
  return service.inspect(marked.replace("|", ""), marked.indexOf("|"), detail);
}

const DOCUMENTED = `/**
 * Adds two numbers.
 *
 * @param a - the first one.
 * @returns their sum.
 * @example add(1, 2)
 */
function add(a: number, b = 1): number {
  return a + b;
}
/** The size of a batch. */
let batchSize = 16;`;

beforeEach(() => service.forget());

describe("inspectCell", () => {
  it("shows the type of a variable of the cell and of an earlier one", () => {
    expect(inspect("const a = [1]; a|")?.text).toBe("const a: number[]");
    service.commit("let a = { x: 1 }");
    expect(inspect("|a")?.text).toBe("let a: {\n    x: number;\n}");
    expect(inspect("a.|x")?.text).toBe("(property) x: number");
  });

  it("shows signature, documentation and tags of an earlier cell's function", () => {
    service.commit(DOCUMENTED);
    expect(inspect("ad|d(1)")).toEqual({
      text: "function add(a: number, b?: number): number\n\nAdds two numbers.\n\n@param a - the first one.\n@returns their sum.\n@example add(1, 2)",
      markdown:
        "```typescript\nfunction add(a: number, b?: number): number\n```\n\nAdds two numbers.\n\n*@param* `a` the first one.\n\n*@returns* their sum.\n\n*@example*\n```typescript\nadd(1, 2)\n```",
    });
  });

  it("shows the comment of an earlier cell's variable", () => {
    service.commit(DOCUMENTED);
    expect(inspect("batchSize|")?.text).toBe("let batchSize: number\n\nThe size of a batch.");
  });

  it("shows the signature of the call whose arguments are being written", () => {
    service.commit(DOCUMENTED);
    expect(inspect("add(1, |")?.text).toMatch(/^add\(a: number, b\?: number\): number\n\nAdds two numbers\./);
    expect(inspect("add(|)")?.text).toMatch(/^function add|^add\(a: number/);
    expect(inspect("Math.max(1, |)")?.text).toMatch(/^max\(\.\.\.values: number\[\]\): number/);
  });

  it("adds the source in detail", () => {
    service.commit(DOCUMENTED);
    expect(inspect("add|", 1)?.text).toContain(
      "Source:\nfunction add(a: number, b = 1): number {\n  return a + b;\n}",
    );
    expect(inspect("add|", 1)?.markdown).toContain("```typescript\nfunction add(a: number, b = 1)");
    expect(inspect("batchSize|", 1)?.text).toContain("Source:\nlet batchSize = 16;");
    expect(inspect("add|", 0)?.text).not.toContain("Source:");
  });

  it("writes the source as it was written", () => {
    service.commit("class Model { a = 1 }");
    service.commit("class Model extends Model { b = 2 }");
    expect(inspect("Model|", 1)?.text).toContain("class Model extends Model { b = 2 }");
  });

  it("describes what the language and Node bring", () => {
    expect(inspect("console.lo|g()")?.text).toContain("Prints to `stdout`");
    expect(inspect("[1].ma|p()")?.text).toContain("Calls a defined callback function");
  });

  it("knows nothing of places without a name", () => {
    expect(inspect("1 + 1; |")).toBeUndefined();
    expect(inspect("// not| this")).toBeUndefined();
    expect(inspect("|")).toBeUndefined();
    expect(inspect("unknownName|")?.text ?? "any").toMatch(/any/);
  });

  it("shows none of the service's own names", () => {
    service.commit("interface Point { x: number }; const point: Point = { x: 1 }; const later = () => point");
    const text = ["po|int", "la|ter", "let q: Poi|nt"].map((marked) => inspect(marked, 1)?.text).join("\n");
    expect(text).not.toMatch(/\$cell|\.cell|import /);
    expect(text).toContain("interface Point");
  });
});
