import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UserProcess } from "../../../kernel/session/user-process.ts";
import { createCellRunner } from "./run-cells.ts";

const SETUP = `
  import fs from "node:fs"; import { EventEmitter } from "node:events"; import { execSync } from "node:child_process";
  let kept = 1;
  const never = new Promise(() => {});
  const text = JSON.stringify(Array.from({ length: 1e5 }, (_, i) => ({ i })));
  class Slow { [Symbol.for("Jupyter.display")]() { while (true) kept++ } }
  class SlowLater { async [Symbol.for("Jupyter.display")]() { await 1; while (true) kept++ } }
  class SlowText { [Symbol.for("nodejs.util.inspect.custom")]() { while (true) kept++ } }
`;
/** The export `r` of this module is `(loop (br 0))`. */
const SPINNING_WASM = "0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,7,5,1,1,114,0,0,10,9,1,7,0,3,64,12,0,11,11";

/** Until a module runs: from source, tsx compiles it on a thread of its own, and must not be cut short in that. */
const LOADING_MS = 600;

/** Where code can be when it is interrupted. */
const PLACES: readonly (readonly [place: string, source: string])[] = [
  ["a loop", "while (true) { kept++ }"],
  ["a loop that catches", "for (;;) { try { while (true) { kept++ } } catch {} }"],
  ["a loop that goes on in finally", "for (;;) { try { while (true) { kept++ } } finally { continue } }"],
  ["a loop after an await", "await 1; while (true) { kept++ }"],
  ["a loop of awaits", "while (true) { kept++; await null }"],
  ["a loop of waits", "while (true) { kept++; await new Promise((next) => setTimeout(next, 5)) }"],
  ["a loop of a generator", "function* count() { while (true) yield kept++ }; for (const each of count());"],
  [
    "a for await",
    "async function* later() { while (true) yield kept++ }; for await (const each of later());",
  ],
  [
    "a for await with waits",
    "for await (const each of (async function* () { while (true) { await new Promise((r) => setTimeout(r, 1)); yield kept++ } })());",
  ],
  ["a loop in a timer", "await new Promise(() => setTimeout(() => { while (true) { kept++ } }, 5))"],
  ["a loop in an interval", "setInterval(() => { while (true) { kept++ } }, 5); await never"],
  ["a loop in an immediate", "setImmediate(() => { while (true) { kept++ } }); await never"],
  ["a loop in a tick", "process.nextTick(() => { while (true) { kept++ } }); await never"],
  ["a loop in a microtask", "queueMicrotask(() => { while (true) { kept++ } }); await never"],
  ["a loop in a file's callback", "fs.readFile('spin.ts', () => { while (true) { kept++ } }); await never"],
  [
    "a loop in a listener",
    "const source = new EventEmitter(); source.on('x', () => { while (true) kept++ }); source.emit('x')",
  ],
  [
    "a loop in a getter of a proxy",
    "const trap: any = new Proxy({}, { get() { while (true) kept++ } }); trap.x",
  ],
  ["a loop in a comparison", "Array.from({ length: 1e6 }, Math.random).sort(() => { while (true) kept++ })"],
  [
    "an interval",
    "setInterval(() => { const end = performance.now() + 20; while (performance.now() < end) kept++ }, 5); await never",
  ],
  ["a chain of immediates", "const again = () => { kept++; setImmediate(again) }; again(); await never"],
  ["a chain of timers", "const soon = () => { kept++; setTimeout(soon) }; soon(); await never"],
  ["a chain of ticks", "const tick = () => { kept++; process.nextTick(tick) }; tick(); await never"],
  ["a chain of microtasks", "const next = () => { kept++; queueMicrotask(next) }; next(); await never"],
  [
    "a chain of promises",
    "const chain = () => Promise.resolve().then(() => { kept++ }).then(chain); await chain()",
  ],
  ["a wait for nothing", "kept++; await never"],
  ["a blocking wait", "kept++; Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"],
  ["a program it waits for", "kept++; execSync('sleep 30')"],
  ["a regular expression", "kept++; /(a+)+b/.test('a'.repeat(40))"],
  ["a loop of a built-in function", "while (true) JSON.parse(text)"],
  ["a loop of allocations", "while (true) new Array(1e6).fill(0)"],
  ["a loop of prints", "while (true) console.log('x'.repeat(100))"],
  [
    "WebAssembly",
    `new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([${SPINNING_WASM}]))).exports.r()`,
  ],
  ["a question", "kept++; prompt('q')"],
  ["a display", "display(new Slow())"],
  ["the form of its result", "new Slow()"],
  ["an asynchronous form of its result", "new SlowLater()"],
  ["the text of its result", "new SlowText()"],
  ["an imported module", "import { z } from './spin.ts'"],
  ["a module imported on the way", "await import('./spin.ts?b')"],
];

// One process for all: what an interrupt left behind must not disturb what comes after.
describe("UserProcess.interrupt", { timeout: 60_000 }, () => {
  let folder: string;
  let user: UserProcess;
  let run: ReturnType<typeof createCellRunner>;

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "interrupt-")));
    await writeFile(join(folder, "spin.ts"), "export const z: number = 1; while (true) {}");
    await writeFile(join(folder, "ok.ts"), "export const z: number = 1;");
    user = await UserProcess.start({ notebook: join(folder, "n.ipynb"), startTimeoutMs: 60_000 });
    run = createCellRunner(user);
    expect((await run(SETUP)).error).toBeUndefined();
  }, 60_000);
  afterAll(async () => {
    await user.dispose();
    await rm(folder, { recursive: true });
  });

  it.each(PLACES)("stops %s, and the next cells run undisturbed", async (_, source) => {
    const running = run(source, { onInput: () => new Promise(() => {}) });
    await wait(source.includes("spin.ts") ? LOADING_MS : 120);
    const start = performance.now();
    user.interrupt();
    const { outcome, error } = await running;
    expect(performance.now() - start).toBeLessThan(3000);
    expect(outcome).toMatchObject({ status: "interrupted", died: false });
    expect(error).toBe("Interrupted: The cell was interrupted");
    const after = await run(
      "{ const k = kept; await new Promise((next) => setTimeout(next, 40)); console.log(k > 0, k === kept, (await import('./ok.ts')).z) }",
    );
    expect([after.printed, after.error]).toEqual(["true true 1\n", undefined]);
  });

  it("stops an expression that is evaluated after its cell", async () => {
    const running = run("1", { expressions: { spin: "(() => { while (true); })()" } });
    await wait(120);
    user.interrupt();
    expect((await running).outcome).toMatchObject({ status: "interrupted", died: false });
  });

  it("leaves a module that was cut short to be imported again once it is changed", async () => {
    const module = join(folder, "changing.ts");
    await writeFile(module, "export const value: number = 1; while (true) {}");
    const running = run("import { value } from './changing.ts'; value");
    await wait(LOADING_MS);
    user.interrupt();
    expect((await running).outcome.status).toBe("interrupted");
    await writeFile(module, "export const value: number = 22;");
    expect((await run("import { value } from './changing.ts'; value")).result).toBe("22");
  });

  it("leaves a CommonJS module that was cut short to be required again, whole", async () => {
    await writeFile(
      join(folder, "halves.cjs"),
      "exports.first = 1; if (!globalThis.goesOn) while (true) {} exports.second = 2;",
    );
    const running = run("require('./halves.cjs')");
    await wait(120);
    user.interrupt();
    expect((await running).outcome.status).toBe("interrupted");
    await run("(globalThis as any).goesOn = true");
    expect((await run("require('./halves.cjs')")).result).toBe("{ first: 1, second: 2 }");
  });

  // The watchdog terminates code 50 ms after an interrupt; what waits is ended at once. About then the cells end anyway.
  it.each([
    ["a loop", 0, "spin(DELAY)"],
    ["a wait", 45, "await new Promise((next) => setTimeout(next, DELAY))"],
    ["a timer", 0, "await new Promise((next) => setTimeout(() => { spin(DELAY); next(1) }, 1))"],
    ["a wait and a loop", 20, "await new Promise((next) => setTimeout(next, 20)); spin(DELAY)"],
    ["short turns", 0, "for (let turn = 0; turn < DELAY; turn++) { await null; spin(1) }"],
  ])("at the end of %s has one outcome of two, and harms no later cell", async (_, waitMs, source) => {
    await run(
      "function spin(timeMs: number) { const end = performance.now() + timeMs; while (performance.now() < end); }",
    );
    for (let round = 0; round < 20; round++) {
      const running = run(source.replaceAll("DELAY", String(45 + (round % 10))));
      await wait(waitMs + (round % 7));
      user.interrupt();
      if (round % 2) user.interrupt();
      const { outcome } = await running;
      expect(outcome.status === "ok" || (outcome.status === "interrupted" && !outcome.died)).toBe(true);
      expect((await run("1 + 1")).result).toBe("2");
    }
  });

  it("can be repeated", async () => {
    for (let time = 0; time < 5; time++) {
      const running = run("while (true);");
      await wait(60);
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
    await wait(100);
    user.interrupt();
    await running;
    expect((await run("[aborted, signal.aborted]")).result).toBe("[ true, false ]");
  });

  it("runs finally blocks at the next await", async () => {
    await run("let cleaned = false");
    const source =
      "try { while (true) await new Promise((next) => setTimeout(next, 5)) } finally { cleaned = true }";
    const running = run(source);
    await wait(100);
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

describe("a native call that can't be stopped", { timeout: 120_000 }, () => {
  // Some seconds on any machine, in one call.
  const source = "require('node:crypto').pbkdf2Sync('a', 'b', 2 ** 31 - 1, 64, 'sha512')";

  it("is told after 5 s, gives no looks, and ends with its process at a second interrupt", async () => {
    const user = await UserProcess.start({ notebook: join(tmpdir(), "stuck.ipynb"), startTimeoutMs: 60_000 });
    try {
      const run = createCellRunner(user);
      await run("const live = [1]");
      let tell = (): void => {};
      const stuck = new Promise<void>((settle) => (tell = settle));
      const running = run(source, { onStuck: () => tell() });
      await wait(200);
      const start = performance.now();
      expect(await user.lookUpValue("live")).toBeUndefined();
      expect(performance.now() - start).toBeLessThan(2000);
      expect(await user.usage()).toMatchObject({ rssBytes: expect.any(Number) });
      user.interrupt();
      user.interrupt();
      await stuck;
      expect(performance.now() - start).toBeGreaterThan(4900);
      user.interrupt();
      const { outcome, error } = await running;
      expect(outcome).toMatchObject({ status: "interrupted", died: true });
      expect(error).toContain("its process was ended, and the names of all cells are lost");
    } finally {
      await user.dispose();
    }
  });

  it("is killed after 5 s where nobody is told", async () => {
    const user = await UserProcess.start({
      notebook: join(tmpdir(), "killed.ipynb"),
      startTimeoutMs: 60_000,
    });
    try {
      const { outcome, error } = await createCellRunner(user)(source, { timeoutMs: 100 });
      expect(outcome).toMatchObject({ status: "timeout", died: true });
      expect(error).toContain("limit of 0.1 s; its process was ended");
    } finally {
      await user.dispose();
    }
  });
});

function wait(timeMs: number): Promise<void> {
  return new Promise((next) => setTimeout(next, timeMs));
}
