import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { isOurKernel } from "../client/kernel-command.ts";
import { KernelProcess } from "../client/kernel-process.ts";
import { shareKernel } from "../client/shared-kernel.ts";

type Row = [session: number, line: number, input: string | [string, string | null]];

describe.skipIf(!isOurKernel)("history_request", () => {
  const shared = shareKernel();
  const ask = async (content: Readonly<Record<string, unknown>>): Promise<Row[]> => {
    const { reply } = await shared.client.ask("shell", "history_request", {
      output: false,
      raw: true,
      ...content,
    });
    expect(reply.content.status).toBe("ok");
    return reply.content.history as Row[];
  };
  const inputs = (rows: readonly Row[]) => rows.map(([, , input]) => input);

  beforeAll(async () => {
    for (const code of ["1 + 1", '"two"', "1 + 1", "1 + 22;", "throw new Error('kept')"])
      await shared.client.run(code);
    await shared.client.run("'quiet'", { silent: true });
    await shared.client.run("'unstored'", { store_history: false });
  });

  it("gives the last inputs, oldest first, also of cells that failed", async () => {
    const rows = await ask({ hist_access_type: "tail", n: 3 });
    expect(inputs(rows)).toEqual(["1 + 1", "1 + 22;", "throw new Error('kept')"]);
    expect(rows.map(([, line]) => line)).toEqual([3, 4, 5]);
    expect(inputs(await ask({ hist_access_type: "tail", n: 1000 }))).toHaveLength(5);
    expect(await ask({ hist_access_type: "tail", n: 0 })).toEqual([]);
  });

  it("leaves out silent cells and those that were not to be stored", async () => {
    const all = JSON.stringify(await ask({ hist_access_type: "tail", n: 1000 }));
    expect(all).not.toContain("quiet");
    expect(all).not.toContain("unstored");
  });

  it("gives a range of lines of a session, without its stop", async () => {
    const [last] = await ask({ hist_access_type: "tail", n: 1 });
    const session = last![0];
    const rows = await ask({ hist_access_type: "range", session, start: 1, stop: 3 });
    expect(rows).toEqual([
      [session, 1, "1 + 1"],
      [session, 2, '"two"'],
    ]);
    // 0 is the running session.
    expect(inputs(await ask({ hist_access_type: "range", session: 0, start: 2, stop: 3 }))).toEqual([
      '"two"',
    ]);
    expect(await ask({ hist_access_type: "range", session, start: 90, stop: 99 })).toEqual([]);
  });

  it("finds inputs by a pattern with * and ?", async () => {
    expect(inputs(await ask({ hist_access_type: "search", pattern: "1 +*" }))).toEqual([
      "1 + 1",
      "1 + 1",
      "1 + 22;",
    ]);
    expect(inputs(await ask({ hist_access_type: "search", pattern: "1 + ?" }))).toEqual(["1 + 1", "1 + 1"]);
    expect(inputs(await ask({ hist_access_type: "search", pattern: "1 +*", unique: true }))).toEqual([
      "1 + 1",
      "1 + 22;",
    ]);
    expect(inputs(await ask({ hist_access_type: "search", pattern: "1 +*", n: 2 }))).toEqual([
      "1 + 1",
      "1 + 22;",
    ]);
    expect(await ask({ hist_access_type: "search", pattern: "nowhere*" })).toEqual([]);
    // A pattern is no regular expression.
    expect(await ask({ hist_access_type: "search", pattern: "1 .*" })).toEqual([]);
  });

  it("gives outputs beside inputs when asked", async () => {
    const rows = await ask({ hist_access_type: "tail", n: 5, output: true });
    expect(inputs(rows)[0]).toEqual(["1 + 1", "2"]);
    expect(inputs(rows)[3]).toEqual(["1 + 22;", null]);
  });

  it("remembers former sessions", async () => {
    const home = join(shared.kernel.folder, "kept");
    const env = { TRANSFERLAB_HOME: home };
    {
      await using kernel = await KernelProcess.start({ env });
      const client = await kernel.connect();
      await client.run("'from the first'");
      await client.ask("control", "shutdown_request", { restart: false });
      await kernel.untilExit(10_000);
    }
    await using kernel = await KernelProcess.start({ env });
    const client = await kernel.connect();
    await client.run("'from the second'");
    const { reply } = await client.ask("shell", "history_request", {
      output: false,
      raw: true,
      hist_access_type: "search",
      pattern: "'from the*",
      n: 10,
    });
    const rows = reply.content.history as Row[];
    expect(inputs(rows)).toEqual(["'from the first'", "'from the second'"]);
    expect(rows[1]![0]).toBeGreaterThan(rows[0]![0]);
  }, 120_000);
});
