import { ArgumentError } from "../../errors/argument-error.ts";
import { checkSide, type Image } from "../../images/image.ts";
import { seededRandom } from "../../random/generator.ts";
import { hash } from "./geometry/noise.ts";
import { DRAWN_CLASSES, type DrawnClass } from "./kinds.ts";
import { developPicture } from "./render/develop.ts";
import { renderScene } from "./render/render-scene.ts";
import { composeScene } from "./scene.ts";

/** Options of {@link drawSample}. */
export interface DrawSampleOptions {
  /** Which picture of the class: 0, 1, 2, ... */
  readonly index: number;
  /** @defaultValue `18` */
  readonly seed?: number;
  /** Pixels to a side. @defaultValue `96` */
  readonly sidePx?: number;
}

/**
 * Draws one made-up photograph of a thing: nothing in it was ever before a camera.
 *
 * Shape, colours, pose, light, ground, background, things around it, focus and noise are drawn at random, alike for
 * all classes. The same class, index, seed and size give the same pixels.
 *
 * @throws {@link ArgumentError} when there is no such class, or index, seed or side is not an integer in range.
 * @example const image = drawSample("bus", { index: 0 });
 */
export function drawSample(className: DrawnClass, options: DrawSampleOptions): Image {
  const { index, seed = 18, sidePx = 96 } = options;
  const classIndex = DRAWN_CLASSES.indexOf(className);
  if (classIndex < 0) throw new ArgumentError("className", DRAWN_CLASSES.join(", "), className);
  if (!Number.isInteger(index) || index < 0) throw new ArgumentError("index", "an integer from 0", index);
  if (!Number.isInteger(seed)) throw new ArgumentError("seed", "an integer", seed);
  checkSide("sidePx", sidePx);
  const random = seededRandom(Math.floor(hash(classIndex, index, 0, seed) * 2 ** 32));
  return developPicture(renderScene(composeScene(className, random), sidePx, 2), random);
}
