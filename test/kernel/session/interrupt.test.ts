import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UserProcess } from "../../../kernel/session/user-process.ts";
import { createCellRunner } from "./run-cells.ts";

// One process for all: what an interrupt left behind must not disturb what comes after.
describe("UserProcess.interrupt", () => {
  let user: UserProcess;
  let run: ReturnType<typeof createCellRunner>;

  beforeAll(async () => {
    user = await UserProcess.start({ notebook: join(tmpdir(), "interrupt.ipynb") });
    run = createCellRunner(user);
  });
  afterAll(() => user.dispose());

  it.each([
    ["a loop", "while (true) { kept++ }"],
    ["a loop that catches", "for (;;) { try { while (true) { kept++ } } catch {} }"],
    ["a loop after an await", "await 1; while (true) { kept++ }"],
    ["a loop of awaits", "while (true) { kept++; await null }"],
    ["a loop of waits", "while (true) { kept++; await new Promise((next) => setTimeout(next, 5)) }"],
    ["a loop in a timer", "await new Promise(() => setTimeout(() => { while (true) { kept++ } }, 5))"],
    ["a wait for nothing", "kept++; await new Promise(() => {})"],
    ["a blocking wait", "kept++; Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"],
    ["a regular expression", "kept++; /(a+)+b/.test('a'.repeat(40))"],
    [
      "a chain of ticks",
      "const again = () => { kept++; process.nextTick(again) }; again(); await new Promise(() => {})",
    ],
  ])("stops %s, and names keep their values", async (_, source) => {
    await run("let kept = 1");
    const running = run(source);
    await new Promise((next) => setTimeout(next, 150));
    const start = performance.now();
    user.interrupt();
    const { outcome, error } = await running;
    expect(performance.now() - start).toBeLessThan(3000);
    expect(outcome).toMatchObject({ status: "interrupted", died: false });
    expect(error).toBe("Interrupted: The cell was interrupted");
    const [before, after] = JSON.parse(
      (
        await run(
          "const k = kept; await new Promise((next) => setTimeout(next, 100)); JSON.stringify([k, kept])",
        )
      ).result!.slice(1, -1),
    ) as [number, number];
    expect(before).toBeGreaterThan(1);
    expect(after).toBe(before);
  });

  it("can be repeated", async () => {
    for (let time = 0; time < 5; time++) {
      const running = run("while (true);");
      await new Promise((next) => setTimeout(next, 60));
      user.interrupt();
      expect((await running).outcome.status).toBe("interrupted");
      expect((await run("1 + 1")).result).toBe("2");
    }
  });

  it("aborts the cell's signal", async () => {
    await run("let aborted = false");
    const running = run(
      "signal.addEventListener('abort', () => { aborted = true }); await new Promise(() => {})",
    );
    await new Promise((next) => setTimeout(next, 100));
    user.interrupt();
    await running;
    expect((await run("[aborted, signal.aborted]")).result).toBe("[ true, false ]");
  });

  it("runs finally blocks at the next await", async () => {
    await run("let cleaned = false");
    const source =
      "try { while (true) await new Promise((next) => setTimeout(next, 5)) } finally { cleaned = true }";
    const running = run(source);
    await new Promise((next) => setTimeout(next, 100));
    user.interrupt();
    await running;
    expect((await run("await new Promise((next) => setTimeout(next, 50)); cleaned")).result).toBe("true");
  });

  it("does nothing when no cell runs", async () => {
    user.interrupt();
    expect((await run("1 + 1")).result).toBe("2");
  });

  it("comes by itself at the time limit", async () => {
    const { outcome, error } = await run("while (true);", { timeoutMs: 200 });
    expect(outcome).toMatchObject({ status: "timeout", died: false });
    expect(error).toBe("Timeout: The cell ran longer than its limit of 0.2 s");
    expect((await run("1 + 1", { timeoutMs: 5000 })).result).toBe("2");
  });
});
