import { crc32, deflateSync } from "node:zlib";
import { ArgumentError, ShapeError } from "../../errors/argument-error.ts";
import { type Matrix, rowOf } from "../../matrix/matrix.ts";

/**
 * Colours of heat, from cold to hot, with a growing opacity: what is cold shows the photo.
 *
 * @see matplotlib's "plasma" (Smith and van der Walt 2015), CC0, of which these are five points
 */
export const heatStops = [
  { at: 0, color: [13, 8, 135], opacity: 0.3 },
  { at: 0.25, color: [126, 3, 168], opacity: 0.4 },
  { at: 0.5, color: [204, 71, 120], opacity: 0.5 },
  { at: 0.75, color: [248, 149, 64], opacity: 0.55 },
  { at: 1, color: [240, 249, 33], opacity: 0.6 },
] as const;

/** Pixels of the picture's longer side: more than a network's map has, so that every viewer scales it smoothly. */
const sidePx = 64;

/**
 * Turns a map of heat into a see-through picture to lie over a photo, bilinear between the map's values.
 *
 * @param map - `[height, width]` in [0, 1], a matrix or rows.
 * @returns a PNG as a data URI.
 * @throws {@link ArgumentError} when there is no value or one is not in [0, 1]; {@link ShapeError} when rows differ in length.
 */
export function heatPicture(argument: string, map: Matrix | ReadonlyArray<ArrayLike<number>>): string {
  const heat = "values" in map && "columns" in map ? rowsOf(map) : map;
  const height = heat.length;
  const width = heat[0]?.length ?? 0;
  if (height === 0 || width === 0) throw new ArgumentError(argument, "at least one value", "none");
  heat.forEach((row, y) => {
    if (row.length !== width) throw new ShapeError(`${argument}[${y}]`, `[${width}]`, [row.length]);
    for (let x = 0; x < width; x++) {
      if (!(row[x]! >= 0 && row[x]! <= 1)) {
        throw new ArgumentError(
          `${argument}[${y}][${x}]`,
          "a number in [0, 1] (divide by the largest)",
          row[x],
        );
      }
    }
  });
  const scale = sidePx / Math.max(width, height);
  const [columns, lines] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  // A PNG's scanlines: a filter byte (0, none) and four bytes a pixel.
  const raw = Buffer.alloc(lines * (1 + 4 * columns));
  for (let y = 0; y < lines; y++) {
    const [top, bottom, down] = between(((y + 0.5) * height) / lines - 0.5, height);
    for (let x = 0; x < columns; x++) {
      const [left, right, across] = between(((x + 0.5) * width) / columns - 0.5, width);
      const upper = mix(heat[top]![left]!, heat[top]![right]!, across);
      const lower = mix(heat[bottom]![left]!, heat[bottom]![right]!, across);
      raw.set(heatPixel(mix(upper, lower, down)), y * (1 + 4 * columns) + 1 + 4 * x);
    }
  }
  return `data:image/png;base64,${encodeRgba(raw, columns, lines).toString("base64")}`;
}

/** The two places around a position on a line of `size` values, and how far it is from the first to the second. */
function between(position: number, size: number): [number, number, number] {
  const inside = Math.min(Math.max(position, 0), size - 1);
  const first = Math.floor(inside);
  return [first, Math.min(first + 1, size - 1), inside - first];
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

function heatPixel(value: number): number[] {
  const place = value * (heatStops.length - 1);
  const first = heatStops[Math.min(Math.floor(place), heatStops.length - 1)]!;
  const second = heatStops[Math.min(Math.floor(place) + 1, heatStops.length - 1)]!;
  const share = place - Math.floor(place);
  return [
    ...first.color.map((channel, index) => Math.round(mix(channel, second.color[index]!, share))),
    Math.round(255 * mix(first.opacity, second.opacity, share)),
  ];
}

/** @see PNG specification, third edition, sections 5 and 11, https://www.w3.org/TR/png-3/ */
function encodeRgba(raw: Buffer, width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a channel, colour with alpha, and the only methods that there are.
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(raw)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

function rowsOf(map: Matrix): Float32Array[] {
  return Array.from({ length: map.rows }, (_, row) => rowOf(map, row));
}
