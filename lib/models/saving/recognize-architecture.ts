import type { Architecture } from "../architectures/architecture.ts";
import { inceptionV3 } from "../architectures/inception.ts";
import { resnet50 } from "../architectures/resnet.ts";
import { vgg16, vgg19 } from "../architectures/vgg.ts";
import type { NetworkGraph } from "./network-graph.ts";

/** What tells a network: a layer that it has and its neighbours in the family lack, and one they have and it lacks. */
interface Signature {
  readonly architecture: Architecture;
  readonly has: string;
  readonly lacks: string;
  /** A convolution whose channels tell the width, and its channels at width 1. */
  readonly widthLayer: string;
  readonly channels: number;
}

const SIGNATURES: readonly Signature[] = [
  {
    architecture: vgg19,
    has: "block5_conv4",
    lacks: "block6_conv1",
    widthLayer: "block5_conv1",
    channels: 512,
  },
  {
    architecture: vgg16,
    has: "block5_conv3",
    lacks: "block5_conv4",
    widthLayer: "block5_conv1",
    channels: 512,
  },
  {
    architecture: resnet50,
    has: "conv5_block3_out",
    lacks: "conv4_block7_1_conv",
    widthLayer: "conv5_block1_1_conv",
    channels: 512,
  },
  { architecture: inceptionV3, has: "mixed10", lacks: "conv_7b", widthLayer: "", channels: 32 },
];

/** One of the published networks inside a graph. */
export interface RecognizedArchitecture {
  readonly architecture: Architecture;
  readonly width: number;
  readonly featureLayer: string;
  readonly lastBlockLayer: string;
}

/**
 * Finds one of the four networks in a graph by the names of its layers.
 *
 * InceptionV3's convolutions have automatic names, which start at any number: they are counted.
 *
 * @returns undefined when it is none of them.
 */
export function recognizeArchitecture({ layers }: NetworkGraph): RecognizedArchitecture | undefined {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const found = SIGNATURES.find(({ has, lacks }) => byName.has(has) && !byName.has(lacks));
  if (found === undefined) return undefined;
  const { architecture, channels, widthLayer } = found;
  const { featureLayer } = architecture;
  if (architecture !== inceptionV3) {
    const width = widthOf(byName.get(widthLayer)?.config.filters, channels);
    const { lastBlockLayer } = architecture;
    return width !== undefined && byName.has(lastBlockLayer)
      ? { architecture, width, featureLayer, lastBlockLayer }
      : undefined;
  }
  const numbered = layers
    .map((layer) => ({ layer, number: /^conv2d(?:_(\d+))?$/.exec(layer.name) }))
    .filter(({ number }) => number !== null)
    .sort((a, b) => Number(a.number![1] ?? 0) - Number(b.number![1] ?? 0));
  const width = widthOf(numbered[0]?.layer.config.filters, channels);
  const lastBlockLayer = numbered[Number(architecture.lastBlockLayer.split("_")[1])]?.layer.name;
  if (width === undefined || lastBlockLayer === undefined) return undefined;
  return { architecture, width, featureLayer, lastBlockLayer };
}

function widthOf(filters: unknown, channels: number): number | undefined {
  return typeof filters === "number" ? filters / channels : undefined;
}
