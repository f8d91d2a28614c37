import { describe, expect, it } from "vitest";
import { colorOf, neutralColor, paleColorOf, palette, symbolOf } from "../../../../lib/charts/theme/theme.ts";

type Triple = readonly [number, number, number];

/** The report's two backgrounds for charts. */
const white = "#ffffff";
const nearBlack = "#1b1f25";

/** Three times what is just noticeable, about 0.02. */
const leastDistance = 0.06;

/**
 * How colours look to readers with a colour blindness, in linear sRGB.
 *
 * @see Machado, Oliveira and Fernandes 2009, https://doi.org/10.1109/TVCG.2009.113, table of severity 1
 */
const visions: Readonly<Record<string, readonly Triple[]>> = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Linear red, green and blue of a colour. */
function linear(hex: string): Triple {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

const dot = (a: Triple, b: Triple) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const luminance = (color: string) => dot(linear(color), [0.2126, 0.7152, 0.0722]);

/** @see WCAG 2.2, contrast ratio */
function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Oklab of a colour as somebody sees it: its distances are about as large as the differences look. */
function perceived(hex: string, vision: readonly Triple[]): Triple {
  const [red, green, blue] = vision.map((row) => Math.min(1, Math.max(0, dot(row, linear(hex)))));
  const rgb: Triple = [red!, green!, blue!];
  // https://bottosson.github.io/posts/oklab/
  const cone = (row: Triple) => Math.cbrt(dot(row, rgb));
  const lms: Triple = [
    cone([0.4122214708, 0.5363325363, 0.0514459929]),
    cone([0.2119034982, 0.6806995451, 0.1073969566]),
    cone([0.0883024619, 0.2817188376, 0.6299787005]),
  ];
  return [
    dot(lms, [0.2104542553, 0.793617785, -0.0040720468]),
    dot(lms, [1.9779984951, -2.428592205, 0.4505937099]),
    dot(lms, [0.0259040371, 0.7827717662, -0.808675766]),
  ];
}

function distance(a: string, b: string, vision: readonly Triple[]): number {
  const [one, other] = [perceived(a, vision), perceived(b, vision)];
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

describe("palette", () => {
  it.each([
    ["white", white],
    ["the dark page", nearBlack],
  ])("has a contrast of 3:1 or more to %s, as graphics must", (_, background) => {
    for (const color of [...palette, neutralColor]) {
      expect(contrast(color, background), color).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(Object.keys(visions))("has colours that differ for %s", (name) => {
    const vision = visions[name]!;
    for (const [index, color] of palette.entries()) {
      for (const other of palette.slice(index + 1)) {
        expect(distance(color, other, vision), `${color} and ${other}`).toBeGreaterThan(leastDistance);
      }
    }
  });

  it("is judged by a measure that finds colours which do look alike", () => {
    expect(distance("#009e73", "#d55e00", visions.full!)).toBeGreaterThan(0.2);
    expect(distance("#8f7f00", "#c8501e", visions.deuteranopia!)).toBeLessThan(leastDistance);
    expect(contrast("#56b4e9", white)).toBeLessThan(3);
  });
});

describe("colorOf, symbolOf and paleColorOf", () => {
  it("repeat their colours, with other shapes", () => {
    expect(colorOf(6)).toBe(palette[0]);
    expect(symbolOf(6)).not.toBe(symbolOf(0));
    expect(symbolOf(42)).toBe("circle-open");
    expect(paleColorOf(0, 0.2)).toBe("rgba(66, 147, 255, 0.2)");
  });
});
