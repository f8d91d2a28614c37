import { describe, expect, it } from "vitest";
import { errorOf, outputsOf, resultOf, sequenceOf, streamOf } from "../client/exchange-view.ts";
import { shareKernel } from "../client/shared-kernel.ts";

describe("execute_request", () => {
  const shared = shareKernel();
  const run = (code: string, content: Record<string, unknown> = {}) => shared.client.run(code, content);
  const countOf = async () => (await run("0")).reply.content.execution_count as number;

  it("publishes busy, the input, the output, the result and idle, in this order", async () => {
    const exchange = await run('console.log("out"); console.error("err"); 6 * 7');
    expect(sequenceOf(exchange)).toEqual([
      "busy",
      "execute_input",
      "stdout",
      "stderr",
      "execute_result",
      "idle",
    ]);
    expect(streamOf(exchange)).toBe("out\n");
    expect(streamOf(exchange, "stderr")).toBe("err\n");
    expect(resultOf(exchange)).toBe("42");
  });

  it("replies after its output and before its idle status", async () => {
    const { reply, published } = await run('console.log("out"); 1');
    const dateOf = (type: string) =>
      String(published.findLast((message) => message.type === type)?.header.date);
    expect(Date.parse(String(reply.header.date))).toBeGreaterThanOrEqual(
      Date.parse(dateOf("execute_result")),
    );
    expect(Date.parse(dateOf("status"))).toBeGreaterThanOrEqual(Date.parse(String(reply.header.date)));
  });

  it("has one count in input, result, reply, and the next has one more", async () => {
    const first = await run("1");
    const second = await run("2");
    const counts = (exchange: typeof first) => [
      exchange.published.find(({ type }) => type === "execute_input")?.content.execution_count,
      exchange.published.find(({ type }) => type === "execute_result")?.content.execution_count,
      exchange.reply.content.execution_count,
    ];
    const number = first.reply.content.execution_count as number;
    expect(counts(first)).toEqual([number, number, number]);
    expect(counts(second)).toEqual([number + 1, number + 1, number + 1]);
  });

  it("repeats the code of the request as it was", async () => {
    const code = '\n  const text = "😀\\n";\t// ends without a line break\r\n';
    const { published } = await run(code);
    expect(published.find(({ type }) => type === "execute_input")?.content.code).toBe(code);
  });

  it("replies with an empty payload and no expressions when none are asked", async () => {
    const { reply } = await run("1");
    expect(reply.content).toMatchObject({ status: "ok", payload: [], user_expressions: {} });
  });

  it("gives metadata and transient of results as objects, and application/json unpacked", async () => {
    const { published } = await run(
      'const shown = { [Symbol.for("Jupyter.display")]: () => ({ "application/json": { a: [1] }, "text/plain": "x" }) }; shown',
    );
    const { content } = published.find(({ type }) => type === "execute_result")!;
    expect(content.data).toEqual({ "application/json": { a: [1] }, "text/plain": "x" });
    expect(content.metadata).toEqual({});
    expect(content.transient ?? {}).toEqual({});
  });

  it("has no result for undefined, nor behind a semicolon that hides it", async () => {
    expect(outputsOf(await run("undefined"))).toEqual([]);
    expect(outputsOf(await run("const noResult = 5"))).toEqual([]);
    expect(outputsOf(await run(""))).toEqual([]);
    expect(outputsOf(await run("   \n// only a note"))).toEqual([]);
    expect(resultOf(await run("null"))).toBe("null");
  });

  it("waits for promises and gives their value", async () => {
    expect(resultOf(await run("await new Promise<number>((done) => setTimeout(() => done(11), 20))"))).toBe(
      "11",
    );
  });

  describe("silent", () => {
    it("publishes its statuses alone and does not count", async () => {
      const before = await countOf();
      const exchange = await run('console.log("unheard"); 5', { silent: true, store_history: true });
      expect(sequenceOf(exchange)).toEqual(["busy", "idle"]);
      expect(exchange.reply.content.status).toBe("ok");
      expect(await countOf()).toBe(before + 1);
    });

    it("keeps what it declares", async () => {
      await run("const fromSilence = 3", { silent: true });
      expect(resultOf(await run("fromSilence"))).toBe("3");
    });

    it("still replies with its error", async () => {
      const exchange = await run('throw new Error("quiet")', { silent: true });
      expect(errorOf(exchange)).toBe("Error: quiet");
    });
  });

  it("does not count what is not stored, and shows it all the same", async () => {
    const before = await countOf();
    const exchange = await run("'shown'", { store_history: false });
    expect(sequenceOf(exchange)).toEqual(["busy", "execute_input", "execute_result", "idle"]);
    expect(await countOf()).toBe(before + 1);
  });

  it("evaluates user expressions after the code, each on its own", async () => {
    await run("const base = 20");
    const { reply, published } = await run("const added = base + 1", {
      user_expressions: {
        sum: "added * 2",
        bad: "nowhere.at.all",
        thrown: '(() => { throw new TypeError("no") })()',
      },
    });
    const { sum, bad, thrown } = reply.content.user_expressions;
    expect(reply.content.status).toBe("ok");
    expect(sum).toMatchObject({ status: "ok", data: { "text/plain": "42" }, metadata: {} });
    expect(bad).toMatchObject({ status: "error", ename: "ReferenceError" });
    expect(thrown).toMatchObject({ status: "error", ename: "TypeError", evalue: "no" });
    expect(published.map(({ type }) => type)).not.toContain("error");
  });

  it("evaluates user expressions of silent and of empty code", async () => {
    const { reply } = await run("", { silent: true, user_expressions: { two: "1 + 1" } });
    expect(reply.content.user_expressions.two).toMatchObject({ status: "ok", data: { "text/plain": "2" } });
  });

  describe("an error", () => {
    it("is one message on iopub, with the words of the reply", async () => {
      const exchange = await run('const before = 1;\nthrow new RangeError("too far")');
      const outputs = outputsOf(exchange);
      expect(outputs.map(({ type }) => type)).toEqual(["error"]);
      const { ename, evalue, traceback } = exchange.reply.content;
      expect(outputs[0]?.content).toEqual({ ename, evalue, traceback });
      expect(errorOf(exchange)).toBe("RangeError: too far");
      expect(exchange.reply.content.execution_count).toBeGreaterThan(0);
      expect(traceback.join("\n")).toMatch(/In\[\d+\].*:2:/);
    });

    it("counts, and what was declared before it is kept", async () => {
      const before = await countOf();
      await run('const keptThough = 9; throw new Error("after")');
      expect(await countOf()).toBe(before + 2);
      expect(resultOf(await run("keptThough"))).toBe("9");
    });

    it.each([
      ["a text", 'throw "just text"', "just text"],
      ["nothing", "throw undefined", "undefined"],
      ["null", "throw null", "null"],
      ["a record", "throw { code: 5 }", "code"],
      ["a rejection", 'await Promise.reject(new Error("later"))', "later"],
      ["code that is none", "const = 5", ""],
      [
        "an error whose message can't be read",
        "throw new (class extends Error { get message(): string { throw 1 } })()",
        "",
      ],
      ["a long message", 'throw new Error("x".repeat(300_000))', "xxx"],
    ])("of %s is one error message", async (_, code, words) => {
      const exchange = await run(code);
      expect(outputsOf(exchange).map(({ type }) => type)).toEqual(["error"]);
      expect(exchange.reply.content.status).toBe("error");
      expect(`${exchange.reply.content.ename} ${exchange.reply.content.evalue}`).toContain(words);
      expect((await run("1")).reply.content.status).toBe("ok");
    });
  });
});

describe("the first cell of a kernel", () => {
  const shared = shareKernel();

  it("has messages dated in the order they come", async () => {
    const { published } = await shared.client.run('console.log("a"); 1');
    const dates = published.map(({ header }) => Date.parse(String(header.date)));
    expect(dates).toEqual(dates.toSorted((a, b) => a - b));
  });
});

describe("stop_on_error", () => {
  const shared = shareKernel();
  const failing = 'await new Promise((next) => setTimeout(next, 300)); throw new Error("stop")';

  it("aborts the cells that were queued behind the error, and nothing else", async () => {
    const { client } = shared;
    const failed = client.execute(failing);
    const queued = [client.execute('console.log("never a")'), client.execute('console.log("never b")')];
    const info = client.send("shell", "kernel_info_request", {});
    const complete = client.send("shell", "complete_request", { code: "Mat", cursor_pos: 3 });
    expect((await client.finish(failed)).reply.content.status).toBe("error");
    for (const request of queued) {
      const exchange = await client.finish(request);
      expect(["error", "aborted"]).toContain(exchange.reply.content.status);
      expect(sequenceOf(exchange).filter((name) => name !== "execute_input")).toEqual(["busy", "idle"]);
    }
    expect((await client.finish(info)).reply.content.status).toBe("ok");
    expect((await client.finish(complete)).reply.content.status).toBe("ok");
    expect(resultOf(await client.run("'runs again'"))).toContain("runs again");
  });

  it("runs the queued cells when it is false", async () => {
    const { client } = shared;
    const failed = client.execute(failing, { stop_on_error: false });
    const queued = client.execute("'ran'");
    expect((await client.finish(failed)).reply.content.status).toBe("error");
    expect(resultOf(await client.finish(queued))).toContain("ran");
  });
});
