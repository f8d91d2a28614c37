import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { encodePng } from "../../../lib/images/encode.ts";
import { createImage } from "../../../lib/images/image.ts";

/** A picture of one grey level, as PNG bytes. */
export function greyPng(level: number, side = 8): Promise<Uint8Array> {
  return encodePng(createImage({ width: side, height: side }, new Uint8Array(side * side * 3).fill(level)));
}

/** Writes files into a new temporary folder; a number as content stands for a grey picture. */
export async function writePhotoFolder(
  files: Readonly<Record<string, number | string | Uint8Array>>,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "transferlab-photos-"));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "number" ? await greyPng(content) : content);
  }
  return folder;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
