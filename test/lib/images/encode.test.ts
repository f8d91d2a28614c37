import { describe, expect, it } from "vitest";
import { decodeImage } from "../../../lib/images/decode.ts";
import { encodeJpeg, encodePng, thumbnail } from "../../../lib/images/encode.ts";
import { createImage } from "../../../lib/images/image.ts";
import { largestDifference } from "./pillow-fixtures.ts";

const gradient = createImage(
  { width: 90, height: 60 },
  Uint8Array.from({ length: 90 * 60 * 3 }, (_, index) => Math.floor(index / 3 / 90) * 4),
);

describe("encodePng", () => {
  it("keeps every pixel", async () => {
    expect(await decodeImage(await encodePng(gradient))).toEqual(gradient);
  });
});

describe("encodeJpeg", () => {
  it("keeps a smooth picture within a few levels", async () => {
    const image = await decodeImage(await encodeJpeg(gradient, { quality: 95 }));
    expect(largestDifference(image.pixels, gradient.pixels)).toBeLessThanOrEqual(6);
  });

  it("is smaller at a lower quality", async () => {
    const [low, high] = [
      await encodeJpeg(gradient, { quality: 10 }),
      await encodeJpeg(gradient, { quality: 95 }),
    ];
    expect(low.length).toBeLessThan(high.length);
  });

  it.each([3, 6, 8] as const)(
    "stores the pixels turned for EXIF orientation %i, and is read upright",
    async (orientation) => {
      const marked = createImage({ width: 48, height: 16 });
      marked.pixels.fill(255, 0, 48 * 3 * 4);
      const bytes = await encodeJpeg(marked, { quality: 95, orientation });
      const upright = await decodeImage(bytes);
      expect([upright.width, upright.height]).toEqual([48, 16]);
      expect(largestDifference(upright.pixels, marked.pixels)).toBeLessThanOrEqual(24);
      const { default: sharp } = await import("sharp");
      const stored = await sharp(bytes).metadata();
      expect(stored.orientation).toBe(orientation);
      expect([stored.width, stored.height]).toEqual(orientation === 3 ? [48, 16] : [16, 48]);
    },
  );

  it("refuses an orientation that no camera writes", async () => {
    await expect(encodeJpeg(gradient, { orientation: 2 as 1 })).rejects.toThrow(
      "orientation: expected 1, 3, 6 or 8",
    );
  });

  it("refuses a quality outside 1 to 100", async () => {
    await expect(encodeJpeg(gradient, { quality: 0 })).rejects.toThrow(
      /quality: expected an integer of 1 to 100/,
    );
  });
});

describe("thumbnail", () => {
  it("returns a small JPEG as a data URI, aspect ratio kept", async () => {
    const uri = await thumbnail(gradient, 30);
    expect(uri).toMatch(/^data:image\/jpeg;base64,[A-Za-z0-9+/]+=*$/);
    const small = await decodeImage(Buffer.from(uri.slice(uri.indexOf(",") + 1), "base64"));
    expect([small.width, small.height]).toEqual([30, 20]);
    expect(uri.length).toBeLessThan(3000);
  });

  it("does not enlarge", async () => {
    const uri = await thumbnail(gradient, 500);
    const same = await decodeImage(Buffer.from(uri.slice(uri.indexOf(",") + 1), "base64"));
    expect([same.width, same.height]).toEqual([90, 60]);
  });

  it("refuses a side of no pixels", async () => {
    await expect(thumbnail(gradient, 0)).rejects.toThrow(/sidePx/);
  });
});
