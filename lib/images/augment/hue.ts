import { ArgumentError } from "../../errors/argument-error.ts";
import { createImage, type Image } from "../image.ts";

/**
 * Turns every colour around the colour circle, in Pillow's 8-bit HSV.
 *
 * The hue has 256 steps, so a turn of 0 changes levels a little too: they are rounded on the way.
 *
 * @param turn - part of the circle, in [-0.5, 0.5].
 * @returns a new image.
 * @throws {@link ArgumentError} for a turn outside [-0.5, 0.5].
 * @example adjustHue(photo, 0.05);
 * @see torchvision `transforms/_functional_pil.py`, adjust_hue; Pillow `libImaging/Convert.c`, rgb2hsv and hsv2rgb
 */
export function adjustHue(image: Image, turn: number): Image {
  if (!(turn >= -0.5 && turn <= 0.5)) throw new ArgumentError("turn", "a number in [-0.5, 0.5]", turn);
  const steps = Math.trunc(turn * 255);
  const { width, height, pixels } = image;
  const result = createImage({ width, height });
  for (let index = 0; index < pixels.length; index += 3) {
    const [red, green, blue] = [pixels[index]!, pixels[index + 1]!, pixels[index + 2]!];
    const value = Math.max(red, green, blue);
    const range = value - Math.min(red, green, blue);
    const saturation = range === 0 ? 0 : Math.trunc(Math.fround(range / value) * 255);
    const hue = range === 0 ? 0 : hueOf(red, green, blue, value, range);
    writeColor(result.pixels, index, { hue: (hue + steps) & 255, saturation, value });
  }
  return result;
}

/** Hue in 0 to 255. Rounded to float32 where Pillow keeps a float: the last step decides the whole level. */
function hueOf(red: number, green: number, blue: number, value: number, range: number): number {
  const toRed = Math.fround((value - red) / range);
  const toGreen = Math.fround((value - green) / range);
  const toBlue = Math.fround((value - blue) / range);
  const sixths =
    red === value
      ? Math.fround(toBlue - toGreen)
      : green === value
        ? Math.fround(2 + toRed - toBlue)
        : Math.fround(4 + toGreen - toRed);
  return Math.trunc(Math.fround((sixths / 6 + 1) % 1) * 255);
}

function writeColor(
  target: Uint8Array,
  index: number,
  { hue, saturation, value }: { hue: number; saturation: number; value: number },
): void {
  const place = (hue * 6) / 255;
  const sector = Math.floor(place);
  const rest = Math.fround(place - sector);
  const share = Math.fround(saturation / 255);
  const low = Math.round(value * (1 - share));
  const falling = Math.round(value * (1 - Math.fround(share * rest)));
  const rising = Math.round(value * (1 - share * (1 - rest)));
  const byChannel = [
    [value, rising, low],
    [falling, value, low],
    [low, value, rising],
    [low, falling, value],
    [rising, low, value],
    [value, low, falling],
  ][sector % 6]!;
  target.set(saturation === 0 ? [value, value, value] : byChannel, index);
}
