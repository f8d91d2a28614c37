import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { Interpreter, type InterpreterOptions } from "../../../kernel/interpreter/interpreter.ts";
import type { CellOutput } from "../../../kernel/notebook/collect-outputs.ts";

const folder = mkdtempSync(join(tmpdir(), "interpreter-"));
afterAll(() => rmSync(folder, { recursive: true }));

let interpreter: Interpreter;
let cells = 0;
afterEach(() => interpreter.dispose());

function start(options: Partial<InterpreterOptions> = {}): void {
  cells = 0;
  // The first check waits for as long as it takes here: several tests share the machine.
  interpreter = new Interpreter({
    notebook: join(folder, "test.ipynb"),
    typesTimeoutMs: 60_000,
    ...options,
  });
}

async function run(source: string) {
  const outputs: CellOutput[] = [];
  const interpretation = await interpreter.execute(source, {
    cell: ++cells,
    onOutput: (output) => outputs.push(output),
  });
  const text = (name: string): string =>
    outputs.map((output) => (output.type === "stream" && output.name === name ? output.text : "")).join("");
  const result = outputs.flatMap((output) =>
    output.type === "result" ? [output.data["text/plain"]] : [],
  )[0];
  return { ...interpretation, result, stderr: text("stderr") };
}

describe("Interpreter", () => {
  it("does not run a cell whose types do not fit, and shows where", async () => {
    start();
    await run("let count = 1; let ran = false");
    const { outcome, ran, faults } = await run('ran = true;\ncount = "two"');
    expect(ran).toBe(false);
    expect(faults.map(({ code, line }) => [code, line])).toEqual([[2322, 2]]);
    expect(outcome.status === "error" && outcome.error.name).toBe("TypeScriptError");
    const traceback = outcome.status === "error" ? outcome.error.traceback.join("\n") : "";
    expect(traceback).toContain("In[2].ts:2:1");
    expect(traceback).toContain('> 2 | count = "two"');
    expect((await run("ran")).result).toBe("false");
  }, 90_000);

  it("runs such a cell after %types warn, and tells; with off it does not look", async () => {
    start();
    const warned = await run('%types warn\nconst n: number = "x"; n');
    expect(warned.result).toBe("'x'");
    expect(warned.stderr).toContain("TS2322");
    const off = await run('%types off\nconst m: number = "y"; m');
    expect([off.result, off.stderr, off.faults]).toEqual(["'y'", "", []]);
    const checked = await run('%types on\nconst k: number = "z"; k');
    expect(checked.ran).toBe(false);
  }, 90_000);

  it("does not check a cell with @ts-nocheck", async () => {
    start();
    expect((await run('// @ts-nocheck\nconst n: number = "x"; n')).result).toBe("'x'");
  }, 90_000);

  it("tells of a cell that is no TypeScript as of a syntax error, not of types", async () => {
    start({ types: "off" });
    const { outcome, ran } = await run("let = ;");
    expect(ran).toBe(false);
    expect(outcome.status === "error" && outcome.error.name).toBe("SyntaxError");
  }, 90_000);

  it("starts the process anew when a cell ended it, with no name left", async () => {
    start({ types: "off" });
    await run("const kept = 1");
    const { outcome } = await run("process.exit(3)");
    expect(outcome).toMatchObject({ status: "error", died: true });
    const after = await run("typeof kept");
    expect(after.result).toBe("'undefined'");
  }, 90_000);

  it("tells with the next cell that the process ended between cells", async () => {
    start({ types: "off" });
    await run("1");
    process.kill(interpreter.userPid!, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const { stderr, result } = await run("2");
    expect(result).toBe("2");
    expect(stderr).toContain("the names of all cells are lost");
    expect((await run("3")).stderr).toBe("");
  }, 90_000);

  it("completes members of live values that types know nothing of", async () => {
    start({ types: "off" });
    await run("const model: any = { layers: [{ kernelSize: 3 }], get heavy() { throw new Error('ran') } }");
    const members = await interpreter.complete("model.layers[0].k", 17);
    expect(members).toMatchObject({ start: 16, end: 17 });
    expect(members.items.map(({ name }) => name)).toEqual(["kernelSize"]);
    const names = await interpreter.complete("mod", 3);
    expect(names.items.map(({ name }) => name)).toEqual(["model"]);
  }, 90_000);

  it("inspects by type and by value", async () => {
    start();
    await run("/** How many. */\nconst count: number = 41 + 1");
    const found = await interpreter.inspect("count", 3, 0);
    expect(found?.["text/plain"]).toContain("const count: number");
    expect(found?.["text/plain"]).toContain("How many.");
    expect(found?.["text/plain"]).toContain("Value: 42");
    expect(await interpreter.inspect("nothing_of_the_sort", 3, 0)).toBeUndefined();
  }, 90_000);

  it("shows help for ?name without running anything", async () => {
    start({ types: "off" });
    await run("const answer = 42");
    const { help, ran } = await run("?answer");
    expect(ran).toBe(false);
    expect(help?.["text/plain"]).toContain("42");
  }, 90_000);
});
