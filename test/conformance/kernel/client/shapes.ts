/** Says what is wrong with a value, a sentence a fault. */
export type Shape = (value: unknown, path: string) => readonly string[];

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function primitive(name: string, holds: (value: unknown) => boolean): Shape {
  return (value, path) => (holds(value) ? [] : [`${path}: expected ${name}, received ${show(value)}`]);
}

export const text = primitive("a string", (value) => typeof value === "string");
export const flag = primitive("true or false", (value) => typeof value === "boolean");
export const count = primitive(
  "a whole number from 0",
  (value) => Number.isInteger(value) && Number(value) >= 0,
);
export const record = primitive("an object", isRecord);
export const anything: Shape = (value, path) => (value === undefined ? [`${path}: missing`] : []);

export function oneOf(...allowed: readonly unknown[]): Shape {
  return primitive(allowed.map(show).join(" or "), (value) => allowed.includes(value));
}

export function matching(name: string, pattern: RegExp): Shape {
  return primitive(name, (value) => typeof value === "string" && pattern.test(value));
}

export function listOf(shape: Shape): Shape {
  return (value, path) =>
    Array.isArray(value)
      ? value.flatMap((entry, index) => shape(entry, `${path}[${index}]`))
      : [`${path}: expected a list, received ${show(value)}`];
}

/** Values of any key. */
export function mapOf(shape: Shape, keys?: RegExp): Shape {
  return (value, path) => {
    if (!isRecord(value)) return [`${path}: expected an object, received ${show(value)}`];
    return Object.entries(value).flatMap(([key, entry]) => [
      ...(keys && !keys.test(key)
        ? [`${path}: expected keys like ${keys.source}, received ${show(key)}`]
        : []),
      ...shape(entry, `${path}.${key}`),
    ]);
  };
}

/**
 * An object with these fields and no others.
 *
 * @param optional - may be absent; null is not absent.
 */
export function fields(
  required: Readonly<Record<string, Shape>>,
  optional: Readonly<Record<string, Shape>> = {},
  { isOpen = false }: { readonly isOpen?: boolean } = {},
): Shape {
  return (value, path) => {
    if (!isRecord(value)) return [`${path}: expected an object, received ${show(value)}`];
    const faults: string[] = [];
    for (const [name, shape] of Object.entries(required)) {
      if (name in value) faults.push(...shape(value[name], `${path}.${name}`));
      else faults.push(`${path}.${name}: missing`);
    }
    for (const [name, entry] of Object.entries(value)) {
      if (name in required) continue;
      if (optional[name]) faults.push(...optional[name](entry, `${path}.${name}`));
      else if (!isOpen) faults.push(`${path}.${name}: not a field of the protocol`);
    }
    return faults;
  };
}

/** Content of a reply: `ok` has the fields, `error` the error's. */
export function replyOf(ok: Shape): Shape {
  const error = fields(
    { status: oneOf("error"), ename: text, evalue: text, traceback: listOf(text) },
    { execution_count: count, payload: listOf(record), user_expressions: record },
  );
  return (value, path) => {
    if (!isRecord(value)) return [`${path}: expected an object, received ${show(value)}`];
    if (value.status === "error") return error(value, path);
    return ok(value, path);
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
