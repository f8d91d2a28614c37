/**
 * Signed distances to simple shapes, negative inside: the way shapes are described to the ray marcher.
 *
 * @see Quilez, "Distance functions", https://iquilezles.org/articles/distfunctions/; Hart 1996, "Sphere tracing"
 */
export function sphere(x: number, y: number, z: number, radius: number): number {
  return Math.sqrt(x * x + y * y + z * z) - radius;
}

/** An ellipsoid with half-axes `a`, `b`, `c`; the distance is a bound that is exact on the surface. */
export function ellipsoid(x: number, y: number, z: number, a: number, b: number, c: number): number {
  const inner = Math.hypot(x / a, y / b, z / c);
  if (inner < 1e-6) return -Math.min(a, b, c);
  const slope = Math.hypot(x / (a * a), y / (b * b), z / (c * c));
  return (inner * (inner - 1)) / slope;
}

/** A flat ellipse with half-axes `a`, `b`. */
export function ellipse(x: number, y: number, a: number, b: number): number {
  return ellipsoid(x, y, 0, a, b, 1);
}

/** A box with half-sides `a`, `b`, `c`, its edges rounded by `radius`. */
export function roundedBox(
  x: number,
  y: number,
  z: number,
  a: number,
  b: number,
  c: number,
  radius: number,
): number {
  const dx = Math.abs(x) - a + radius;
  const dy = Math.abs(y) - b + radius;
  const dz = Math.abs(z) - c + radius;
  const outside = Math.hypot(Math.max(dx, 0), Math.max(dy, 0), Math.max(dz, 0));
  return outside + Math.min(0, Math.max(dx, dy, dz)) - radius;
}

/** A round rod from `(ax, ay, az)` to `(bx, by, bz)` whose radius goes from `startRadius` to `endRadius`. */
export function rod(
  x: number,
  y: number,
  z: number,
  a: readonly [number, number, number],
  b: readonly [number, number, number],
  startRadius: number,
  endRadius: number,
): number {
  const [dx, dy, dz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const [px, py, pz] = [x - a[0], y - a[1], z - a[2]];
  const along = (px * dx + py * dy + pz * dz) / (dx * dx + dy * dy + dz * dz);
  const share = along < 0 ? 0 : Math.min(along, 1);
  const radius = startRadius + (endRadius - startRadius) * share;
  return Math.hypot(px - dx * share, py - dy * share, pz - dz * share) - radius;
}

/** A ring about the z axis. */
export function ring(x: number, y: number, z: number, radius: number, thickness: number): number {
  return Math.hypot(Math.hypot(x, y) - radius, z) - thickness;
}

/** A disc about the z axis, `halfLength` thick to each side. */
export function disc(x: number, y: number, z: number, radius: number, halfLength: number): number {
  const [across, along] = [Math.hypot(x, y) - radius, Math.abs(z) - halfLength];
  return Math.min(0, Math.max(across, along)) + Math.hypot(Math.max(across, 0), Math.max(along, 0));
}

/** A flat outline of signed distance `outline` made a plate, `halfThickness` to each side of z = 0. */
export function plate(outline: number, z: number, halfThickness: number): number {
  const along = Math.abs(z) - halfThickness;
  return Math.min(0, Math.max(outline, along)) + Math.hypot(Math.max(outline, 0), Math.max(along, 0));
}

/** The union of two shapes, blended over about `width`. */
export function blend(a: number, b: number, width: number): number {
  const share = Math.max(0, width - Math.abs(a - b)) / width;
  return Math.min(a, b) - share * share * width * 0.25;
}
