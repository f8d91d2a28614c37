/** A point or direction: x to the right, y up, z towards the viewer. */
export type Vector = readonly [x: number, y: number, z: number];

/** A rotation as three rows: `[r0, r1, r2]` times a vector. */
export type Rotation = readonly [Vector, Vector, Vector];

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function add(a: Vector, b: Vector): Vector {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function subtract(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

export function scale(a: Vector, factor: number): Vector {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

export function normalize(a: Vector): Vector {
  return scale(a, 1 / Math.hypot(a[0], a[1], a[2]));
}

export function mix(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}

export function mixVectors(from: Vector, to: Vector, share: number): Vector {
  return [mix(from[0], to[0], share), mix(from[1], to[1], share), mix(from[2], to[2], share)];
}

export function clamp(value: number, low = 0, high = 1): number {
  return Math.min(high, Math.max(low, value));
}

/** Rises from 0 at `low` to 1 at `high` with level ends. */
export function smoothstep(low: number, high: number, value: number): number {
  const share = clamp((value - low) / (high - low));
  return share * share * (3 - 2 * share);
}

/** Turns about y by `yaw`, then about x by `pitch`, then about z by `roll` (radians). */
export function rotation(yaw: number, pitch: number, roll: number): Rotation {
  const [cy, sy] = [Math.cos(yaw), Math.sin(yaw)];
  const [cx, sx] = [Math.cos(pitch), Math.sin(pitch)];
  const [cz, sz] = [Math.cos(roll), Math.sin(roll)];
  const x: Vector = [cy, 0, sy];
  const y: Vector = [sx * sy, cx, -sx * cy];
  const z: Vector = [-cx * sy, sx, cx * cy];
  return [
    [cz * x[0] - sz * y[0], cz * x[1] - sz * y[1], cz * x[2] - sz * y[2]],
    [sz * x[0] + cz * y[0], sz * x[1] + cz * y[1], sz * x[2] + cz * y[2]],
    z,
  ];
}
