import { createImage, type Image } from "../../../images/image.ts";
import { type Random, randomNormal } from "../../../random/generator.ts";
import { clamp } from "../geometry/vector.ts";
import { between, fromLinear } from "../palette.ts";
import type { Rendering } from "./defocus.ts";

/**
 * Turns rendered light into a photograph: focus, exposure, white balance, vignette, tone curve, sensor noise.
 *
 */
export function developPicture(rendering: Rendering, random: Random): Image {
  const { light, sidePx } = rendering;
  const blurPx = random() < 0.85 ? between(random, 0.2, 0.45) : between(random, 0.45, 0.9);
  const blurred = blur(light, sidePx, blurPx);
  const exposure = exposureOf(blurred) * 2 ** between(random, -0.4, 0.4);
  const balance = [between(random, 0.9, 1.12), 1, between(random, 0.88, 1.12)];
  const vignette = between(random, 0, 0.25);
  const noise = between(random, 0.003, 0.011);
  const image = createImage({ width: sidePx, height: sidePx });
  for (let pixel = 0; pixel < sidePx * sidePx; pixel++) {
    const u = (pixel % sidePx) / sidePx - 0.5;
    const v = Math.floor(pixel / sidePx) / sidePx - 0.5;
    const gain = exposure * (1 - vignette * (u * u + v * v) * 2);
    const grain = randomNormal(random) * noise;
    for (let channel = 0; channel < 3; channel++) {
      const value = tone(blurred[pixel * 3 + channel]! * gain * balance[channel]!);
      const noisy = fromLinear(value) + grain + randomNormal(random) * noise * 0.6;
      image.pixels[pixel * 3 + channel] = Math.round(255 * clamp(noisy));
    }
  }
  return image;
}

/** What a camera's meter would choose: the mean brightness goes to a middle grey, mostly. */
function exposureOf(light: Float32Array): number {
  const mean = light.reduce((sum, value) => sum + Math.min(value, 1), 0) / light.length;
  return (0.27 / Math.max(mean, 0.01)) ** 0.8;
}

/** Bends highlights over instead of clipping them (Reinhard 2002, with a white point of 2.5). */
function tone(value: number): number {
  return clamp((value * (1 + value / 6.25)) / (1 + value * 0.55));
}

function blur(light: Float32Array, sidePx: number, sigmaPx: number): Float32Array {
  const reach = Math.ceil(sigmaPx * 3);
  const weights = Array.from({ length: reach * 2 + 1 }, (_, tap) =>
    Math.exp(-((tap - reach) ** 2) / (2 * sigmaPx ** 2)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const pass = (source: Float32Array, stepX: number, stepY: number) => {
    const result = new Float32Array(source.length);
    for (let row = 0; row < sidePx; row++) {
      for (let column = 0; column < sidePx; column++) {
        for (let tap = -reach; tap <= reach; tap++) {
          const x = clamp(column + tap * stepX, 0, sidePx - 1);
          const y = clamp(row + tap * stepY, 0, sidePx - 1);
          const weight = weights[tap + reach]! / total;
          for (let channel = 0; channel < 3; channel++) {
            result[(row * sidePx + column) * 3 + channel]! +=
              weight * source[(y * sidePx + x) * 3 + channel]!;
          }
        }
      }
    }
    return result;
  };
  return pass(pass(light, 1, 0), 0, 1);
}
