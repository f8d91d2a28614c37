/** What a tensor of a layer is for. */
export type WeightRole = "kernel" | "bias" | "gamma" | "beta" | "moving_mean" | "moving_variance";

/** Tells what a tensor is for from its name in Keras 1, 2 or 3; undefined when the name does not tell. */
export function roleOf(name: string): WeightRole | undefined {
  const last = name.split("/").at(-1) ?? name;
  if (/moving_mean|running_mean/.test(last)) return "moving_mean";
  if (/moving_var|running_(std|var)/.test(last)) return "moving_variance";
  if (/gamma/.test(last)) return "gamma";
  if (/beta/.test(last)) return "beta";
  if (/kernel|_W(_\d+)?(:0)?$/.test(last)) return "kernel";
  if (/bias|_b(_\d+)?(:0)?$/.test(last)) return "bias";
  return undefined;
}
