import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { History, type HistoryOptions, type HistoryRow } from "../../../kernel/history/history.ts";
import { HistoryError } from "../../../kernel/history/history-error.ts";

const isWindows = process.platform === "win32";

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), "transferlab-history-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** A session with these inputs, lines 1 to n, closed. */
async function keepSession(
  folder: string,
  inputs: readonly (string | readonly [input: string, output: string])[],
  options: Partial<HistoryOptions> = {},
): Promise<number> {
  const history = await History.open({ folder, ...options });
  for (const [index, entry] of inputs.entries()) {
    if (typeof entry === "string") history.record(index + 1, entry);
    else history.record(index + 1, ...entry);
  }
  await history.close();
  return history.session;
}

const linesOf = (rows: readonly HistoryRow[]) =>
  rows.map(([session, line]) => `${session}:${line}`).join(" ");

describe("History", () => {
  it("returns what this session recorded, with outputs when asked", async () => {
    const history = await History.open({ folder: undefined });
    history.record(1, "const a = 1\n\n");
    history.record(2, "a + 1");
    history.recordOutput(2, "2");
    history.record(4, "a + 2", "3");
    expect(await history.tail()).toEqual([
      [1, 1, "const a = 1"],
      [1, 2, "a + 1"],
      [1, 4, "a + 2"],
    ]);
    expect(await history.tail(2, { output: true })).toEqual([
      [1, 2, ["a + 1", "2"]],
      [1, 4, ["a + 2", "3"]],
    ]);
    expect(await history.range(0, 1, 2, { output: true })).toEqual([[1, 1, ["const a = 1", null]]]);
  });

  it("numbers sessions on, and never gives one number to two", async () => {
    await using folder = await temporaryFolder();
    const open = await Promise.all(Array.from({ length: 20 }, () => History.open({ folder: folder.path })));
    expect(open.map(({ session }) => session).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    await Promise.all(open.map((history) => history.close()));
  });

  it("has this session last in a tail, whatever its number, and the others by number before it", async () => {
    await using folder = await temporaryFolder();
    await keepSession(folder.path, ["a1", "a2"]);
    const mine = await History.open({ folder: folder.path });
    await keepSession(folder.path, ["c1", "c2", "c3"]);
    mine.record(1, "b1");
    expect(linesOf(await mine.tail(10))).toBe("1:1 1:2 3:1 3:2 3:3 2:1");
    expect(linesOf(await mine.tail(3))).toBe("3:2 3:3 2:1");
    expect(linesOf(await mine.tail(1))).toBe("2:1");
    expect(await mine.tail(0)).toEqual([]);
    expect(await mine.tail(-1)).toEqual([]);
    expect(linesOf(await mine.tail(null))).toBe("1:1 1:2 3:1 3:2 3:3 2:1");
    await mine.close();
  });

  it("finds ranges: this session as 0, earlier ones by negative numbers, the end left out", async () => {
    await using folder = await temporaryFolder();
    await keepSession(folder.path, ["a1", ["a2", "out"]]);
    await keepSession(folder.path, ["b1", "b2", "b3"]);
    const history = await History.open({ folder: folder.path });
    for (const line of [1, 2, 3, 4]) history.record(line, `c${line}`);
    expect(linesOf(await history.range())).toBe("3:1 3:2 3:3 3:4");
    expect(linesOf(await history.range(0, 2, 4))).toBe("3:2 3:3");
    expect(linesOf(await history.range(3, 2, 3))).toBe("3:2");
    expect(linesOf(await history.range(-1))).toBe("2:1 2:2 2:3");
    expect(linesOf(await history.range(-1, 2, 3))).toBe("2:2");
    expect(await history.range(-2, 1, null, { output: true })).toEqual([
      [1, 1, ["a1", null]],
      [1, 2, ["a2", "out"]],
    ]);
    expect(linesOf(await history.range(0, -2))).toBe("3:3 3:4");
    expect(linesOf(await history.range(0, 1, -1))).toBe("3:1 3:2 3:3");
    expect(linesOf(await history.range(2, 0, 0))).toBe("2:1 2:2 2:3");
    expect(await history.range(2, 1, -1)).toEqual([]);
    expect(await history.range(99)).toEqual([]);
    expect(await history.range(-9)).toEqual([]);
    await history.close();
  });

  it("searches whole inputs, tells case, and keeps the newest of equal ones when asked", async () => {
    await using folder = await temporaryFolder();
    await keepSession(folder.path, ["const net = 1", "net + 1", "other"]);
    await keepSession(folder.path, ["net + 1", "Net + 1", "net\n+ 2"]);
    const history = await History.open({ folder: folder.path });
    history.record(1, "net + 1");
    const search = async (...args: Parameters<History["search"]>) => linesOf(await history.search(...args));
    expect(await search("net*")).toBe("1:2 2:1 2:3 3:1");
    expect(await search("*net*")).toBe("1:1 1:2 2:1 2:3 3:1");
    expect(await search("net")).toBe("");
    expect(await search("[nN]et + ?")).toBe("1:2 2:1 2:2 3:1");
    expect(await search("net*", { n: 2 })).toBe("2:3 3:1");
    expect(await search("net*", { unique: true })).toBe("2:3 3:1");
    expect(await search("*", { unique: true, n: 3 })).toBe("2:2 2:3 3:1");
    expect(await search("net*", { n: 0 })).toBe("");
    expect(await search("net*", { n: -1 })).toBe("1:2 2:1 2:3 3:1");
    expect(await search()).toBe("1:1 1:2 1:3 2:1 2:2 2:3 3:1");
    await history.close();
  });

  it("keeps text of any kind: line breaks, quotes, characters beyond the basic plane, lone surrogates", async () => {
    await using folder = await temporaryFolder();
    const input = 'a\n"b"\t\u2028\u0000 😀 \ud800';
    await keepSession(folder.path, [[input, "é".repeat(100_000)]]);
    const history = await History.open({ folder: folder.path });
    const [[, , [read, output]]] = (await history.tail(1, { output: true })) as [
      [number, number, [string, string]],
    ];
    expect(read).toBe(input);
    expect(output).toBe(`${"é".repeat(16_384)}…`);
    await history.close();
  });

  it("passes over what a crash has cut off, and what is no entry", async () => {
    await using folder = await temporaryFolder();
    await keepSession(folder.path, ["one", "two", "three"]);
    const file = join(folder.path, "1.jsonl");
    truncateSync(file, statSync(file).size - 5);
    await keepSession(folder.path, ["four"]);
    appendFileSync(
      join(folder.path, "2.jsonl"),
      '\nnull\n7\n{"line":"x"}\n{"line":2,"input":"five"}\n\ufffd\n',
    );
    writeFileSync(join(folder.path, "notes.txt"), "not a session");
    writeFileSync(join(folder.path, "3.jsonl"), "");
    const history = await History.open({ folder: folder.path });
    expect(history.session).toBe(4);
    expect((await history.tail(10)).map(([, , input]) => input)).toEqual(["one", "two", "four", "five"]);
    await history.close();
  });

  it("reads lines that are longer than what is read at once", async () => {
    await using folder = await temporaryFolder();
    const inputs = [10, 65_535, 65_536, 200_000, 1].map((length, index) => `${index}${"😀".repeat(length)}`);
    await keepSession(folder.path, inputs);
    const history = await History.open({ folder: folder.path });
    expect((await history.tail(10)).map(([, , input]) => input)).toEqual(inputs);
    expect((await history.tail(2)).map(([, , input]) => input)).toEqual(inputs.slice(3));
    await history.close();
  });

  it("has every entry on disk though the process is killed", async () => {
    await using folder = await temporaryFolder();
    const history = new URL("../../../kernel/history/history.ts", import.meta.url).href;
    const script = `
      const { History } = await import(${JSON.stringify(history)});
      const history = await History.open({ folder: ${JSON.stringify(folder.path)} });
      for (let line = 1; line <= 100; line++) history.record(line, "cell " + line, "out");
      setTimeout(() => process.kill(process.pid, "SIGKILL"), 500);`;
    const child = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      timeout: 30_000,
      encoding: "utf8",
    });
    expect(child.stderr).toBe("");
    const next = await History.open({ folder: folder.path });
    expect(await next.range(-1, 100, null, { output: true })).toEqual([[1, 100, ["cell 100", "out"]]]);
    await next.close();
  });

  it("leaves no file of a session without inputs", async () => {
    await using folder = await temporaryFolder();
    await keepSession(folder.path, ["a"]);
    await keepSession(folder.path, []);
    expect(readdirSync(folder.path)).toEqual(["1.jsonl"]);
  });

  it("keeps the newest sessions, and those that are still open", async () => {
    await using folder = await temporaryFolder();
    const open = await History.open({ folder: folder.path });
    open.record(1, "still here");
    for (const name of ["a", "b", "c", "d"]) await keepSession(folder.path, [name]);
    // As if the kernels of sessions 2 to 5 had ended: no process has this number.
    for (const name of readdirSync(folder.path).filter((file) => file !== "1.jsonl")) {
      const path = join(folder.path, name);
      writeFileSync(path, readFileSync(path, "utf8").replace(/"pid":\d+/, '"pid":4194305'));
    }
    const last = await History.open({ folder: folder.path, sessions: 2 });
    expect(readdirSync(folder.path).sort()).toEqual(["1.jsonl", "5.jsonl", "6.jsonl"]);
    expect((await last.tail()).map(([, , input]) => input)).toEqual(["still here", "d"]);
    await Promise.all([open.close(), last.close()]);
  });

  it.skipIf(isWindows)("lets nobody else read it", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "new");
    await keepSession(path, ["const password = 1"]);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(join(path, "1.jsonl")).mode & 0o777).toBe(0o600);
  });

  it("writes when the session started, by the clock it was given", async () => {
    await using folder = await temporaryFolder();
    await keepSession(folder.path, ["a"], { now: () => new Date("2026-02-03T04:05:06Z") });
    expect(readFileSync(join(folder.path, "1.jsonl"), "utf8")).toBe(
      `{"started":"2026-02-03T04:05:06.000Z","pid":${process.pid}}\n{"line":1,"input":"a"}\n`,
    );
  });

  it("says what is wrong with a folder that can't be written, and goes on in memory when that is wanted", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "file");
    writeFileSync(path, "");
    await expect(History.open({ folder: path })).rejects.toThrow(HistoryError);
    const faults: string[] = [];
    const history = await History.open({ folder: path, onFault: ({ message }) => faults.push(message) });
    history.record(1, "a");
    expect(await history.tail()).toEqual([[1, 1, "a"]]);
    await history.close();
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^history: .*file can't be written, .*TRANSFERLAB_HISTORY=off$/);
  });

  it.skipIf(isWindows || process.getuid?.() === 0)(
    "says so for a folder without permission too",
    async () => {
      await using folder = await temporaryFolder();
      chmodSync(folder.path, 0o500);
      await expect(History.open({ folder: folder.path })).rejects.toThrow(/can't be written/);
    },
  );

  it("refuses a line that it has, or one before it, and an output of a line that it has not", async () => {
    const history = await History.open({ folder: undefined });
    history.record(2, "a");
    expect(() => history.record(2, "b")).toThrow("history: expected a line after 2, received 2");
    expect(() => history.record(1.5, "b")).toThrow(HistoryError);
    expect(() => history.recordOutput(1, "b")).toThrow(
      "expected a line that was recorded in this session, received 1",
    );
  });

  it("answers a tail of 1,000 without reading everything", async () => {
    await using folder = await temporaryFolder();
    const lines = `{"line":1,"input":"${"x".repeat(400)}"}\n`.repeat(40_000);
    writeFileSync(join(folder.path, "1.jsonl"), lines);
    writeFileSync(join(folder.path, "2.jsonl"), lines);
    const history = await History.open({ folder: folder.path });
    const start = performance.now();
    expect(await history.tail(1000)).toHaveLength(1000);
    const tailMs = performance.now() - start;
    expect(await history.range(-1)).toHaveLength(40_000);
    const rangeMs = performance.now() - start - tailMs;
    expect(tailMs).toBeLessThan(rangeMs / 4);
    await history.close();
  });
});
