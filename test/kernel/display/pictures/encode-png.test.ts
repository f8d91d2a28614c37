import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { arrangeGrid, enlarge } from "../../../../kernel/display/pictures/arrange-pixels.ts";
import { encodePng } from "../../../../kernel/display/pictures/encode-png.ts";

const isRepeated = (index: number, channels: number) => [1, 2].includes(index % channels);

describe("encodePng", () => {
  it.each([1, 2, 3, 4] as const)(
    "gives pixels of %i channels that another decoder reads back",
    async (channels) => {
      const [width, height] = [7, 5];
      const data = Uint8Array.from({ length: width * height * channels }, (_, index) => (index * 37) % 256);
      const png = encodePng({ data, width, height, channels });
      const { data: decoded, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
      expect([info.width, info.height]).toEqual([width, height]);
      // sharp repeats grey for each colour.
      const colours = channels < 3 ? 2 : 0;
      expect(info.channels).toBe(channels + colours);
      expect([...decoded].filter((_, index) => colours === 0 || !isRepeated(index, info.channels))).toEqual([
        ...data,
      ]);
    },
  );
});

describe("arrangeGrid", () => {
  it("puts pictures side by side, with a gap that is transparent", () => {
    const pictures = { data: Uint8Array.from([10, 20, 30]), width: 1, height: 1, channels: 1 as const };
    const grid = arrangeGrid(pictures, 3);
    expect([grid.width, grid.height, grid.channels]).toEqual([4, 4, 4]);
    const at = (x: number, y: number) => [...grid.data.slice((y * 4 + x) * 4, (y * 4 + x) * 4 + 4)];
    expect([at(0, 0), at(3, 0), at(0, 3)]).toEqual([
      [10, 10, 10, 255],
      [20, 20, 20, 255],
      [30, 30, 30, 255],
    ]);
    expect([at(1, 0), at(3, 3)]).toEqual([
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });
});

describe("enlarge", () => {
  it("repeats each pixel, and leaves what is large enough", () => {
    const pixels = { data: Uint8Array.from([1, 2]), width: 2, height: 1, channels: 1 as const };
    expect(enlarge(pixels, 5)).toEqual({
      data: Uint8Array.from([1, 1, 2, 2, 1, 1, 2, 2]),
      width: 4,
      height: 2,
      channels: 1,
    });
    expect(enlarge(pixels, 3)).toBe(pixels);
  });
});
