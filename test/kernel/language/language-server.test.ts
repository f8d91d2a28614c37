import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { LanguageServerError } from "../../../kernel/errors.ts";
import { LanguageServer } from "../../../kernel/language/language-server.ts";

const notebook = join(tmpdir(), "no-such-folder", "server.ipynb");
const TIMEOUT_MS = 120_000;

describe("LanguageServer", { timeout: TIMEOUT_MS }, () => {
  const server = new LanguageServer({ notebook });
  afterAll(() => server.dispose());

  it("answers before it is ready, in order", async () => {
    const first = server.check(1, "const n: number = 'one'");
    server.commit(1, "const n = 1");
    const second = server.check(2, "n.nope");
    expect((await first).map(({ code }) => code)).toEqual([2322]);
    expect((await second).map(({ code }) => code)).toEqual([2339]);
    await server.ready;
  });

  it("completes and inspects", async () => {
    expect(await server.complete("n.toFix", 7)).toMatchObject({
      start: 2,
      end: 7,
      items: [{ name: "toFixed" }],
    });
    expect((await server.inspect("n", 1, 0))?.text).toBe("const n: 1");
    expect(await server.inspect(" ", 0, 0)).toBeUndefined();
  });

  it("forgets names", async () => {
    server.forget();
    expect((await server.check(3, "n")).map(({ code }) => code)).toEqual([2304]);
  });

  it("starts anew when its thread dies, with the names it knew", async () => {
    const other = new LanguageServer({ notebook });
    try {
      other.commit(1, "const kept = 1");
      await other.ready;
      const asked = other.check(2, "kept.toFixed()");
      await other.stop();
      await expect(asked).rejects.toBeInstanceOf(LanguageServerError);
      expect((await other.check(2, "kept.nope")).map(({ code }) => code)).toEqual([2339]);
    } finally {
      await other.dispose();
    }
  });

  it("rejects what is asked after it was disposed, and what was not yet answered", async () => {
    const other = new LanguageServer({ notebook });
    const asked = other.check(1, "1");
    await other.dispose();
    await expect(asked).rejects.toBeInstanceOf(LanguageServerError);
    await expect(other.check(1, "1")).rejects.toThrow("has been disposed");
    await other.dispose();
  });
});
