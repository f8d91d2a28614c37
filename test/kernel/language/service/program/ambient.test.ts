import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NotebookService } from "../../../../../kernel/language/service/notebook-service.ts";
import { UserProcess } from "../../../../../kernel/session/user-process.ts";
import { createCellRunner } from "../../../session/run-cells.ts";

const notebook = join(tmpdir(), "ambient.ipynb");
const service = new NotebookService({
  notebook,
  installation: fileURLToPath(new URL("../../../../..", import.meta.url)),
  fromSource: true,
});

/** Members that every function has. */
const OF_FUNCTIONS = new Set(Object.getOwnPropertyNames(Function.prototype).concat("prototype"));

describe("what every cell can use", { timeout: 60_000 }, () => {
  let user: UserProcess;
  let run: ReturnType<typeof createCellRunner>;
  beforeAll(async () => {
    user = await UserProcess.start({ notebook, startTimeoutMs: 60_000 });
    run = createCellRunner(user);
  }, 60_000);
  afterAll(() => user.dispose());

  const find = async (expression: string): Promise<string[]> => {
    const { result, error } = await run(`JSON.stringify(Object.keys(${expression}).sort())`);
    expect(error).toBeUndefined();
    return JSON.parse(result!.slice(1, -1)) as string[];
  };

  it("is there at run time", async () => {
    const names = [
      "display",
      "clearOutput",
      "html",
      "md",
      "svg",
      "latex",
      "signal",
      "prompt",
      "confirm",
      "alert",
    ];
    names.push("comms", "Deno", "require", "__filename", "__dirname");
    expect(service.check(names.join(";"))).toEqual([]);
    const { result } = await run(`[${names.map((name) => `typeof ${name}`)}].includes("undefined")`);
    expect(result).toBe("false");
  });

  it.each(["display", "prompt", "comms", "Deno", "Deno.jupyter"])("has the members of %s", async (name) => {
    const typed = service.complete(`${name}.`, name.length + 1).items.map((item) => item.name);
    expect(typed.filter((member) => !OF_FUNCTIONS.has(member)).sort()).toEqual(await find(name));
  });

  it("has the members of tslab", async () => {
    const source = "import * as tslab from 'tslab'; tslab.display.";
    const typed = service.complete(source, source.length).items.map(({ name }) => name);
    expect(typed.sort()).toEqual(await find("(await import('tslab')).display"));
    const whole = source.slice(0, -"display.".length);
    const exported = service.complete(whole, whole.length).items.map(({ name }) => name);
    expect(exported.sort()).toEqual(
      (await find("await import('tslab')")).filter((name) => name !== "default"),
    );
  });

  it("has the types to use it by", () => {
    const cell = `
      const shown = display({ a: 1 }, { id: "a", metadata: {} });
      shown.update(html\`<b>\${md\`x\`}</b>\`);
      display({ "text/plain": "a" }, { raw: true });
      const undo = display.register((value) => (value instanceof Map ? { "text/html": "map" } : undefined));
      display.table([{ a: 1 }], ["a"]).update(1);
      undo();
      const name: string | null = prompt("name") ?? prompt.password("secret");
      if (confirm("sure?")) alert(name);
      const comm: Comm = comms.open("target", {}, { buffers: [new Uint8Array(1)] });
      comm.onMessage(({ data, buffers }) => comm.send(data.x + buffers.length));
      await fetch("http://localhost", { signal });
      await Deno.jupyter.broadcast("display_data", { data: {}, metadata: {}, transient: {} });
      const own = { [Deno.jupyter.$display]: () => ({ "text/plain": "own" }), [Symbol.for("Jupyter.display")]() {} };
      clearOutput({ wait: true });
      const Box = ({ title, children }: { title: string; children?: unknown }) => <div title={title}>{children}</div>;
      const box = <><Box title="a">text</Box><svg width={1} /></>;
      box.text.trim();`;
    expect(service.check(cell)).toEqual([]);
    expect(service.check("display(1, { idd: 'a' })").map(({ code }) => code)).toEqual([2353]);
  });
});
