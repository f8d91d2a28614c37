import { execFileSync } from "node:child_process";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { UserProcess } from "../../../kernel/session/user-process.ts";
import { createCellRunner } from "./run-cells.ts";

const isWindows = process.platform === "win32";

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function untilGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100 && isAlive(pid); tries++) await new Promise((next) => setTimeout(next, 20));
  return !isAlive(pid);
}

describe("UserProcess", () => {
  let folder: string;
  let user: UserProcess;
  let run: ReturnType<typeof createCellRunner>;

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "user-process-")));
  });
  afterAll(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    user = await UserProcess.start({ notebook: join(folder, "n.ipynb"), env: { MINE: "yes" } });
    run = createCellRunner(user);
  });
  afterEach(() => user.dispose());

  it("works in the notebook's folder, with the environment given", async () => {
    const { result } = await run("[process.cwd(), __filename, process.env.MINE]");
    expect(result).toContain("'yes'");
    expect(result).toContain(`'${join(folder, "n.ipynb")}'`);
    expect((await run("process.cwd() === __dirname")).result).toBe("true");
  });

  describe("output", () => {
    it("comes in order, from console and from streams, before the cell ends", async () => {
      const { outputs } = await run(
        "console.log('a'); console.error('b'); process.stdout.write('c'); process.stdout.write(Buffer.from('ü')); display(1); console.log({ d: [1] })",
      );
      expect(
        outputs.map((output) => ("text" in output ? `${output.name}:${output.text}` : output.type)),
      ).toEqual(["stdout:a\n", "stderr:b\n", "stdout:cü", "display", "stdout:{ d: [ 1 ] }\n"]);
    });

    it("loses none of 10,000 lines", async () => {
      const { printed, result } = await run("for (let i = 0; i < 10_000; i++) console.log(i); 'end'");
      expect(printed).toBe(Array.from({ length: 10_000 }, (_, index) => `${index}\n`).join(""));
      expect(result).toBe("'end'");
    });

    it("is live while the cell spins", async () => {
      const times: number[] = [];
      const start = performance.now();
      await user.execute("console.log(1); const end = Date.now() + 600; while (Date.now() < end);", {
        cell: 1,
        onOutput: () => times.push(performance.now() - start),
      });
      expect(performance.now() - start).toBeGreaterThan(600);
      expect(times[0]).toBeLessThan(500);
    });

    it.skipIf(isWindows)("includes what native code and started programs write", async () => {
      const { outputs } = await run(
        "const { writeSync } = require('node:fs'); writeSync(1, 'one\\n'); writeSync(2, 'two\\n'); require('node:child_process').execSync('echo three', { stdio: 'inherit' });",
      );
      const text = (name: string) =>
        outputs
          .map((output) => (output.type === "stream" && output.name === name ? output.text : ""))
          .join("");
      expect(text("stdout")).toBe("one\nthree\n");
      expect(text("stderr")).toBe("two\n");
    });

    it.skipIf(isWindows)("holds a megabyte written natively at the end of a cell", async () => {
      const { printed } = await run(
        "const all = Buffer.alloc(2 ** 20, 'x'); let sent = 0; while (sent < all.length) { try { sent += require('node:fs').writeSync(1, all, sent) } catch {} }",
      );
      expect([printed.length, printed.replaceAll("x", "")]).toEqual([2 ** 20, ""]);
    });

    it("waits while what it is handed to has not dealt with it", async () => {
      let handed = 0;
      let isReading = false;
      const waiting: (() => void)[] = [];
      const running = user.execute(
        "const million = 'x'.repeat(1e6); for (let i = 0; i < 200; i++) process.stdout.write(million)",
        {
          cell: 1,
          onOutput: (output) => {
            if (output.type === "stream") handed += output.text.length;
            return new Promise<void>((settle) => (isReading ? settle() : waiting.push(settle)));
          },
        },
      );
      // Until nothing has come for a second.
      for (let before = -1; before !== handed; ) {
        before = handed;
        await new Promise((next) => setTimeout(next, 1000));
      }
      expect(handed).toBeGreaterThan(30e6);
      expect(handed).toBeLessThan(50e6);
      isReading = true;
      for (const settle of waiting) settle();
      expect((await running).status).toBe("ok");
      expect(handed).toBe(200e6);
    });

    it("that comes after the cell goes to the cell that caused it", async () => {
      const first: unknown[] = [];
      const source = "setTimeout(() => console.log('late'), 50);";
      await user.execute(source, { cell: 1, onOutput: (output) => first.push(output) });
      expect(first).toEqual([]);
      const second: unknown[] = [];
      await user.execute("await new Promise((next) => setTimeout(next, 300))", {
        cell: 2,
        onOutput: (output) => second.push(output),
      });
      expect(second).toEqual([]);
      expect(first).toEqual([{ type: "stream", name: "stdout", text: "late\n" }]);
    });
  });

  describe("display", () => {
    it("shows, and updates by a handle", async () => {
      const { outputs } = await run(
        "const h = display('a', { id: 'one' }); h.update('b'); clearOutput({ wait: true })",
      );
      expect(outputs).toEqual([
        { type: "display", data: { "text/plain": "'a'" }, metadata: {}, displayId: "one" },
        { type: "update", data: { "text/plain": "'b'" }, metadata: {}, displayId: "one" },
        { type: "clear", wait: true },
      ]);
    });

    it("keeps a place for asynchronous forms, and waits for them before the cell ends", async () => {
      const { outputs } = await run(
        "display({ async [Symbol.for('Jupyter.display')]() { await new Promise(r => setTimeout(r, 50)); return { 'text/html': '<i>' } } }); console.log('next')",
      );
      expect(outputs).toMatchObject([
        { type: "display", data: { "text/plain": "Object …" } },
        { type: "stream", text: "next\n" },
        { type: "update", data: { "text/html": "<i>" } },
      ]);
    });

    it("shows a value whose own form fails as text, and tells the error", async () => {
      const { outputs, error } = await run(
        "display({ k: 1, async [Symbol.for('Jupyter.display')]() { throw new Error('drawn badly') } })",
      );
      expect(error).toBeUndefined();
      expect(outputs[1]).toMatchObject({ type: "stream", name: "stderr" });
      expect(JSON.stringify(outputs)).toContain("Error: drawn badly");
      expect(JSON.stringify(outputs)).not.toContain("user-thread");
      expect(outputs.at(-1)).toMatchObject({
        type: "update",
        data: { "text/plain": expect.stringContaining("k: 1") },
      });
    });
  });

  describe("errors", () => {
    it("have cell, line, column, the lines around, and no frames of the kernel", async () => {
      await run("function outer(f: () => void) {\n  f()\n}");
      const { outcome } = await run("const x: number = 1\n\n  outer(() => { throw new RangeError('far') })");
      if (outcome.status === "ok") throw new Error("expected an error");
      expect(outcome.error).toMatchObject({ name: "RangeError", message: "far" });
      expect(outcome.error.place).toEqual({ cell: 2, line: 3, column: 23 });
      expect(outcome.error.traceback.map((line) => line.trimEnd())).toEqual([
        "RangeError: far",
        "In[2].ts:3:23",
        "  1 | const x: number = 1",
        "  2 |",
        "> 3 |   outer(() => { throw new RangeError('far') })",
        "    |                       ^",
        "    at In[2].ts:3:23",
        "    at outer (In[1].ts:2:3)",
        "    at In[2].ts:3:8",
      ]);
    });

    it.each([
      ["let notFunction = 5; notFunction()", "TypeError: notFunction is not a function"],
      ["let o1: any = {}; o1.a.b()", "TypeError: Cannot read properties of undefined (reading 'b')"],
      ["let o2: any = {}; o2.m()", "TypeError: o2.m is not a function"],
      ["let n3: any = 5; new n3()", "TypeError: n3 is not a constructor"],
      ["let n4: any = 5; for (const each of n4);", "TypeError: n4 is not iterable"],
      ["throw new Error('costs $.x')", "Error: costs $.x"],
    ])("of %j speak of the names as written", async (source, expected) => {
      const { error, outcome } = await run(source);
      expect(error).toBe(expected);
      expect(outcome.status === "ok" ? "" : outcome.error.traceback[0]).toContain(expected);
    });

    it("keep their causes and their own fields", async () => {
      const { outcome } = await run(
        "throw Object.assign(new Error('a', { cause: new TypeError('b') }), { code: 'E1' })",
      );
      const text = outcome.status === "ok" ? "" : outcome.error.traceback.join("\n");
      expect(text).toContain("[cause]: TypeError: b");
      expect(text).toContain("code: 'E1'");
      expect(text).not.toContain("node:internal");
    });

    it("of V8's own parser have the line", async () => {
      const { outcome } = await run("1\n/(?<a>x)(?<a>y)[/.test('')");
      expect(outcome.status === "ok" ? undefined : outcome.error.place?.line).toBe(2);
    });

    it("of an import have the line of its statement", async () => {
      const { outcome } = await run("let a = 1\n  import 'no-such-package'\n");
      expect(outcome.status === "ok" ? undefined : outcome.error.place).toEqual({
        cell: 1,
        line: 2,
        column: 3,
      });
    });

    it("that nobody catches end the cell that runs", async () => {
      const timer = await run(
        "setTimeout(() => { throw new Error('in a timer') }, 10)\nawait new Promise(() => {})",
      );
      expect(timer.error).toBe("Error: in a timer");
      const rejection = await run("void Promise.reject(new Error('nobody'))\nawait new Promise(() => {})");
      expect(rejection.error).toBe("Error: nobody");
      expect((await run("1 + 1")).result).toBe("2");
    });

    it("that come after the cell are printed", async () => {
      const shown: string[] = [];
      const onOutput = (output: { type: string; text?: string }) => shown.push(output.text ?? output.type);
      await user.execute("setTimeout(() => { throw new Error('too late') }, 30);", { cell: 1, onOutput });
      await new Promise((next) => setTimeout(next, 400));
      expect(shown.join("")).toContain("Error: too late");
      expect((await user.execute("1", { cell: 2 })).status).toBe("ok");
    });

    it("come in time when nothing has been declared", async () => {
      expect((await run("(() => { x.y })()")).error).toBe("ReferenceError: x is not defined");
    });
  });

  describe("the end of the process", () => {
    it("is an error of the cell, with all it printed before", async () => {
      const { outcome, error, printed } = await run("console.log('last words'); process.exit(3)");
      expect(outcome).toMatchObject({ status: "error", died: true });
      expect(error).toBe(
        "ProcessExit: The cell's process ended (exit code 3); the names of all cells are lost",
      );
      expect(printed).toBe("last words\n");
      await expect(user.execute("1", { cell: 9 })).rejects.toThrow("has ended; start another");
    });

    it.skipIf(isWindows).each([
      ["process.kill(process.pid, 'SIGSEGV'); await new Promise(() => {})", "killed: SIGSEGV"],
      ["process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})", "killed: SIGKILL, as when"],
      ["process.abort()", "killed: SIGABRT, as by process.abort()"],
      ["setTimeout(() => process.exit(4), 10); await new Promise(() => {})", "exit code 4"],
    ])("by %s is told, with what was printed before", async (source, reason) => {
      const { error, printed } = await run(`console.log('last words'); ${source}`);
      expect(error).toContain(`The cell's process ended (${reason}`);
      expect(printed).toContain("last words\n");
    });

    it("for want of memory is told in plain words", async () => {
      const env = { NODE_OPTIONS: "--max-old-space-size=60" };
      const small = await UserProcess.start({ notebook: join(folder, "small.ipynb"), env });
      try {
        const { error } = await createCellRunner(small)(
          "const all: unknown[] = []; while (true) all.push({ text: String(all.length) })",
        );
        expect(error).toMatch(/^ProcessExit: .*out of memory: .*NODE_OPTIONS=--max-old-space-size=MEGABYTES/);
      } finally {
        await small.dispose();
      }
    });

    it("between cells is told once, and by dispose not at all", async () => {
      const reasons: string[] = [];
      const start = () =>
        UserProcess.start({
          notebook: join(folder, "e.ipynb"),
          onExit: (reason) => reasons.push(reason),
        });
      const disposed = await start();
      await disposed.dispose();
      const left = await start();
      try {
        expect((await left.execute("setTimeout(() => process.exit(5), 50);", { cell: 1 })).status).toBe("ok");
        for (let tries = 0; tries < 200 && reasons.length === 0; tries++) {
          await new Promise((next) => setTimeout(next, 20));
        }
      } finally {
        await left.dispose();
      }
      expect(reasons).toEqual(["exit code 5"]);
    });

    it.skipIf(isWindows)("takes along the programs it started", async () => {
      const { result } = await run("require('node:child_process').spawn('sleep', ['60']).pid");
      expect(isAlive(Number(result))).toBe(true);
      await user.dispose();
      expect(await untilGone(Number(result))).toBe(true);
    });

    it("follows dispose also when a cell spins", async () => {
      const { pid } = user;
      const running = run("while (true);");
      await new Promise((next) => setTimeout(next, 100));
      await user.dispose();
      expect((await running).outcome).toMatchObject({ status: "error", died: true });
      expect(await untilGone(pid!)).toBe(true);
    });

    it.skipIf(isWindows)("follows the kernel's death also when a cell spins", async () => {
      const entry = new URL("../../../kernel/session/user-process.ts", import.meta.url).href;
      const script = `
        const { UserProcess } = await import(${JSON.stringify(entry)});
        const user = await UserProcess.start({ notebook: ${JSON.stringify(join(folder, "m.ipynb"))} });
        console.log(user.pid);
        void user.execute("while (true);", { cell: 1 });
        setTimeout(() => process.kill(process.pid, "SIGKILL"), 200);
      `;
      let printed = "";
      try {
        execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
          stdio: "pipe",
        });
      } catch (error) {
        printed = String((error as { stdout: Buffer }).stdout);
      }
      const pid = Number(printed.trim());
      expect(pid).toBeGreaterThan(1);
      expect(await untilGone(pid)).toBe(true);
    });
  });

  it("runs one cell at a time", async () => {
    const running = run("await new Promise((next) => setTimeout(next, 100))");
    await expect(user.execute("1", { cell: 7 })).rejects.toThrow("cell 7: cell 1 is still running");
    await running;
  });
});

describe("UserProcess.start", () => {
  it("says why when the folder is not there", async () => {
    const start = UserProcess.start({ notebook: join(tmpdir(), "no-such-folder-here", "n.ipynb") });
    await expect(start).rejects.toThrow("no-such-folder-here");
  });
});
