import { ArgumentError } from "../../errors/argument-error.ts";
import { tf } from "../../tensors/tf.ts";

/** Options of {@link batchNormalization}. Names and defaults as in Keras. */
export interface BatchNormalizationArgs {
  readonly name?: string;
  /** Axis of the channels: the last one, as `-1` or by its number. @defaultValue -1 */
  readonly axis?: number;
  /** Share of the old moving statistics kept in a training step, in [0, 1]. @defaultValue 0.99 */
  readonly momentum?: number;
  /** Added to the variance before its square root. @defaultValue 1e-3 */
  readonly epsilon?: number;
  /** Whether there is a `beta` to add. @defaultValue true */
  readonly center?: boolean;
  /** Whether there is a `gamma` to multiply by. @defaultValue true */
  readonly scale?: boolean;
  /** `false` freezes gamma and beta and keeps the layer in inference mode. @defaultValue true */
  readonly trainable?: boolean;
}

/**
 * Batch normalisation over the last axis that follows Keras where the layer of TensorFlow.js does not.
 *
 * - Batch statistics are used, and the moving ones updated, only when `training && trainable`: a frozen layer is in
 *   inference mode. The layer of TensorFlow.js 4.22 never looks at `trainable`.
 * - `scale: false` and `center: false` train; there `fit` crashes without a gamma.
 * - Gradients flow through the layer in both modes, to gamma and beta too.
 *
 * Weights in order: gamma, beta, moving_mean, moving_variance. The moving variance is updated with the biased variance
 * of the batch, `moving * momentum + batch * (1 - momentum)`.
 *
 * @see Ioffe and Szegedy 2015, https://arxiv.org/abs/1502.03167; Keras `layers/normalization/batch_normalization.py`
 */
export class BatchNormalization extends tf.layers.Layer {
  /** Not "BatchNormalization": TensorFlow.js has registered its own layer under that name. */
  static readonly className = "KerasBatchNormalization";
  readonly axis: number;
  readonly momentum: number;
  /** May be changed: weights are right only with the epsilon that they were trained with. */
  epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  #gamma: tf.LayerVariable | undefined;
  #beta: tf.LayerVariable | undefined;
  #movingMean!: tf.LayerVariable;
  #movingVariance!: tf.LayerVariable;

  constructor(args: BatchNormalizationArgs = {}) {
    super({ ...args });
    const { axis = -1, momentum = 0.99, epsilon = 1e-3, center = true, scale = true } = args;
    if (!(momentum >= 0 && momentum <= 1))
      throw new ArgumentError("momentum", "a number in [0, 1]", momentum);
    if (!(epsilon >= 0)) throw new ArgumentError("epsilon", "a number of at least 0", epsilon);
    this.axis = axis;
    this.momentum = momentum;
    this.epsilon = epsilon;
    this.center = center;
    this.scale = scale;
    this.supportsMasking = true;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tf.Shape;
    const last = shape.length - 1;
    if (this.axis !== -1 && this.axis !== last) {
      throw new ArgumentError(`axis of ${this.name}`, `the last axis (-1 or ${last})`, this.axis);
    }
    const channels = shape[last];
    if (channels === null || channels === undefined) {
      throw new ArgumentError(`input of ${this.name}`, "a known number of channels", "null");
    }
    const zeros = tf.initializers.zeros();
    const ones = tf.initializers.ones();
    const weight = (name: string, initializer: typeof zeros, trainable: boolean) =>
      this.addWeight(name, [channels], "float32", initializer, undefined, trainable);
    if (this.scale) this.#gamma = weight("gamma", ones, true);
    if (this.center) this.#beta = weight("beta", zeros, true);
    this.#movingMean = weight("moving_mean", zeros, false);
    this.#movingVariance = weight("moving_variance", ones, false);
    this.inputSpec = [new tf.InputSpec({ ndim: shape.length, axes: { [last]: channels } })];
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const input = Array.isArray(inputs) ? inputs[0]! : inputs;
      if (!(kwargs.training && this.trainable)) {
        return this.#normalizeByConstants(input, this.#movingMean.read(), this.#movingVariance.read());
      }
      const { mean, variance } = tf.moments(input, rangeTo(input.rank - 1));
      this.#move(this.#movingMean, mean);
      this.#move(this.#movingVariance, variance);
      return this.#normalizeByBatch(input, mean, variance);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { axis, momentum, epsilon, center, scale } = this;
    return { ...super.getConfig(), axis, momentum, epsilon, center, scale };
  }

  /** Returns the variables and constants of inference mode, for whoever computes it together with other layers. */
  readWeights(): {
    readonly gamma: tf.Tensor | undefined;
    readonly beta: tf.Tensor | undefined;
    readonly mean: tf.Tensor;
    readonly variance: tf.Tensor;
    readonly epsilon: number;
  } {
    return {
      gamma: this.#gamma?.read(),
      beta: this.#beta?.read(),
      mean: this.#movingMean.read(),
      variance: this.#movingVariance.read(),
      epsilon: this.epsilon,
    };
  }

  /**
   * By the statistics of the batch, with the gradient that goes through them too: seven operations on tensors of the
   * input's size, where those of tf.moments and tf.batchNorm take some twenty.
   *
   * With x̂ = (x - mean) / √(variance + ε), dx = γ / √(variance + ε) · (dy - mean(dy) - x̂ · mean(dy · x̂)).
   */
  #normalizeByBatch(input: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor): tf.Tensor {
    const { gamma, beta } = this.#slopeAndShift(mean.shape as [number]);
    const axes = rangeTo(input.rank - 1);
    const count = input.size / mean.size;
    const normalize = tf.customGrad((...given) => {
      const [x, scale, offset, save] = given as [
        tf.Tensor,
        tf.Tensor1D,
        tf.Tensor1D,
        (tensors: tf.Tensor[]) => void,
      ];
      const [center, spread] = [mean as tf.Tensor1D, variance as tf.Tensor1D];
      save([x, scale, center, spread]);
      const value = tf.batchNorm(x, center, spread, offset, scale, this.epsilon);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [savedX, savedScale, savedMean, savedVariance] = saved as [
          tf.Tensor,
          tf.Tensor1D,
          tf.Tensor1D,
          tf.Tensor1D,
        ];
        const root = savedVariance.add(this.epsilon).rsqrt();
        const centred = savedX.sub(savedMean);
        const ofOffset = dy.sum(axes);
        const ofScale = dy.mul(centred).sum(axes).mul(root);
        const slope = savedScale.mul(root);
        const ofX = dy
          .sub(ofOffset.div(count))
          .sub(centred.mul(root.mul(ofScale).div(count)))
          .mul(slope);
        return [ofX, ofScale, ofOffset];
      };
      return { value, gradFunc };
    });
    return normalize(input, gamma, beta);
  }

  /**
   * The same for statistics that no gradient goes to: input gradient in one operation, gamma's and beta's in three, where
   * those of tf.batchNorm take nine on tensors of the input's size.
   */
  #normalizeByConstants(input: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor): tf.Tensor {
    const { gamma, beta } = this.#slopeAndShift(mean.shape as [number]);
    const axes = rangeTo(input.rank - 1);
    const normalize = tf.customGrad((...given) => {
      const [x, scale, offset, save] = given as [
        tf.Tensor,
        tf.Tensor1D,
        tf.Tensor1D,
        (tensors: tf.Tensor[]) => void,
      ];
      save([x, scale]);
      const value = tf.batchNorm(
        x,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        offset,
        scale,
        this.epsilon,
      );
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [savedX, savedScale] = saved as [tf.Tensor, tf.Tensor1D];
        const root = variance.add(this.epsilon).rsqrt();
        const ofOffset = dy.sum(axes);
        const ofScale = dy.mul(savedX).sum(axes).sub(ofOffset.mul(mean)).mul(root);
        return [dy.mul(savedScale.mul(root)), ofScale, ofOffset];
      };
      return { value, gradFunc };
    });
    return normalize(input, gamma, beta);
  }

  // tf.batchNorm takes no gamma or beta in inference alone: recording a gradient fails on an absent one.
  #slopeAndShift(shape: [number]): { gamma: tf.Tensor1D; beta: tf.Tensor1D } {
    return {
      gamma: (this.#gamma?.read() ?? tf.ones(shape)) as tf.Tensor1D,
      beta: (this.#beta?.read() ?? tf.zeros(shape)) as tf.Tensor1D,
    };
  }

  #move(statistic: tf.LayerVariable, ofBatch: tf.Tensor): void {
    const kept = statistic.read().mul(this.momentum);
    statistic.write(kept.add(ofBatch.mul(1 - this.momentum)));
  }
}

tf.serialization.registerClass(BatchNormalization);

/**
 * Makes a {@link BatchNormalization} layer.
 *
 * @throws {@link ArgumentError} for a momentum outside [0, 1] or a negative epsilon; when first applied, for an axis
 *   other than the last one.
 * @example const normed = batchNormalization({ name: "conv1_bn", epsilon: 1.001e-5 }).apply(x);
 */
export function batchNormalization(args: BatchNormalizationArgs = {}): BatchNormalization {
  return new BatchNormalization(args);
}

function rangeTo(end: number): number[] {
  return Array.from({ length: end }, (_, index) => index);
}
