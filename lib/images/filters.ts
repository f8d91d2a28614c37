/** Pillow's resize filters (`Image.Resampling`), by their names in Keras's `load_img`. */
export type ResizeFilter = "nearest" | "box" | "bilinear" | "hamming" | "bicubic" | "lanczos";

/** A kernel over [-support, support], in output pixels when enlarging and in widened units when shrinking. */
export interface Kernel {
  readonly support: number;
  readonly weight: (x: number) => number;
}

/**
 * The kernels of the convolution filters.
 *
 * @see Pillow `src/libImaging/Resample.c`; bicubic is Keys (1981) with a = -0.5.
 */
export const KERNELS: Readonly<Record<Exclude<ResizeFilter, "nearest">, Kernel>> = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: {
    support: 1,
    weight: (x) => {
      const distance = Math.abs(x);
      if (distance === 0) return 1;
      if (distance >= 1) return 0;
      const angle = distance * Math.PI;
      return (Math.sin(angle) / angle) * (0.54 + 0.46 * Math.cos(angle));
    },
  },
  bicubic: {
    support: 2,
    weight: (x) => {
      const a = -0.5;
      const distance = Math.abs(x);
      if (distance < 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
      if (distance < 2) return (((distance - 5) * distance + 8) * distance - 4) * a;
      return 0;
    },
  },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

function sinc(x: number): number {
  if (x === 0) return 1;
  const angle = x * Math.PI;
  return Math.sin(angle) / angle;
}

/** Fraction bits of a weight: 32 less 8 for a pixel and 2 for the overshoot of bicubic and lanczos. */
export const PRECISION_BITS = 32 - 8 - 2;

/** For each output pixel along one axis, which input pixels count and with what fixed-point weight. */
export interface Coefficients {
  /** First input pixel of each output pixel. */
  readonly starts: Int32Array;
  /** How many input pixels each output pixel reads. */
  readonly counts: Int32Array;
  /** `[output, tapsMax]`, in units of 2^-{@link PRECISION_BITS}. */
  readonly weights: Int32Array;
  readonly tapsMax: number;
}

/**
 * Computes the weights along one axis.
 *
 * Shrinking widens the kernel by the ratio, so that every input pixel counts: this is what makes Pillow's bilinear
 * differ from `tf.image.resize` without antialias. Weights are rounded to fixed point exactly as in Pillow.
 *
 * @param inputSize - pixels along the axis.
 * @param boxStart - where the region to resize begins, in input pixels; `boxEnd` where it ends.
 * @param outputSize - pixels to make.
 * @param antialias - whether shrinking widens the kernel.
 * @see Pillow `Resample.c`, precompute_coeffs and normalize_coeffs_8bpc
 */
export function computeCoefficients(
  inputSize: number,
  boxStart: number,
  boxEnd: number,
  outputSize: number,
  kernel: Kernel,
  antialias = true,
): Coefficients {
  const scale = (boxEnd - boxStart) / outputSize;
  const kernelScale = antialias ? Math.max(scale, 1) : 1;
  const support = kernel.support * kernelScale;
  const tapsMax = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(outputSize);
  const counts = new Int32Array(outputSize);
  const weights = new Int32Array(outputSize * tapsMax);
  const exact = new Float64Array(tapsMax);
  const inverse = 1 / kernelScale;
  for (let output = 0; output < outputSize; output++) {
    const center = boxStart + (output + 0.5) * scale;
    const start = Math.max(0, Math.trunc(center - support + 0.5));
    const count = Math.min(inputSize, Math.trunc(center + support + 0.5)) - start;
    let sum = 0;
    for (let tap = 0; tap < count; tap++) {
      const weight = kernel.weight((tap + start - center + 0.5) * inverse);
      exact[tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < count; tap++) {
      const weight = sum === 0 ? exact[tap]! : exact[tap]! / sum;
      const scaled = weight * 2 ** PRECISION_BITS;
      weights[output * tapsMax + tap] = Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    }
    starts[output] = start;
    counts[output] = count;
  }
  return { starts, counts, weights, tapsMax };
}
