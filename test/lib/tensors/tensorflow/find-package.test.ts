import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EngineMissingError } from "../../../../lib/tensors/tensorflow/engine-missing-error.ts";
import { findTensorflowPackage } from "../../../../lib/tensors/tensorflow/find-package.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "transferlab-engine-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function leave(stamp?: { readonly platform: string }): void {
  const home = join(root, ".engines", "tensorflow");
  mkdirSync(home, { recursive: true });
  if (stamp !== undefined) writeFileSync(join(home, "ready.json"), JSON.stringify(stamp));
}

describe("findTensorflowPackage", () => {
  it("finds what the command left when it was done", () => {
    leave({ platform: `${process.platform} ${process.arch}` });
    const folder = join(root, ".engines", "tensorflow", "node_modules", "@tensorflow", "tfjs-node");
    expect(findTensorflowPackage(root)).toBe(folder);
  });

  it("does not take a half-made one for one that works", () => {
    leave();
    expect(() => findTensorflowPackage(root)).toThrow(EngineMissingError);
    expect(() => findTensorflowPackage(root)).toThrow(
      /an installation that did not finish; run "npm run engine:/,
    );
  });

  it("does not take one of another platform, in a folder that was copied or is shared", () => {
    leave({ platform: "plan9 mips" });
    expect(() => findTensorflowPackage(root)).toThrow(/one for plan9 mips where/);
  });

  it("does not take TensorFlow.js, which stands in for the package here, for it", () => {
    expect(() => findTensorflowPackage(root)).toThrow(/received none; run "npm run engine:tensorflow"/);
  });
});
