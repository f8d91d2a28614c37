import { describe, expect, it } from "vitest";
import {
  findInstallCommand,
  readForeignSpecifier,
} from "../../../../../kernel/session/user/imports/foreign-specifier.ts";

describe("readForeignSpecifier", () => {
  it.each([
    ["npm:lodash", "lodash", "npm install lodash"],
    ["npm:lodash@4", "lodash", "npm install lodash"],
    ["npm:lodash@^4.1/map.js", "lodash/map.js", "npm install lodash"],
    ["npm:@scope/a@1.2.3/b", "@scope/a/b", "npm install @scope/a"],
    ["npm:/preact@10/hooks", "preact/hooks", "npm install preact"],
    ["jsr:@std/path@1", "@jsr/std__path", "npx jsr add @std/path"],
    ["jsr:@std/path/posix", "@jsr/std__path/posix", "npx jsr add @std/path"],
  ])("reads %j", (text, specifier, command) => {
    expect(readForeignSpecifier(text)).toEqual({ specifier, command });
  });

  it.each(["lodash", "node:fs", "./npm:a", "https://a/b", "npm:"])("leaves %j", (text) => {
    expect(readForeignSpecifier(text)).toBeUndefined();
  });
});

describe("findInstallCommand", () => {
  it("names the package, not what is in it", () => {
    expect(findInstallCommand("a/b/c.js")).toBe("npm install a");
    expect(findInstallCommand("@a/b/c")).toBe("npm install @a/b");
    expect(findInstallCommand("jsr:@std/fs@1")).toBe("npx jsr add @std/fs");
  });

  it.each(["./a", "../a", "/a", "node:fs", "https://a", "#a"])("has none for %j", (text) => {
    expect(findInstallCommand(text)).toBeUndefined();
  });
});
