import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CheckpointError } from "../../../../lib/training/checkpoints/checkpoint-error.ts";
import { readCheckpoint, writeCheckpoint } from "../../../../lib/training/checkpoints/checkpoint-file.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "transferlab-checkpoint-"));
  path = join(folder, "deeper", "run.checkpoint");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const content = {
  header: { step: 3, name: "ä" },
  arrays: [Float32Array.of(1, 2.5, Number.NaN), new Float32Array(0)],
};

describe("writeCheckpoint", () => {
  it("writes what readCheckpoint reads, and leaves nothing beside it", async () => {
    await writeCheckpoint(path, content);
    await writeCheckpoint(path, content);
    expect(await readCheckpoint(path)).toEqual(content);
    expect(readdirSync(join(folder, "deeper"))).toEqual(["run.checkpoint"]);
  });

  it("keeps the old one when the new one cannot be written", async () => {
    await writeCheckpoint(path, content);
    const broken = { header: 1n as unknown, arrays: [] };
    await expect(writeCheckpoint(path, broken)).rejects.toThrow("BigInt");
    expect(await readCheckpoint(path)).toEqual(content);
  });
});

describe("readCheckpoint", () => {
  it("says that there is none", async () => {
    expect(await readCheckpoint(path)).toBeUndefined();
  });

  it("trusts no file that is cut short anywhere, or has one byte changed", async () => {
    await writeCheckpoint(path, content);
    const bytes = readFileSync(path);
    for (let length = 0; length < bytes.length; length++) {
      writeFileSync(path, bytes.subarray(0, length));
      await expect(readCheckpoint(path), `first ${length} bytes`).rejects.toThrow(CheckpointError);
    }
    for (let place = 0; place < bytes.length; place++) {
      const changed = Buffer.from(bytes);
      changed[place]! ^= 1;
      writeFileSync(path, changed);
      await expect(readCheckpoint(path), `byte ${place}`).rejects.toThrow(CheckpointError);
    }
  });

  it("says what to do about a file that is none", async () => {
    await writeCheckpoint(path, content);
    writeFileSync(path, "x".repeat(1000));
    await expect(readCheckpoint(path)).rejects.toMatchObject({ fault: "damaged", path });
    await expect(readCheckpoint(path)).rejects.toThrow("start anew with resume: false");
  });
});
