import { describe, expect, it } from "vitest";
import { QuadTree } from "../../../../lib/embedding/tsne/quad-tree.ts";
import { randomNormal, seededRandom } from "../../../../lib/random/generator.ts";

/** The sums that the tree approximates, over every pair. */
function repelExactly(points: Float64Array, point: number) {
  let [x, y, normalisation] = [0, 0, 0];
  for (let other = 0; other < points.length / 2; other++) {
    if (other === point) continue;
    const dx = points[2 * point]! - points[2 * other]!;
    const dy = points[2 * point + 1]! - points[2 * other + 1]!;
    const closeness = 1 / (1 + dx * dx + dy * dy);
    x += closeness ** 2 * dx;
    y += closeness ** 2 * dy;
    normalisation += closeness;
  }
  return { x, y, normalisation };
}

function measure(points: Float64Array, angle: number) {
  const tree = new QuadTree(points.length / 2);
  tree.build(points);
  const forces = new Float64Array(points.length);
  return Array.from({ length: points.length / 2 }, (_, point) => {
    const normalisation = tree.repel(point, angle ** 2, forces);
    return { x: forces[2 * point]!, y: forces[2 * point + 1]!, normalisation };
  });
}

describe("QuadTree", () => {
  const random = seededRandom(3);
  const points = Float64Array.from({ length: 400 }, () => 20 * randomNormal(random));

  it("at an angle of 0 sums over every pair", () => {
    measure(points, 0).forEach((found, point) => {
      const exact = repelExactly(points, point);
      for (const key of ["x", "y", "normalisation"] as const) expect(found[key]).toBeCloseTo(exact[key], 10);
    });
  });

  it("at an angle of 0.5 is within a few percent of that", () => {
    const found = measure(points, 0.5).reduce((sum, { normalisation }) => sum + normalisation, 0);
    const exact = Array.from({ length: 200 }, (_, point) => repelExactly(points, point).normalisation);
    expect(found / exact.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 1);
    expect(found).not.toBe(exact.reduce((sum, value) => sum + value, 0));
  });

  it("counts points in one place as each other's neighbours, not as their own", () => {
    const stacked = Float64Array.of(1, 1, 1, 1, 1, 1, 4, 5);
    const [first] = measure(stacked, 0.5);
    expect(first!.normalisation).toBeCloseTo(2 + 1 / 26, 12);
    expect(measure(Float64Array.of(7, 7, 7, 7), 0.5).map(({ normalisation }) => normalisation)).toEqual([
      1, 1,
    ]);
  });

  it("is built anew over moved points", () => {
    const tree = new QuadTree(2);
    const forces = new Float64Array(4);
    tree.build(Float64Array.of(0, 0, 1, 0));
    expect(tree.repel(0, 0.25, forces)).toBe(0.5);
    tree.build(Float64Array.of(0, 0, 3, 0));
    expect(tree.repel(0, 0.25, forces)).toBeCloseTo(0.1, 12);
    expect(forces[0]).toBeCloseTo(-0.03, 12);
  });
});
