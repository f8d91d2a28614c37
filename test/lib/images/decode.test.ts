import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeImage } from "../../../lib/images/decode.ts";
import { DecodeError } from "../../../lib/images/decode-error.ts";
import { bytesOf, fixtures, largestDifference, pillow } from "./pillow-fixtures.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "transferlab-decode-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function faultOf(name: string, bytes: Uint8Array): Promise<DecodeError> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  const error = await decodeImage(path).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DecodeError))
    throw new Error(`expected a DecodeError for ${name}, received ${error}`);
  expect(error.message).toContain(path);
  expect(error.path).toBe(path);
  return error;
}

describe("decodeImage", () => {
  it.each(Object.entries(pillow.decode))("gives Pillow's RGB: %s", async (name, picture) => {
    const image = await decodeImage(`${fixtures}/${name}`);
    expect([image.width, image.height]).toEqual(picture.size);
    expect(largestDifference(image.pixels, bytesOf(picture))).toBe(0);
  });

  it("takes bytes as well as a path", async () => {
    const bytes = await readFile(`${fixtures}/rgb.png`);
    expect(await decodeImage(bytes)).toEqual(await decodeImage(`${fixtures}/rgb.png`));
  });

  it("keeps the upper 8 of 16 bits, grey and colour", async () => {
    const values = Uint16Array.from({ length: 4 * 3 * 3 }, (_, index) => index * 1700);
    const raw = { width: 4, height: 3, channels: 3 } as const;
    const colour = await sharp(values, { raw }).toColourspace("rgb16").png().toBuffer();
    expect((await sharp(colour).metadata()).depth).toBe("ushort");
    expect((await decodeImage(colour)).pixels).toEqual(Uint8Array.from(values, (value) => value >> 8));
    const greys = values.slice(0, 12);
    const grey = await sharp(greys, { raw: { ...raw, channels: 1 } })
      .toColourspace("grey16")
      .png()
      .toBuffer();
    expect((await sharp(grey).metadata()).depth).toBe("ushort");
    const expected = Array.from(greys, (value) => [value >> 8, value >> 8, value >> 8]).flat();
    expect((await decodeImage(grey)).pixels).toEqual(Uint8Array.from(expected));
  });

  it("converts CMYK to colours near those that went in", async () => {
    const image = await decodeImage(`${fixtures}/cmyk.jpg`);
    const original = await decodeImage(`${fixtures}/rgb.png`);
    expect([image.width, image.height]).toEqual([29, 21]);
    const total = image.pixels.reduce(
      (sum, value, index) => sum + Math.abs(value - (original.pixels[index] ?? 0)),
      0,
    );
    expect(total / image.pixels.length).toBeLessThan(40); // an inverted picture is off by about 110
  });

  it("ignores or converts a wide colour profile, as asked", async () => {
    const red = {
      create: { width: 8, height: 8, channels: 3, background: { r: 200, g: 40, b: 40 } },
    } as const;
    const bytes = await sharp(red).withIccProfile("p3").png().toBuffer();
    const ignored = await decodeImage(bytes);
    const converted = await decodeImage(bytes, { colorProfile: "convert" });
    expect(ignored.pixels[0]).toBeLessThan(195); // as stored: the P3 numbers of this red are nearer to grey
    expect(Math.abs((converted.pixels[0] ?? 0) - 200)).toBeLessThanOrEqual(2);
  });

  it("names a missing file", async () => {
    const error = await decodeImage(join(folder, "none.jpg")).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: "DecodeError", fault: "missing" });
    expect(String(error)).toContain("none.jpg: no such file");
  });

  it("names a folder given as a picture", async () => {
    await expect(decodeImage(folder)).rejects.toMatchObject({ fault: "unreadable" });
  });

  it("tells empty, foreign and unsupported files apart", async () => {
    expect((await faultOf("empty.jpg", new Uint8Array())).fault).toBe("empty");
    expect((await faultOf("page.jpg", Buffer.from("<!doctype html><title>404</title>"))).fault).toBe(
      "not-an-image",
    );
    expect(
      (await faultOf("old.jpg", Buffer.from("BM\x36\0\0\0\0\0\0\0\x36\0\0\0", "latin1"))).message,
    ).toMatch(/BMP is not read/);
    expect((await faultOf("a.heic", Buffer.from("\0\0\0\x18ftypheic\0\0\0\0", "latin1"))).fault).toBe(
      "unsupported",
    );
  });

  it.each([
    ["rgb-444.jpg", 0.9],
    ["rgb-444.jpg", 0.3],
    ["rgb-progressive.jpg", 0.6],
    ["rgb.png", 0.5],
    ["rgb.webp", 0.5],
    ["animated.gif", 0.2],
    ["rgb.tif", 0.5],
  ])("says that %s cut to %d of its length stops early", async (name, fraction) => {
    const bytes = await readFile(`${fixtures}/${name}`);
    const error = await faultOf(name, bytes.subarray(0, Math.floor(bytes.length * fraction)));
    expect(error.fault).toBe("truncated");
    expect(error.cause).toBeInstanceOf(Error);
  });

  it("says that a picture with altered data is damaged", async () => {
    const png = await readFile(`${fixtures}/rgb.png`);
    png[700] = (png[700] ?? 0) ^ 0xff;
    expect((await faultOf("altered.png", png)).fault).toBe("damaged");
    const jpeg = await readFile(`${fixtures}/rgb-444.jpg`);
    jpeg.fill(0xff, 800, 830);
    expect((await faultOf("altered.jpg", jpeg)).fault).toBe("damaged");
  });
});
