import { ArgumentError } from "../../../errors/argument-error.ts";
import type { Backbone } from "../../../models/backbone.ts";
import { type LoadBackboneOptions, loadBackbone } from "../../../models/registry.ts";

/** A backbone to be loaded as often as an experiment needs it fresh: its name, or name and options. */
export interface BackboneSpec
  extends Omit<LoadBackboneOptions, "includeTop" | "pooling" | "classes" | "random"> {
  /** Architecture, such as `"vgg16"`. */
  readonly name: string;
  /** What the results call it; must differ between the backbones of one experiment. @defaultValue the name */
  readonly label?: string;
}

export type LabelledSpec = BackboneSpec & { readonly label: string };

/** Fills in labels and requires them to differ. */
export function toSpecs(backbones: readonly (string | BackboneSpec)[]): LabelledSpec[] {
  if (backbones.length === 0) throw new ArgumentError("backbones", "at least one", "none");
  const specs = backbones.map((backbone) =>
    typeof backbone === "string"
      ? { name: backbone, label: backbone }
      : { ...backbone, label: backbone.label ?? backbone.name },
  );
  const twice = specs.find(({ label }, index) => specs.findIndex((other) => other.label === label) !== index);
  if (twice !== undefined) {
    throw new ArgumentError(
      "backbones",
      "labels that differ (give each its label)",
      `"${twice.label}" twice`,
    );
  }
  return specs;
}

/** Loads a backbone without top, its last feature map averaged. */
export async function loadPooled({ name, label: _label, ...options }: BackboneSpec): Promise<Backbone> {
  return loadBackbone(name, { ...options, includeTop: false, pooling: "avg" });
}

/** Loads a backbone with its own classifier. */
export async function loadClassifier({ name, label: _label, ...options }: BackboneSpec): Promise<Backbone> {
  return loadBackbone(name, { ...options, includeTop: true });
}
