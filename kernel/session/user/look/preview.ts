import { inspect, types } from "node:util";

const TEXT_LIMIT = 60;

/** Whether a value is a function or a class; undefined when it is neither. */
export function findLiveKind(value: unknown): "function" | "class" | undefined {
  if (typeof value !== "function" || types.isProxy(value)) return undefined;
  return /^class\b/.test(Function.prototype.toString.call(value)) ? "class" : "function";
}

/** `typeof` a value, `null`, or the name of its class. */
export function findType(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  return findClassName(value);
}

/** A value in a few words. */
export function describePreview(value: unknown): string {
  if (typeof value === "function") {
    if (types.isProxy(value)) return "Proxy";
    const name: unknown = Object.getOwnPropertyDescriptor(value, "name")?.value;
    return `${findLiveKind(value)} ${typeof name === "string" && name !== "" ? name : "(anonymous)"}`;
  }
  if (typeof value === "string")
    return inspect(value.length > TEXT_LIMIT ? `${value.slice(0, TEXT_LIMIT)}…` : value);
  if (typeof value !== "object" || value === null) return inspect(value);
  const name = findClassName(value);
  const size = findSize(value);
  return size === undefined ? name : `${name}(${size})`;
}

function findSize(value: object): number | undefined {
  if (types.isProxy(value)) return undefined;
  if (Array.isArray(value)) return value.length;
  if (types.isTypedArray(value)) return typedArrayLength.call(value) as number;
  if (types.isMap(value)) return mapSize.call(value) as number;
  return types.isSet(value) ? (setSize.call(value) as number) : undefined;
}

// The value's own class may have a property of that name that is code.
const typedArrayLength = findGetter(Object.getPrototypeOf(Uint8Array.prototype) as object, "length");
const mapSize = findGetter(Map.prototype, "size");
const setSize = findGetter(Set.prototype, "size");

function findGetter(prototype: object, name: string): () => unknown {
  return Object.getOwnPropertyDescriptor(prototype, name)!.get!;
}

/** The name of the constructor that the value's prototypes tell of, without asking any code. */
function findClassName(value: object): string {
  let object: object | null = value;
  while (object) {
    if (types.isProxy(object)) return "Proxy";
    const made: unknown = Object.getOwnPropertyDescriptor(object, "constructor")?.value;
    if (typeof made === "function" && !types.isProxy(made)) {
      const name: unknown = Object.getOwnPropertyDescriptor(made, "name")?.value;
      if (typeof name === "string" && name !== "") return name;
    }
    object = Object.getPrototypeOf(object) as object | null;
  }
  return "Object";
}
