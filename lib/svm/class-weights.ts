import { ArgumentError } from "../errors/argument-error.ts";
import type { ClassGroup } from "../selection/class-groups.ts";

/** "balanced", or a positive factor of C by label; labels left out count 1. */
export type ClassWeight = "balanced" | Readonly<Record<number, number>>;

/**
 * Returns the factor of C of each class: for "balanced", rows / (classes × rows of the class).
 *
 * @throws {@link ArgumentError} when a weight is not positive or names a class without rows.
 * @see scikit-learn `utils.class_weight.compute_class_weight`
 */
export function resolveClassWeights(
  classWeight: ClassWeight | undefined,
  groups: readonly ClassGroup[],
): number[] {
  if (classWeight === undefined) return groups.map(() => 1);
  if (classWeight === "balanced") {
    const total = groups.reduce((sum, group) => sum + group.rows.length, 0);
    return groups.map((group) => total / (groups.length * group.rows.length));
  }
  for (const [label, weight] of Object.entries(classWeight)) {
    if (!groups.some((group) => group.label === Number(label))) {
      const known = groups.map((group) => group.label).join(", ");
      throw new ArgumentError("classWeight", `labels among ${known}`, label);
    }
    if (!(Number.isFinite(weight) && weight > 0)) {
      throw new ArgumentError(`classWeight[${label}]`, "a positive number", weight);
    }
  }
  return groups.map((group) => classWeight[group.label] ?? 1);
}
