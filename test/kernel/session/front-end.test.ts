import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CommMessage } from "../../../kernel/session/protocol/comm-message.ts";
import { UserProcess } from "../../../kernel/session/user-process.ts";
import { createCellRunner } from "./run-cells.ts";

describe("UserProcess with a front end", () => {
  let user: UserProcess;
  let run: ReturnType<typeof createCellRunner>;
  const sent: CommMessage[] = [];

  beforeAll(async () => {
    user = await UserProcess.start({
      notebook: join(tmpdir(), "front-end.ipynb"),
      onComm: (message) => sent.push(message),
    });
    run = createCellRunner(user);
  });
  afterAll(() => user.dispose());

  it("shows nothing of a silent cell", async () => {
    const { outputs, outcome } = await run("console.log(1); 5", { isSilent: true });
    expect([outputs, outcome.status]).toEqual([[], "ok"]);
  });

  it("evaluates expressions after the cell, each with its own end", async () => {
    const expressions = { sum: "one + 1", absent: "zz", statement: "let b = 1", object: "{ one }" };
    const { outcome } = await run("const one = 1;", { expressions });
    expect(outcome).toMatchObject({
      status: "ok",
      expressions: {
        sum: { status: "ok", data: { "text/plain": "2" } },
        absent: { status: "error", error: { name: "ReferenceError" } },
        statement: { status: "error", error: { name: "SyntaxError" } },
        object: { status: "ok", data: { "text/plain": "{ one: 1 }" } },
      },
    });
  });

  it("answers questions, long and astral, and cancels", async () => {
    const long = "😀".repeat(100_000);
    const typed = await run("prompt.password('p').length", { onInput: async () => long });
    expect(typed.result).toBe("200000");
    const cancelled = await run("prompt('x')", { onInput: async () => undefined });
    expect(cancelled.result).toBe("null");
    expect((await run("prompt('x')")).error).toContain("set the value in the cell");
  });

  it("is interrupted while it waits for an answer, and ignores one that comes late", async () => {
    let answer: (text: string) => void = () => {};
    const waiting = run("prompt('first')", { onInput: () => new Promise((settle) => (answer = settle)) });
    await new Promise((next) => setTimeout(next, 150));
    user.interrupt();
    expect((await waiting).outcome).toMatchObject({ status: "interrupted", died: false });
    answer("late");
    expect((await run("prompt('second')", { onInput: async () => "new" })).result).toBe("'new'");
  });

  it("carries comm messages both ways, with their bytes; closes what no target wants", async () => {
    await run(
      "comms.registerTarget('echo', (comm) => comm.onMessage((m) => comm.send(m.data, { buffers: m.buffers })))",
    );
    await user.sendComm({ type: "open", commId: "a", targetName: "echo", data: {} });
    await user.sendComm({ type: "msg", commId: "a", data: [1], buffers: [Buffer.from([0, 255])] });
    expect(sent.at(-1)).toMatchObject({ type: "msg", commId: "a", data: [1] });
    expect([...sent.at(-1)!.buffers![0]!]).toEqual([0, 255]);
    await user.sendComm({ type: "open", commId: "b", targetName: "nobody", data: {} });
    expect(sent.at(-1)).toMatchObject({ type: "close", commId: "b" });
  });

  it("looks at values while a cell spins, and runs none of their code", async () => {
    await run(
      "let asked = 0; const live = { a: [1], get g() { return ++asked } }; const p = new Proxy({}, { get() { asked++ } })",
    );
    const spinning = run("while (true);");
    await new Promise((next) => setTimeout(next, 100));
    const properties = (await user.lookUpProperties("live")) ?? [];
    expect(properties.find(({ name }) => name === "g")?.kind).toBe("accessor");
    expect(await user.lookUpProperties("live.g()")).toBeUndefined();
    await user.lookUpProperties("p");
    expect((await user.usage())?.rssBytes).toBeGreaterThan(1e7);
    user.interrupt();
    await spinning;
    expect((await run("asked")).result).toBe("0");
  });

  it("interrupts loops of built-in functions and programs a cell waits for", async () => {
    for (const source of [
      "const json = JSON.stringify(Array.from({ length: 1e5 }, (_, i) => ({ i }))); while (true) JSON.parse(json)",
      "require('node:child_process').execSync('sleep 20')",
    ]) {
      const running = run(source);
      await new Promise((next) => setTimeout(next, 250));
      user.interrupt();
      expect((await running).outcome).toMatchObject({ status: "interrupted", died: false });
    }
  });
});
