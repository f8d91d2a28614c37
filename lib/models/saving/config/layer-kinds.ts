import { tf } from "../../../tensors/tf.ts";
import { batchNormalization } from "../../layers/batch-normalization.ts";
import { toKerasActivation, toTfjsActivation } from "./activations.ts";
import { LayerConfigError } from "./layer-config-error.ts";

/** Settings of a layer as Keras names them, in snake case. */
export type KerasConfig = Readonly<Record<string, unknown>>;

/** A class of layers that can be saved and loaded. */
interface LayerKind {
  /** Settings that decide what the layer computes, as Keras names them. */
  readonly keys: readonly string[];
  /** Settings that TensorFlow.js lacks, and the one value that Keras may have for each. */
  readonly fixed?: KerasConfig;
  readonly make: (args: never) => tf.layers.Layer;
}

const CHANNELS_LAST = { data_format: "channels_last" };
/** Weights are filled in afterwards: drawing random numbers first would only cost time. */
const EMPTY = { kernelInitializer: "zeros" };
const CONVOLUTION = ["kernel_size", "strides", "padding", "dilation_rate", "activation", "use_bias"] as const;
const POOLING = ["pool_size", "strides", "padding"] as const;

const LAYER_KINDS: Readonly<Record<string, LayerKind>> = {
  Activation: { keys: ["activation"], make: tf.layers.activation },
  Add: { keys: [], make: tf.layers.add },
  AveragePooling2D: { keys: POOLING, fixed: CHANNELS_LAST, make: tf.layers.averagePooling2d },
  BatchNormalization: {
    keys: ["axis", "momentum", "epsilon", "center", "scale"],
    fixed: { renorm: false, synchronized: false },
    make: batchNormalization,
  },
  Concatenate: { keys: ["axis"], make: tf.layers.concatenate },
  Conv2D: {
    keys: ["filters", ...CONVOLUTION],
    fixed: { ...CHANNELS_LAST, groups: 1 },
    make: (args: object) => tf.layers.conv2d({ ...args, ...EMPTY } as never),
  },
  Dense: {
    keys: ["units", "activation", "use_bias"],
    make: (args: object) => tf.layers.dense({ ...args, ...EMPTY } as never),
  },
  DepthwiseConv2D: {
    keys: ["depth_multiplier", ...CONVOLUTION],
    fixed: CHANNELS_LAST,
    make: (args: object) => tf.layers.depthwiseConv2d({ ...args, depthwiseInitializer: "zeros" } as never),
  },
  Dropout: { keys: ["rate"], fixed: { noise_shape: null }, make: tf.layers.dropout },
  Flatten: { keys: [], fixed: CHANNELS_LAST, make: tf.layers.flatten },
  GlobalAveragePooling2D: {
    keys: [],
    fixed: { ...CHANNELS_LAST, keepdims: false },
    make: tf.layers.globalAveragePooling2d,
  },
  GlobalMaxPooling2D: {
    keys: [],
    fixed: { ...CHANNELS_LAST, keepdims: false },
    make: tf.layers.globalMaxPooling2d,
  },
  MaxPooling2D: { keys: POOLING, fixed: CHANNELS_LAST, make: tf.layers.maxPooling2d },
  ReLU: { keys: ["max_value"], fixed: { negative_slope: 0, threshold: 0 }, make: tf.layers.reLU },
  Rescaling: { keys: ["scale", "offset"], make: tf.layers.rescaling },
  Softmax: { keys: ["axis"], make: tf.layers.softmax },
  ZeroPadding2D: { keys: ["padding"], fixed: CHANNELS_LAST, make: tf.layers.zeroPadding2d },
};

/** Classes of layers that can be saved and loaded, as Keras calls them. */
export function layerKindNames(): string[] {
  return Object.keys(LAYER_KINDS);
}

/**
 * Gives a layer's settings as Keras names them. What only training uses (initial values, penalties, constraints) is left
 * out.
 *
 * @param settings - of TensorFlow.js: `layer.getConfig()`.
 * @throws {@link LayerConfigError} for a class or a setting that Keras has no counterpart for.
 */
export function toKerasConfig(layer: string, type: string, settings: KerasConfig): KerasConfig {
  const kind = findKind(layer, type);
  if (settings.dataFormat === "channelsFirst") {
    throw new LayerConfigError(layer, type, `dataFormat "channelsLast"`, `"channelsFirst"`);
  }
  const entries = kind.keys.map((key): [string, unknown] => {
    const value = settings[toCamelCase(key)];
    return [key, key === "activation" ? toKerasActivation(value, layer, type) : (value ?? null)];
  });
  // The other fixed values are Keras's defaults, and not every version knows all of them.
  const format = kind.fixed?.data_format;
  return { ...Object.fromEntries(entries), ...(format !== undefined && { data_format: format }) };
}

/**
 * Makes a layer of TensorFlow.js from Keras's settings, its weights zero.
 *
 * @throws {@link LayerConfigError} for a class or a setting that is not supported.
 */
export function makeLayer(
  layer: string,
  type: string,
  { config, trainable }: { readonly config: KerasConfig; readonly trainable: boolean },
): tf.layers.Layer {
  const kind = findKind(layer, type);
  for (const [key, only] of Object.entries(kind.fixed ?? {})) {
    const value = config[key];
    if (value !== undefined && value !== null && value !== only) {
      throw new LayerConfigError(layer, type, `${key} ${JSON.stringify(only)}`, JSON.stringify(value));
    }
  }
  const args: Record<string, unknown> = { name: layer, trainable };
  for (const key of kind.keys) {
    const value = config[key];
    if (value === undefined || value === null) continue;
    if (key === "activation") args.activation = toTfjsActivation(value, layer, type);
    else if (key === "axis" && Array.isArray(value)) args.axis = onlyOne(value, layer, type);
    else args[toCamelCase(key)] = value;
  }
  try {
    return kind.make(args as never);
  } catch (cause) {
    const found = `${JSON.stringify(config)} (${(cause as Error).message})`;
    throw new LayerConfigError(layer, type, "settings that fit together", found);
  }
}

function findKind(layer: string, type: string): LayerKind {
  const kind = Object.hasOwn(LAYER_KINDS, type) ? LAYER_KINDS[type] : undefined;
  if (kind !== undefined) return kind;
  throw new LayerConfigError(layer, type, `one of ${layerKindNames().join(", ")}`, type);
}

/** Keras 2 writes the axis of a normalisation as a list. */
function onlyOne(axes: readonly unknown[], layer: string, type: string): unknown {
  if (axes.length === 1) return axes[0];
  throw new LayerConfigError(layer, type, "one axis", JSON.stringify(axes));
}

function toCamelCase(key: string): string {
  return key.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
