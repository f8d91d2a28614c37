/**
 * A quadtree over points of the plane, its nodes in depth-first order.
 *
 * A walk goes to the next node to look inside a cell, and to `skip` to pass over it: no stack is needed.
 */
export class QuadTree {
  #nodes = 0;
  #skip: Uint32Array;
  #count: Float64Array;
  #centreX: Float64Array;
  #centreY: Float64Array;
  /** Square of the cell's side; 0 for a cell that is not divided. */
  #squaredSide: Float64Array;
  #points: Float64Array;
  readonly #order: Uint32Array;
  readonly #scratch: Uint32Array;
  readonly #leafOf: Uint32Array;

  /** @param capacity - number of points. */
  constructor(capacity: number) {
    this.#order = new Uint32Array(capacity);
    this.#scratch = new Uint32Array(capacity);
    this.#leafOf = new Uint32Array(capacity);
    const room = 4 * capacity + 64;
    this.#skip = new Uint32Array(room);
    this.#count = new Float64Array(room);
    this.#centreX = new Float64Array(room);
    this.#centreY = new Float64Array(room);
    this.#squaredSide = new Float64Array(room);
    this.#points = new Float64Array(0);
  }

  /** Builds the tree anew over `[x0, y0, x1, y1, …]`, which is kept until the next build and must not change before. */
  build(points: Float64Array): void {
    this.#points = points;
    this.#nodes = 0;
    let left = Number.POSITIVE_INFINITY;
    let bottom = Number.POSITIVE_INFINITY;
    let right = Number.NEGATIVE_INFINITY;
    let top = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < this.#order.length; at++) {
      this.#order[at] = at;
      left = Math.min(left, points[2 * at]!);
      right = Math.max(right, points[2 * at]!);
      bottom = Math.min(bottom, points[2 * at + 1]!);
      top = Math.max(top, points[2 * at + 1]!);
    }
    const half = Math.max(right - left, top - bottom) / 2;
    this.#divide(0, this.#order.length, (left + right) / 2, (bottom + top) / 2, half);
  }

  /**
   * Adds up the repulsion of all other points on one point (van der Maaten 2014, section 4.2).
   *
   * @param squaredAngle - a cell seen under a smaller angle (side / distance, squared) counts as one point.
   * @param forces - the unnormalised force is written to `[2 * point]` and `[2 * point + 1]`.
   * @returns the point's part of the normalisation, the sum of 1 / (1 + d²).
   */
  repel(point: number, squaredAngle: number, forces: Float64Array): number {
    const skip = this.#skip;
    const count = this.#count;
    const centreX = this.#centreX;
    const centreY = this.#centreY;
    const squaredSide = this.#squaredSide;
    const x = this.#points[2 * point]!;
    const y = this.#points[2 * point + 1]!;
    const ownLeaf = this.#leafOf[point]!;
    let forceX = 0;
    let forceY = 0;
    let normalisation = 0;
    for (let node = 0; node < this.#nodes; ) {
      const dx = x - centreX[node]!;
      const dy = y - centreY[node]!;
      const squaredDistance = dx * dx + dy * dy;
      if (squaredSide[node]! > squaredAngle * squaredDistance) {
        node++;
        continue;
      }
      const others = node === ownLeaf ? count[node]! - 1 : count[node]!;
      const closeness = 1 / (1 + squaredDistance);
      const weight = others * closeness;
      normalisation += weight;
      forceX += weight * closeness * dx;
      forceY += weight * closeness * dy;
      node = skip[node]!;
    }
    forces[2 * point] = forceX;
    forces[2 * point + 1] = forceY;
    return normalisation;
  }

  /** Writes the node of the points [`from`, `to`) of the order, and the nodes below it. */
  #divide(from: number, to: number, x: number, y: number, half: number): void {
    const node = this.#nodes++;
    if (node >= this.#skip.length) this.#grow();
    const points = this.#points;
    const order = this.#order;
    let sumX = 0;
    let sumY = 0;
    for (let at = from; at < to; at++) {
      sumX += points[2 * order[at]!]!;
      sumY += points[2 * order[at]! + 1]!;
    }
    const count = to - from;
    this.#count[node] = count;
    this.#centreX[node] = sumX / count;
    this.#centreY[node] = sumY / count;
    // Points in one place are never told apart: a cell below the precision of its position is not divided.
    const isLeaf = count === 1 || x + half === x || y + half === y || half < 1e-150;
    this.#squaredSide[node] = isLeaf ? 0 : 4 * half * half;
    if (isLeaf) for (let at = from; at < to; at++) this.#leafOf[order[at]!] = node;
    else {
      const middle = this.#partition(from, to, 1, y);
      const quarter = half / 2;
      for (const [start, end, cellY] of [
        [from, middle, y - quarter],
        [middle, to, y + quarter],
      ] as const) {
        const split = this.#partition(start, end, 0, x);
        if (split > start) this.#divide(start, split, x - quarter, cellY, quarter);
        if (end > split) this.#divide(split, end, x + quarter, cellY, quarter);
      }
    }
    this.#skip[node] = this.#nodes;
  }

  /** Brings the points below `limit` on an axis to the front, keeping the order of each side, and returns where the others begin. */
  #partition(from: number, to: number, axis: 0 | 1, limit: number): number {
    const order = this.#order;
    let front = from;
    let kept = 0;
    for (let at = from; at < to; at++) {
      const point = order[at]!;
      if (this.#points[2 * point + axis]! < limit) order[front++] = point;
      else this.#scratch[kept++] = point;
    }
    for (let at = 0; at < kept; at++) order[front + at] = this.#scratch[at]!;
    return front;
  }

  #grow(): void {
    const doubled = <A extends Uint32Array | Float64Array>(array: A): A => {
      const larger = new (array.constructor as new (length: number) => A)(2 * array.length);
      larger.set(array);
      return larger;
    };
    this.#skip = doubled(this.#skip);
    this.#count = doubled(this.#count);
    this.#centreX = doubled(this.#centreX);
    this.#centreY = doubled(this.#centreY);
    this.#squaredSide = doubled(this.#squaredSide);
  }
}
