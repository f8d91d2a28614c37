import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { compareImages } from "../../../../../kernel/run/compare/values/images.ts";

async function picture(format: "png" | "jpeg", size = 64, paint?: (x: number, y: number) => number) {
  const pixels = Buffer.alloc(size * size * 3);
  for (let at = 0; at < pixels.length; at++) {
    const [x, y] = [Math.floor(at / 3) % size, Math.floor(at / 3 / size)];
    pixels[at] = paint?.(x, y) ?? 2 * x;
  }
  const image = sharp(pixels, { raw: { width: size, height: size, channels: 3 } });
  return (await image.toFormat(format, { quality: 90 }).toBuffer()).toString("base64");
}

describe("compareImages", () => {
  it("takes another encoding of the same pixels for equal", async () => {
    expect(await compareImages(await picture("png"), await picture("png"))).toBeUndefined();
    expect(await compareImages(await picture("png"), await picture("jpeg"))).toBeUndefined();
  });

  it("sees a change that is lost in the mean", async () => {
    const changed = await picture("png", 64, (x, y) => (x < 12 && y < 12 ? 255 : 2 * x));
    expect(await compareImages(await picture("png"), changed)).toMatchObject({
      fault: "the pictures differ",
      lines: [
        expect.stringMatching(/^mean difference [\d.]+ of 255/),
        expect.stringContaining("from x 0, y 0"),
      ],
    });
  });

  it("sees a small change all over", async () => {
    const changed = await picture("png", 64, (x) => 2 * x + 5);
    expect(await compareImages(await picture("png"), changed)).toBeDefined();
  });

  it("tells another size, and bytes that are no picture", async () => {
    expect((await compareImages(await picture("png"), await picture("png", 32)))?.lines).toEqual([
      "expected  64 × 64 pixels",
      "received  32 × 32 pixels",
    ]);
    expect((await compareImages(await picture("png"), "AAAA"))?.fault).toContain("can't be decoded");
  });
});
