import type { Affinities } from "./affinities.ts";
import { QuadTree } from "./quad-tree.ts";

/** @see scikit-learn `manifold/_t_sne.py`, whose values these are: `_tsne`, `_gradient_descent`, `_EXPLORATION_MAX_ITER` */
export const explorationIterations = 250;
const exaggeration = 12;
const momenta = { exploration: 0.5, after: 0.8 };
const gainSteps = { up: 0.2, down: 0.8, least: 0.01 };

export interface DescentOptions {
  readonly affinities: Affinities;
  /** `[x0, y0, x1, y1, …]`, moved in place. */
  readonly points: Float64Array;
  readonly learningRate: number;
  readonly angle: number;
}

/** An optimisation under way. */
export interface Descent {
  /** Moves all points once; iterations count from 0, and the first {@link explorationIterations} exaggerate attraction. */
  readonly step: (iteration: number) => void;
  /** Returns the Kullback-Leibler divergence of the map from the affinities, in nats. */
  readonly klDivergence: () => number;
}

/**
 * Prepares gradient descent with momentum and a gain for each coordinate, the repulsion by a quadtree.
 *
 * @see van der Maaten 2014, "Accelerating t-SNE using tree-based algorithms"
 */
export function prepareDescent({ affinities, points, learningRate, angle }: DescentOptions): Descent {
  const { starts, columns, values } = affinities;
  const size = points.length / 2;
  const tree = new QuadTree(size);
  const repulsion = new Float64Array(points.length);
  const attraction = new Float64Array(points.length);
  const velocity = new Float64Array(points.length);
  const gains = new Float64Array(points.length).fill(1);

  function measureRepulsion(): number {
    tree.build(points);
    let normalisation = 0;
    for (let point = 0; point < size; point++) normalisation += tree.repel(point, angle ** 2, repulsion);
    return Math.max(normalisation, Number.MIN_VALUE);
  }

  function measureAttraction(): void {
    for (let point = 0; point < size; point++) {
      const x = points[2 * point]!;
      const y = points[2 * point + 1]!;
      let forceX = 0;
      let forceY = 0;
      for (let at = starts[point]!; at < starts[point + 1]!; at++) {
        const other = columns[at]!;
        const dx = x - points[2 * other]!;
        const dy = y - points[2 * other + 1]!;
        const weight = values[at]! / (1 + dx * dx + dy * dy);
        forceX += weight * dx;
        forceY += weight * dy;
      }
      attraction[2 * point] = forceX;
      attraction[2 * point + 1] = forceY;
    }
  }

  return {
    step(iteration) {
      const exploring = iteration < explorationIterations;
      if (iteration === explorationIterations) {
        velocity.fill(0);
        gains.fill(1);
      }
      const momentum = exploring ? momenta.exploration : momenta.after;
      const pull = exploring ? exaggeration : 1;
      const normalisation = measureRepulsion();
      measureAttraction();
      for (let at = 0; at < points.length; at++) {
        const gradient = 4 * (pull * attraction[at]! - repulsion[at]! / normalisation);
        const gain =
          gradient * velocity[at]! < 0
            ? gains[at]! + gainSteps.up
            : Math.max(gains[at]! * gainSteps.down, gainSteps.least);
        gains[at] = gain;
        velocity[at] = momentum * velocity[at]! - learningRate * gain * gradient;
      }
      for (let at = 0; at < points.length; at++) points[at]! += velocity[at]!;
    },
    klDivergence() {
      const normalisation = measureRepulsion();
      let sum = 0;
      for (let point = 0; point < size; point++) {
        for (let at = starts[point]!; at < starts[point + 1]!; at++) {
          const p = values[at]!;
          if (p === 0) continue;
          const dx = points[2 * point]! - points[2 * columns[at]!]!;
          const dy = points[2 * point + 1]! - points[2 * columns[at]! + 1]!;
          sum += p * Math.log(p * normalisation * (1 + dx * dx + dy * dy));
        }
      }
      return sum;
    },
  };
}
