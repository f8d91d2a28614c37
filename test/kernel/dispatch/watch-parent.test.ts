import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { watchParent } from "../../../kernel/dispatch/watch-parent.ts";

describe("watchParent", () => {
  it("tells when the process has ended, and not before", async () => {
    const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"]);
    let isOver = false;
    const ended = new Promise<void>((resolve) => watchParent(String(child.pid), resolve)).then(() => {
      isOver = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(isOver).toBe(false);
    child.kill("SIGKILL");
    await once(child, "exit");
    await ended;
  }, 20_000);

  it("watches nothing without a process", () => {
    for (const pid of [undefined, "", "0", "1", "x"]) {
      watchParent(pid, () => expect.unreachable())();
    }
  });
});
