/**
 * One step of Adam, two numbers an instruction, for lib/training/optimizers/adam.ts. This file is AssemblyScript, not
 * TypeScript: `node scripts/compile-simd.mjs` turns it into lib/training/optimizers/adam-kernel.ts.
 *
 * Arrays are float32 and are widened as they are loaded; all between is float64, operation by operation as in the loop
 * of adam.ts, so that both give the same bits.
 */

/** Moves `count` values, a multiple of four, and their moments in place. */
export function step(
  values: usize,
  gradient: usize,
  mean: usize,
  variance: usize,
  count: i32,
  rate: f64,
  kept: f64,
  scale: f64,
  newMean: f64,
  newVariance: f64,
  epsilon: f64,
): void {
  const rates = f64x2.splat(rate);
  const keptShares = f64x2.splat(kept);
  const scales = f64x2.splat(scale);
  const newMeans = f64x2.splat(newMean);
  const newVariances = f64x2.splat(newVariance);
  const epsilons = f64x2.splat(epsilon);
  for (let at: usize = 0, end = (count as usize) << 2; at < end; at += 16) {
    const fourSlopes = v128.load(gradient + at);
    const fourMeans = v128.load(mean + at);
    const fourVariances = v128.load(variance + at);
    const fourValues = v128.load(values + at);

    let slope = f64x2.mul(f64x2.promote_low_f32x4(fourSlopes), scales);
    let m = f64x2.promote_low_f32x4(fourMeans);
    let v = f64x2.promote_low_f32x4(fourVariances);
    let w = f64x2.promote_low_f32x4(fourValues);
    m = f64x2.add(m, f64x2.mul(f64x2.sub(slope, m), newMeans));
    v = f64x2.add(v, f64x2.mul(f64x2.sub(f64x2.mul(slope, slope), v), newVariances));
    w = f64x2.sub(
      f64x2.mul(w, keptShares),
      f64x2.div(f64x2.mul(m, rates), f64x2.add(f64x2.sqrt(v), epsilons)),
    );
    const lowMeans = f32x4.demote_f64x2_zero(m);
    const lowVariances = f32x4.demote_f64x2_zero(v);
    const lowValues = f32x4.demote_f64x2_zero(w);

    slope = f64x2.mul(f64x2.promote_low_f32x4(v128.shuffle<u64>(fourSlopes, fourSlopes, 1, 1)), scales);
    m = f64x2.promote_low_f32x4(v128.shuffle<u64>(fourMeans, fourMeans, 1, 1));
    v = f64x2.promote_low_f32x4(v128.shuffle<u64>(fourVariances, fourVariances, 1, 1));
    w = f64x2.promote_low_f32x4(v128.shuffle<u64>(fourValues, fourValues, 1, 1));
    m = f64x2.add(m, f64x2.mul(f64x2.sub(slope, m), newMeans));
    v = f64x2.add(v, f64x2.mul(f64x2.sub(f64x2.mul(slope, slope), v), newVariances));
    w = f64x2.sub(
      f64x2.mul(w, keptShares),
      f64x2.div(f64x2.mul(m, rates), f64x2.add(f64x2.sqrt(v), epsilons)),
    );

    v128.store(mean + at, v128.shuffle<u64>(lowMeans, f32x4.demote_f64x2_zero(m), 0, 2));
    v128.store(variance + at, v128.shuffle<u64>(lowVariances, f32x4.demote_f64x2_zero(v), 0, 2));
    v128.store(values + at, v128.shuffle<u64>(lowValues, f32x4.demote_f64x2_zero(w), 0, 2));
  }
}
