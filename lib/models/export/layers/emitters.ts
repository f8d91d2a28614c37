import type { Emitter } from "../value.ts";
import { emitActivationLayer, emitSoftmaxLayer } from "./activation.ts";
import { emitConvolution, emitDepthwise, emitSeparable } from "./convolution.ts";
import { emitDense } from "./dense.ts";
import { emitChain, emitConcatenate, emitMerge, emitRescaling } from "./merge.ts";
import { emitNormalization } from "./normalization.ts";
import { emitAveragePool, emitGlobalPool, emitMaxPool, emitZeroPadding } from "./pooling.ts";
import { emitLeaky, emitPrelu, emitRelu, emitThresholdedRelu } from "./rectifier.ts";
import { emitCropping, emitFlatten, emitReshape, emitUpSampling } from "./shape.ts";

/** How one class of layers is written. */
export interface LayerEmitter {
  readonly emit: Emitter;
  /** Whether it handles padding and an order of channels that were left to it; else they are settled before. */
  readonly waits?: true;
}

/** Layers that do nothing in inference. */
const nothing: LayerEmitter = { emit: (_step, [input]) => input! };

/** The layers that can be exported, by their class as Keras calls it. */
export const EMITTERS: Readonly<Record<string, LayerEmitter>> = {
  Activation: { emit: emitActivationLayer },
  Add: { emit: emitChain("Add") },
  AlphaDropout: nothing,
  Average: { emit: emitMerge("Mean") },
  AveragePooling2D: { emit: emitAveragePool, waits: true },
  BatchNormalization: { emit: emitNormalization },
  Concatenate: { emit: emitConcatenate },
  Conv2D: { emit: emitConvolution, waits: true },
  Cropping2D: { emit: emitCropping },
  Dense: { emit: emitDense },
  DepthwiseConv2D: { emit: emitDepthwise, waits: true },
  Dropout: nothing,
  ELU: { emit: emitLeaky("Elu") },
  Flatten: { emit: emitFlatten },
  GaussianDropout: nothing,
  GaussianNoise: nothing,
  GlobalAveragePooling2D: { emit: emitGlobalPool("GlobalAveragePool") },
  GlobalMaxPooling2D: { emit: emitGlobalPool("GlobalMaxPool") },
  Identity: nothing,
  LeakyReLU: { emit: emitLeaky("LeakyRelu") },
  Maximum: { emit: emitMerge("Max") },
  MaxPooling2D: { emit: emitMaxPool, waits: true },
  Minimum: { emit: emitMerge("Min") },
  Multiply: { emit: emitChain("Mul") },
  PReLU: { emit: emitPrelu },
  ReLU: { emit: emitRelu },
  Rescaling: { emit: emitRescaling },
  Reshape: { emit: emitReshape },
  SeparableConv2D: { emit: emitSeparable, waits: true },
  Softmax: { emit: emitSoftmaxLayer },
  ThresholdedReLU: { emit: emitThresholdedRelu },
  UpSampling2D: { emit: emitUpSampling },
  ZeroPadding2D: { emit: emitZeroPadding, waits: true },
};
