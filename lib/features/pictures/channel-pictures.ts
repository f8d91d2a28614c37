import { ArgumentError, ShapeError } from "../../errors/argument-error.ts";
import { encodePng } from "../../images/encode.ts";
import { createImage } from "../../images/image.ts";
import { resizeImage } from "../../images/resize.ts";
import type { Backbone } from "../../models/backbone.ts";

/** One channel as a picture. */
export interface ChannelPicture {
  readonly channel: number;
  /** A `data:image/png;base64,…` URI. */
  readonly image: string;
  /** Smallest and largest value: black and white (of a filter with three inputs: each colour's darkest and lightest). */
  readonly low: number;
  readonly high: number;
}

export interface ChannelPicturesOptions {
  /** Channels to show. @defaultValue all */
  readonly channels?: readonly number[] | undefined;
  /** Side of a picture in pixels: values become squares, nothing is smoothed. @defaultValue 64 */
  readonly sidePx?: number | undefined;
}

export interface FeatureMapPicturesOptions extends ChannelPicturesOptions {
  /** Of these, only so many: those with the largest values, the largest first. @defaultValue all, in their order */
  readonly strongest?: number | undefined;
}

/**
 * Makes a grey picture of each channel of a feature map: black where the channel is least, white where it is most. Each
 * channel has its own scale, so pictures show where a channel answers, not which one answers most.
 *
 * @param map - one image's feature map, row-major, such as a row of unpooled features.
 * @param shape - `[height, width, channels]`.
 * @throws {@link ShapeError} when the map has not that many values; {@link ArgumentError} for a channel that is not there.
 * @example
 * const { block1_pool } = await extractLayers(vgg, photo, { layers: ["block1_pool"], pooling: "none" });
 * await featureMapPictures(rowOf(block1_pool.features, 0), block1_pool.shape, { strongest: 6 });
 */
export async function featureMapPictures(
  map: Float32Array,
  shape: readonly number[],
  options: FeatureMapPicturesOptions = {},
): Promise<ChannelPicture[]> {
  const [height = 0, width = 0, count = 0] = shape;
  if (shape.length !== 3 || map.length !== height * width * count) {
    throw new ShapeError("map", `[${shape.join(", ")}], as height, width and channels`, [map.length]);
  }
  const { channels, strongest, sidePx } = options;
  const asked = chosen(channels, count);
  const shown = strongest === undefined ? asked : pickStrongest(map, count, asked, strongest);
  return Promise.all(
    shown.map((channel) =>
      draw({ height, width, channel, sidePx }, (place) => {
        const value = map[place * count + channel]!;
        return [value, value, value];
      }),
    ),
  );
}

/**
 * Makes a picture of each filter of a layer that sees the image itself, in the colours that it answers to most: grey is
 * zero, and a filter's largest weight of either sign is full colour.
 *
 * @param backbone - borrowed.
 * @param layer - a convolution whose inputs are red, green and blue: `"block1_conv1"` of VGG, `"conv1_conv"` of ResNet50,
 *   `"conv2d"` of InceptionV3.
 * @throws {@link ArgumentError} when there is no such layer or filter, or the layer does not see colours.
 * @example await filterPictures(resnet, "conv1_conv", { channels: [0, 1, 2, 3] });
 */
export async function filterPictures(
  backbone: Backbone,
  layer: string,
  options: ChannelPicturesOptions = {},
): Promise<ChannelPicture[]> {
  const found = backbone.model.layers.find(({ name }) => name === layer);
  const kernel = found?.getWeights()[0];
  const [height = 0, width = 0, inputs = 0, count = 0] = kernel?.shape ?? [];
  if (kernel === undefined || kernel.rank !== 4 || inputs !== 3) {
    const received = kernel === undefined ? `"${layer}"` : `${layer} with ${inputs} inputs`;
    throw new ArgumentError("layer", "a convolution over the three colours of an image", received);
  }
  const weights = kernel.dataSync() as Float32Array;
  // Preprocessing in the manner of Caffe turns the colours round: input 0 is blue.
  const colors = backbone.config.preprocessing === "caffe" ? [2, 1, 0] : [0, 1, 2];
  return Promise.all(
    chosen(options.channels, count).map((channel) =>
      draw({ height, width, channel, sidePx: options.sidePx, aroundZero: true }, (place) =>
        colors.map((color) => weights[(place * 3 + color) * count + channel]!),
      ),
    ),
  );
}

function chosen(channels: readonly number[] | undefined, count: number): readonly number[] {
  const bad = channels?.find((channel) => !(Number.isInteger(channel) && channel >= 0 && channel < count));
  if (bad !== undefined) throw new ArgumentError("channels", `integers from 0 to ${count - 1}`, bad);
  return channels ?? Array.from({ length: count }, (_, channel) => channel);
}

function pickStrongest(
  map: Float32Array,
  count: number,
  channels: readonly number[],
  strongest: number,
): readonly number[] {
  if (!(Number.isInteger(strongest) && strongest >= 1)) {
    throw new ArgumentError("strongest", "an integer of at least 1", strongest);
  }
  const most = new Float32Array(count).fill(Number.NEGATIVE_INFINITY);
  map.forEach((value, at) => {
    most[at % count] = Math.max(most[at % count]!, value);
  });
  return channels.toSorted((a, b) => most[b]! - most[a]!).slice(0, strongest);
}

/** Scales values to 0 to 255 and makes squares of them. */
async function draw(
  at: {
    readonly height: number;
    readonly width: number;
    readonly channel: number;
    readonly sidePx: number | undefined;
    readonly aroundZero?: boolean;
  },
  colorAt: (place: number) => number[],
): Promise<ChannelPicture> {
  const { height, width, channel, sidePx = 64, aroundZero = false } = at;
  const values = Array.from({ length: height * width }, (_, place) => colorAt(place)).flat();
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const largest = Math.max(-low, high) || 1;
  const scaled = values.map((value) => {
    if (aroundZero) return 127.5 + (127.5 * value) / largest;
    return high === low ? 0 : (255 * (value - low)) / (high - low);
  });
  const pixels = createImage({ width, height }, Uint8Array.from(scaled, Math.round));
  const size = { width: sidePx, height: Math.max(1, Math.round((sidePx * height) / width)) };
  const png = await encodePng(resizeImage(pixels, { ...size, filter: "nearest" }));
  return { channel, image: `data:image/png;base64,${Buffer.from(png).toString("base64")}`, low, high };
}
