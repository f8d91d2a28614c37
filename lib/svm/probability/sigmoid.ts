/** P(positive | decision) = 1 / (1 + exp(slope × decision + offset)). */
export interface Sigmoid {
  /** Negative when larger decision values speak for the positive class. */
  readonly slope: number;
  readonly offset: number;
}

/**
 * Fits a sigmoid that turns decision values into probabilities (Platt scaling).
 *
 * Maximum likelihood with Platt's targets, by Newton's method with a line search; constants as in LIBSVM.
 *
 * @param decisions - of rows that the machine had not seen, else the probabilities are too sure.
 * @param positive - for each, 1 for the positive class and 0 for the other.
 * @example fitSigmoid(Float64Array.of(-2, -1, 0.5, 1), Uint8Array.of(0, 0, 1, 1))
 * @see Lin, Lin and Weng 2007, "A note on Platt's probabilistic outputs for support vector machines",
 * https://doi.org/10.1007/s10994-007-5018-6, algorithm 1; LIBSVM `sigmoid_train`
 */
export function fitSigmoid(decisions: ArrayLike<number>, positive: ArrayLike<number>): Sigmoid {
  const count = decisions.length;
  let positives = 0;
  for (let at = 0; at < count; at++) positives += positive[at]!;
  const negatives = count - positives;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  const target = (at: number) => (positive[at] === 1 ? high : low);
  const loss = (slope: number, offset: number) => {
    let sum = 0;
    for (let at = 0; at < count; at++) {
      const exponent = decisions[at]! * slope + offset;
      sum +=
        exponent >= 0
          ? target(at) * exponent + Math.log1p(Math.exp(-exponent))
          : (target(at) - 1) * exponent + Math.log1p(Math.exp(exponent));
    }
    return sum;
  };

  const ridge = 1e-12;
  let slope = 0;
  let offset = Math.log((negatives + 1) / (positives + 1));
  let value = loss(slope, offset);
  for (let turn = 0; turn < 100; turn++) {
    let curvatureSlope = ridge;
    let curvatureOffset = ridge;
    let curvatureBoth = 0;
    let gradientSlope = 0;
    let gradientOffset = 0;
    for (let at = 0; at < count; at++) {
      const decision = decisions[at]!;
      const { p, q } = probabilities(decision * slope + offset);
      const weight = p * q;
      curvatureSlope += decision * decision * weight;
      curvatureOffset += weight;
      curvatureBoth += decision * weight;
      const miss = target(at) - p;
      gradientSlope += decision * miss;
      gradientOffset += miss;
    }
    if (Math.abs(gradientSlope) < 1e-5 && Math.abs(gradientOffset) < 1e-5) break;
    const determinant = curvatureSlope * curvatureOffset - curvatureBoth * curvatureBoth;
    const stepSlope = -(curvatureOffset * gradientSlope - curvatureBoth * gradientOffset) / determinant;
    const stepOffset = -(curvatureSlope * gradientOffset - curvatureBoth * gradientSlope) / determinant;
    const descent = gradientSlope * stepSlope + gradientOffset * stepOffset;
    let size = 1;
    for (; size >= 1e-10; size /= 2) {
      const newSlope = slope + size * stepSlope;
      const newOffset = offset + size * stepOffset;
      const newValue = loss(newSlope, newOffset);
      if (newValue < value + 1e-4 * size * descent) {
        slope = newSlope;
        offset = newOffset;
        value = newValue;
        break;
      }
    }
    if (size < 1e-10) break;
  }
  return { slope, offset };
}

/** Returns the probability of the positive class. */
export function applySigmoid({ slope, offset }: Sigmoid, decision: number): number {
  return probabilities(decision * slope + offset).p;
}

/** 1 / (1 + exp(x)) and its complement, without overflow or cancellation. */
function probabilities(exponent: number): { p: number; q: number } {
  if (exponent >= 0) {
    const small = Math.exp(-exponent);
    return { p: small / (1 + small), q: 1 / (1 + small) };
  }
  const small = Math.exp(exponent);
  return { p: 1 / (1 + small), q: small / (1 + small) };
}
