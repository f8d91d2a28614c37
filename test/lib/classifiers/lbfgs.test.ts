import { describe, expect, it } from "vitest";
import { minimize, type Objective } from "../../../lib/classifiers/lbfgs.ts";

/** Rosenbrock's valley in pairs of dimensions: its minimum of 0 is at ones. */
const rosenbrock: Objective = (x, gradient) => {
  let value = 0;
  for (let k = 0; k < x.length; k += 2) {
    const [a, b] = [x[k]!, x[k + 1]!];
    const bend = b - a * a;
    value += 100 * bend * bend + (1 - a) ** 2;
    gradient[k] = -400 * a * bend - 2 * (1 - a);
    gradient[k + 1] = 200 * bend;
  }
  return value;
};

describe("minimize", () => {
  it("follows a bent valley to its end", () => {
    const start = Float64Array.from({ length: 20 }, (_, k) => (k % 2 === 0 ? -1.2 : 1));
    const { point, value, converged, iterations } = minimize(rosenbrock, start, {
      tolerance: 1e-8,
      maxIterations: 500,
    });
    expect(converged).toBe(true);
    expect(iterations).toBeLessThan(100);
    expect(value).toBeLessThan(1e-14);
    for (const coordinate of point) expect(coordinate).toBeCloseTo(1, 6);
    expect(start[0]).toBe(-1.2);
  });

  it("minimises a quadratic of widely different curvatures", () => {
    const scales = Float64Array.of(1, 1e3, 1e-3, 1e5);
    const { point, converged } = minimize(
      (x, gradient) => {
        let value = 0;
        x.forEach((own, k) => {
          const miss = own - k;
          value += (scales[k]! * miss * miss) / 2;
          gradient[k] = scales[k]! * miss;
        });
        return value;
      },
      new Float64Array(4),
      { tolerance: 1e-9, maxIterations: 1000 },
    );
    expect(converged).toBe(true);
    point.forEach((value, k) => {
      expect(value).toBeCloseTo(k, 4);
    });
  });

  it("ends where rounding lets the value fall no further", () => {
    // A gradient that no float64 makes smaller than 1e-9 of this value.
    const { converged, point } = minimize(
      (x, gradient) => {
        gradient[0] = 2e6 * (x[0]! - 1 / 3);
        return 1e6 * (x[0]! - 1 / 3) ** 2 + 1e9;
      },
      Float64Array.of(5),
      { tolerance: 1e-300, maxIterations: 1000 },
    );
    expect(converged).toBe(true);
    expect(point[0]).toBeCloseTo(1 / 3, 5);
  });

  it("stops at the limit and says so; starts at the minimum and stays", () => {
    const start = Float64Array.of(-1.2, 1);
    expect(minimize(rosenbrock, start, { tolerance: 1e-8, maxIterations: 3 })).toMatchObject({
      converged: false,
      iterations: 3,
    });
    expect(minimize(rosenbrock, Float64Array.of(1, 1), { tolerance: 1e-8, maxIterations: 3 })).toMatchObject({
      converged: true,
      iterations: 0,
    });
  });
});
