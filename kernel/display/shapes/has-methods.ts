/** Whether a value has methods of these names. */
export function hasMethods<Name extends string>(
  value: Record<PropertyKey, unknown>,
  ...names: readonly Name[]
): value is Record<PropertyKey, unknown> & Record<Name, (...parameters: unknown[]) => unknown> {
  return names.every((name) => typeof value[name] === "function");
}

/** Whether a value is an object made by a literal (of any realm), and no instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
