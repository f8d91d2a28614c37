import { PREPROCESS_RECIPES, type PreprocessMode } from "../../../images/preprocess.ts";
import type { KerasConfig } from "./layer-kinds.ts";

/** What arithmetic has made of one channel: `pixel[source] * scale + offset`. */
interface Channel {
  readonly source: number;
  readonly scale: number;
  readonly offset: number;
}

/** Pixels that nothing but arithmetic has touched: what each channel is now. */
export type PixelRecipe = readonly Channel[];

/** An operation on pixels, as a configuration has it. */
interface Operation {
  readonly class_name: string;
  readonly config: KerasConfig;
}

/** Pixels as decoded: red, green, blue, 0 to 255. */
export const DECODED_PIXELS: PixelRecipe = [0, 1, 2].map((source) => ({ source, scale: 1, offset: 0 }));

/** Equal to what single precision keeps. */
const TOLERANCE = 1e-5;

/**
 * Carries a layer or an operation out on pixels.
 *
 * Knows `Rescaling` and what `preprocess_input` becomes inside a model, in Keras 2 (`TFOpLambda`) and 3 (`keras.ops`).
 *
 * @param pixels - the operands that are pixels.
 * @param constants - the others, in order.
 * @returns undefined when it is none of these.
 * @see Keras `applications/imagenet_utils.py`, _preprocess_symbolic_input
 */
export function applyToPixels(
  { class_name: type, config }: Operation,
  pixels: readonly PixelRecipe[],
  constants: readonly unknown[],
): PixelRecipe | undefined {
  const [first] = pixels;
  if (first === undefined) return undefined;
  const operation = type === "TFOpLambda" ? String(config.function).split(".").at(-1)! : type;
  if (operation === "Stack" && config.axis === -1) return pixels.flat();
  if (pixels.length > 1) return undefined;
  if (operation === "Rescaling") {
    const [scale, offset] = [toNumbers(config.scale), toNumbers(config.offset ?? 0)];
    return (
      scale &&
      offset &&
      change(
        change(first, scale, (a, b) => a * b, true),
        offset,
        (_, b) => b,
        false,
      )
    );
  }
  if (operation === "GetItem" || type === "SlicingOpLambda") return takeChannels(first, constants);
  const numbers = constants.map(toNumbers).find((found) => found !== undefined);
  if (numbers === undefined) return undefined;
  switch (operation) {
    case "Add":
    case "add":
    case "bias_add":
      return change(first, numbers, (_, b) => b, false);
    case "Subtract":
    case "subtract":
      return change(first, numbers, (_, b) => -b, false);
    case "Multiply":
    case "multiply":
      return change(first, numbers, (a, b) => a * b, true);
    case "TrueDivide":
    case "Divide":
    case "truediv":
    case "divide":
      return change(first, numbers, (a, b) => a / b, true);
    default:
      return undefined;
  }
}

/** Names the mode that makes these pixels; undefined when none does. */
export function modeOf(recipe: PixelRecipe): PreprocessMode | undefined {
  const found = Object.entries(PREPROCESS_RECIPES).find(
    ([, { source, divisor, mean, deviation }]) =>
      recipe.length === 3 &&
      recipe.every((channel, index) => {
        const scale = 1 / (divisor * deviation[index]!);
        const offset = -mean[index]! / deviation[index]!;
        return (
          channel.source === source[index] && isNear(channel.scale, scale) && isNear(channel.offset, offset)
        );
      }),
  );
  return found?.[0] as PreprocessMode | undefined;
}

/** The one scale and offset of all channels, in order; undefined when they differ or the order is another. */
export function uniformRecipe(recipe: PixelRecipe): Omit<Channel, "source"> | undefined {
  const { scale, offset } = recipe[0] ?? { scale: 1, offset: 0 };
  const isUniform =
    recipe.length === 3 &&
    recipe.every((one, index) => one.source === index && one.scale === scale && one.offset === offset);
  return isUniform ? { scale, offset } : undefined;
}

/** Changes scale and offset of each channel by a number, or the offset alone. */
function change(
  pixels: PixelRecipe | undefined,
  numbers: readonly number[],
  by: (value: number, number: number) => number,
  isFactor: boolean,
): PixelRecipe | undefined {
  if (pixels === undefined || (numbers.length !== 1 && numbers.length !== pixels.length)) return undefined;
  return pixels.map(({ source, scale, offset }, index) => {
    const number = numbers[numbers.length === 1 ? 0 : index]!;
    return isFactor
      ? { source, scale: by(scale, number), offset: by(offset, number) }
      : { source, scale, offset: offset + by(0, number) };
  });
}

/** `x[..., 2]` is one channel, `x[..., ::-1]` all of them backwards. */
function takeChannels(pixels: PixelRecipe, constants: readonly unknown[]): PixelRecipe | undefined {
  const text = JSON.stringify(constants);
  const index = constants.flat(2).find((part) => typeof part === "number");
  if (typeof index === "number" && !/slice/i.test(text)) return pixels[index] && [pixels[index]];
  const steps = /"step":(-?\d+)|\[null,null,(-?\d+)\]/.exec(text);
  return steps?.includes("-1") ? pixels.toReversed() : undefined;
}

/** The numbers in a constant: one, or one a channel; undefined when it is something else. */
function toNumbers(constant: unknown): number[] | undefined {
  const plain =
    typeof constant === "object" && constant !== null && "config" in constant
      ? (constant as { config: { value?: unknown } }).config.value
      : constant;
  const numbers = [plain].flat(Number.POSITIVE_INFINITY);
  const areNumbers = numbers.length > 0 && numbers.every((number) => typeof number === "number");
  return areNumbers ? (numbers as number[]) : undefined;
}

function isNear(value: number, expected: number): boolean {
  return Math.abs(value - expected) <= TOLERANCE * Math.max(1e-3, Math.abs(expected));
}
