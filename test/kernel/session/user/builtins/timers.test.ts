import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UserProcess } from "../../../../../kernel/session/user-process.ts";
import { createCellRunner } from "../../run-cells.ts";

describe("timers of cells", { timeout: 60_000 }, () => {
  let user: UserProcess;
  let run: ReturnType<typeof createCellRunner>;

  beforeAll(async () => {
    const notebook = join(tmpdir(), "timers.ipynb");
    user = await UserProcess.start({ notebook, startTimeoutMs: 60_000 });
    run = createCellRunner(user);
  }, 60_000);
  afterAll(() => user.dispose());

  it.each([
    [
      "pass on arguments",
      "await new Promise((next) => setTimeout((a, b) => next([a, b]), 1, 1, 2))",
      "[ 1, 2 ]",
    ],
    [
      "have their handle as `this`",
      "await new Promise((next) => { const h = setTimeout(function (this: any) { next(this === h) }, 1) })",
      "true",
    ],
    [
      "can be cleared",
      "let n = 0; clearTimeout(setTimeout(() => n++, 1)); await new Promise((r) => setTimeout(r, 30)); n",
      "0",
    ],
    [
      "repeat",
      "await new Promise((next) => { let n = 0; const h = setInterval(() => { if (++n === 3) { clearInterval(h); next(n) } }, 1) })",
      "3",
    ],
    ["can be promised", "await require('node:util').promisify(setTimeout)(1, 'x')", "'x'"],
    [
      "have their names",
      "[setTimeout.name, setInterval.name, typeof setImmediate]",
      "[ 'setTimeout', 'setInterval', 'function' ]",
    ],
    [
      "are those that somebody put in their place",
      "const real = globalThis.setTimeout; globalThis.setTimeout = ((f: any) => f('mine')) as any; let got: any; setTimeout((value: any) => { got = value }); globalThis.setTimeout = real; got",
      "'mine'",
    ],
    ["can be shadowed", "((setTimeout: () => number) => setTimeout())(() => 5)", "5"],
  ])("%s", async (_, source, expected) => {
    const { result, error } = await run(source);
    expect(error ?? result).toBe(expected);
  });

  it("refuse what is no function as Node does", async () => {
    expect((await run("setTimeout(5 as any)")).error).toContain("callback");
  });
});
