/** Mixes four integers into a number in [0, 1): the same everywhere, without state. */
export function hash(x: number, y: number, z: number, seed: number): number {
  let mixed = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(z, 0x9e3779b1) ^ seed;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4294967296;
}

/** Smooth random values in [0, 1], one to a unit of length. */
export function valueNoise(x: number, y: number, z: number, seed: number): number {
  const [ix, iy, iz] = [Math.floor(x), Math.floor(y), Math.floor(z)];
  const [u, v, w] = [fade(x - ix), fade(y - iy), fade(z - iz)];
  let sum = 0;
  for (let corner = 0; corner < 8; corner++) {
    const [dx, dy, dz] = [corner & 1, (corner >> 1) & 1, corner >> 2];
    const weight = (dx ? u : 1 - u) * (dy ? v : 1 - v) * (dz ? w : 1 - w);
    if (weight > 0) sum += weight * hash(ix + dx, iy + dy, iz + dz, seed);
  }
  return sum;
}

/** Sum of ever finer and weaker noises, in [0, 1]: clouds, plaster, soil. */
export function fractalNoise(x: number, y: number, z: number, octaves: number, seed: number): number {
  let sum = 0;
  let total = 0;
  let weight = 1;
  let frequency = 1;
  for (let octave = 0; octave < octaves; octave++) {
    sum += weight * valueNoise(x * frequency, y * frequency, z * frequency, seed + octave);
    total += weight;
    weight *= 0.55;
    frequency *= 2.1;
  }
  return sum / total;
}

/** The nearest of random points, one to a unit cell: how far it is and a number in [0, 1) that names it. */
export interface Cell {
  readonly distance: number;
  readonly id: number;
}

export function nearestCell(x: number, y: number, z: number, seed: number): Cell {
  const [ix, iy, iz] = [Math.floor(x), Math.floor(y), Math.floor(z)];
  let distance = Number.POSITIVE_INFINITY;
  let id = 0;
  for (let dx = -1; dx <= 1; dx++) {
    for (let dy = -1; dy <= 1; dy++) {
      for (let dz = -1; dz <= 1; dz++) {
        const [cx, cy, cz] = [ix + dx, iy + dy, iz + dz];
        const here = Math.hypot(
          cx + hash(cx, cy, cz, seed) - x,
          cy + hash(cx, cy, cz, seed + 1) - y,
          cz + hash(cx, cy, cz, seed + 2) - z,
        );
        if (here < distance) {
          distance = here;
          id = hash(cx, cy, cz, seed + 3);
        }
      }
    }
  }
  return { distance, id };
}

function fade(share: number): number {
  return share * share * (3 - 2 * share);
}
