import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./tracked-files.ts";

describe("the reference of the library", () => {
  it("is made without a broken link, an unused parameter or a type that is not exported", () => {
    const typedoc = join(root, "node_modules", "typedoc", "bin", "typedoc");
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [typedoc, "--emit", "none", "--treatWarningsAsErrors", "--logLevel", "Warn"],
      { cwd: root, encoding: "utf8", timeout: 170_000 },
    );
    expect(`${stdout}${stderr}`.trim()).toBe("");
    expect(status).toBe(0);
  }, 180_000);
});
