import { isAbsolute } from "node:path";
import { describe, expect, it } from "vitest";
import { findKernelCommand, findPackageCache } from "../../../kernel/kernelspec/kernel-command.ts";

describe("findKernelCommand", () => {
  it("is this Node with the entry of the kernel, both by their full paths", () => {
    const { command, version } = findKernelCommand();
    expect(command[0]).toBe(process.execPath);
    expect(isAbsolute(command.at(-1)!)).toBe(true);
    expect(command.at(-1)).toMatch(/kernel.main\.ts$/);
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
  });
});

describe("findPackageCache", () => {
  it.each([
    ["/home/ada/.npm/_npx/3c1f/node_modules/transferlab/dist/kernel/main.js", "npx"],
    [
      "C:\\Users\\ada\\AppData\\Local\\npm-cache\\_npx\\3c1f\\node_modules\\transferlab\\dist\\kernel\\main.js",
      "npx",
    ],
    ["/home/ada/.cache/pnpm/dlx/3c1f/node_modules/transferlab/dist/kernel/main.js", "pnpm dlx"],
    ["/tmp/xfs-1a2b/dlx-4711/node_modules/transferlab/dist/kernel/main.js", "yarn dlx"],
    ["/tmp/bunx-1000-transferlab@latest/node_modules/transferlab/dist/kernel/main.js", "bunx"],
    ["/usr/local/lib/node_modules/transferlab/dist/kernel/main.js", undefined],
    ["/home/ada/npx/node_modules/transferlab/dist/kernel/main.js", undefined],
  ])("of %s is %j", (path, cache) => {
    expect(findPackageCache(path)).toBe(cache);
  });
});
