/** What becomes of a cell with type errors: `on` keeps it from running, `warn` tells of them, `off` does not look. */
export type TypePolicy = "on" | "warn" | "off";

export const TYPE_POLICIES: readonly TypePolicy[] = ["on", "warn", "off"];

/** Reads a policy from an environment variable; undefined when it is none. */
export function readTypePolicy(text: string | undefined): TypePolicy | undefined {
  return TYPE_POLICIES.find((policy) => policy === text?.trim().toLowerCase());
}
