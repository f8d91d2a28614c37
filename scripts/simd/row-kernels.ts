/**
 * Inner products of rows, two numbers an instruction, for lib/matrix/row-store.ts. This file is AssemblyScript, not
 * TypeScript: `node scripts/compile-simd.mjs` turns it into lib/matrix/row-kernels.ts.
 *
 * Rows are float32 and are widened as they are loaded; vectors, products and sums are float64. Widths are even.
 */

/** Sum of both lanes. */
function total(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Two float32 of a row as float64. */
function widen(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** Product of a float64 vector with a float32 row. */
function dot(vector: usize, row: usize, width: i32): f64 {
  let sum = f64x2.splat(0);
  let a = vector;
  let b = row;
  for (let end = row + ((width as usize) << 2); b < end; b += 8, a += 16) {
    sum = f64x2.add(sum, f64x2.mul(v128.load(a), widen(b)));
  }
  return total(sum);
}

/** Product of one vector and one row, with eight sums: quicker than dot, other last digits. */
export function dotWide(vector: usize, row: usize, width: i32): f64 {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let a = vector;
  let b = row;
  const end = row + ((width as usize) << 2);
  for (; b + 32 <= end; b += 32, a += 64) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a), widen(b)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a, 16), widen(b + 8)));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(a, 32), widen(b + 16)));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(a, 48), widen(b + 24)));
  }
  for (; b < end; b += 8, a += 16) s0 = f64x2.add(s0, f64x2.mul(v128.load(a), widen(b)));
  return total(f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3)));
}

/** vector += scale × row. */
export function addScaled(vector: usize, row: usize, width: i32, scale: f64): void {
  const factor = f64x2.splat(scale);
  let a = vector;
  let b = row;
  const end = row + ((width as usize) << 2);
  for (; b + 16 <= end; b += 16, a += 32) {
    v128.store(a, f64x2.add(v128.load(a), f64x2.mul(factor, widen(b))));
    v128.store(a, f64x2.add(v128.load(a, 16), f64x2.mul(factor, widen(b + 8))), 16);
  }
  for (; b < end; b += 8, a += 16) v128.store(a, f64x2.add(v128.load(a), f64x2.mul(factor, widen(b))));
}

/** Products of one vector with `count` consecutive rows. */
export function products(vector: usize, rows: usize, width: i32, count: i32, out: usize): void {
  const stride = (width as usize) << 2;
  let at = out;
  let row = rows;
  let left = count;
  for (; left >= 8; left -= 8, row += stride << 3, at += 64) {
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    let s4 = f64x2.splat(0);
    let s5 = f64x2.splat(0);
    let s6 = f64x2.splat(0);
    let s7 = f64x2.splat(0);
    let a = vector;
    let b0 = row;
    let b4 = row + (stride << 2);
    const end = row + stride;
    for (; b0 < end; b0 += 8, b4 += 8, a += 16) {
      const x = v128.load(a);
      s0 = f64x2.add(s0, f64x2.mul(x, widen(b0)));
      s1 = f64x2.add(s1, f64x2.mul(x, widen(b0 + stride)));
      s2 = f64x2.add(s2, f64x2.mul(x, widen(b0 + stride * 2)));
      s3 = f64x2.add(s3, f64x2.mul(x, widen(b0 + stride * 3)));
      s4 = f64x2.add(s4, f64x2.mul(x, widen(b4)));
      s5 = f64x2.add(s5, f64x2.mul(x, widen(b4 + stride)));
      s6 = f64x2.add(s6, f64x2.mul(x, widen(b4 + stride * 2)));
      s7 = f64x2.add(s7, f64x2.mul(x, widen(b4 + stride * 3)));
    }
    store<f64>(at, total(s0));
    store<f64>(at, total(s1), 8);
    store<f64>(at, total(s2), 16);
    store<f64>(at, total(s3), 24);
    store<f64>(at, total(s4), 32);
    store<f64>(at, total(s5), 40);
    store<f64>(at, total(s6), 48);
    store<f64>(at, total(s7), 56);
  }
  for (; left > 0; left--, row += stride, at += 8) store<f64>(at, dot(vector, row, width));
}

/** Products of two vectors, the second right behind the first, with `count` consecutive rows. */
export function productsOfTwo(
  vectors: usize,
  rows: usize,
  width: i32,
  count: i32,
  first: usize,
  second: usize,
): void {
  const stride = (width as usize) << 2;
  const next = vectors + (stride << 1);
  let p = first;
  let q = second;
  let row = rows;
  let left = count;
  for (; left >= 4; left -= 4, row += stride << 2, p += 32, q += 32) {
    let p0 = f64x2.splat(0);
    let p1 = f64x2.splat(0);
    let p2 = f64x2.splat(0);
    let p3 = f64x2.splat(0);
    let q0 = f64x2.splat(0);
    let q1 = f64x2.splat(0);
    let q2 = f64x2.splat(0);
    let q3 = f64x2.splat(0);
    let a = vectors;
    let c = next;
    let b = row;
    const end = row + stride;
    for (; b < end; b += 8, a += 16, c += 16) {
      const x = v128.load(a);
      const y = v128.load(c);
      const u = widen(b);
      p0 = f64x2.add(p0, f64x2.mul(x, u));
      q0 = f64x2.add(q0, f64x2.mul(y, u));
      const v = widen(b + stride);
      p1 = f64x2.add(p1, f64x2.mul(x, v));
      q1 = f64x2.add(q1, f64x2.mul(y, v));
      const w = widen(b + stride * 2);
      p2 = f64x2.add(p2, f64x2.mul(x, w));
      q2 = f64x2.add(q2, f64x2.mul(y, w));
      const z = widen(b + stride * 3);
      p3 = f64x2.add(p3, f64x2.mul(x, z));
      q3 = f64x2.add(q3, f64x2.mul(y, z));
    }
    store<f64>(p, total(p0));
    store<f64>(p, total(p1), 8);
    store<f64>(p, total(p2), 16);
    store<f64>(p, total(p3), 24);
    store<f64>(q, total(q0));
    store<f64>(q, total(q1), 8);
    store<f64>(q, total(q2), 16);
    store<f64>(q, total(q3), 24);
  }
  for (; left > 0; left--, row += stride, p += 8, q += 8) {
    store<f64>(p, dot(vectors, row, width));
    store<f64>(q, dot(next, row, width));
  }
}
