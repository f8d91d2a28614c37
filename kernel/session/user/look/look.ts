import { inspect, types } from "node:util";
import type { LiveName, LiveProperty, LiveValue, LookRequest } from "../../protocol/live-values.ts";
import { readMembers } from "./member-chain.ts";
import { describePreview, findLiveKind, findType } from "./preview.ts";

/** Where the watchdog finds the function that looks, among the symbols of the global object. */
export const LOOK = "transferlab.look";

const NAMES_LIMIT = 500;
const TEXT_LIMIT = 20_000;
/** An array with more elements is not asked for its own names: to list them would take too long. */
const LISTED_LENGTH = 1000;

/**
 * Makes the function that looks at live values and runs none of their code: it reads property descriptors, never
 * properties, and asks no proxy.
 *
 * It may be entered between any two steps of a running cell, so it changes nothing.
 */
export function createLook(names: object): (request: LookRequest) => unknown {
  const find = (expression: string): Seen | undefined => {
    const members = readMembers(expression);
    if (!members) return undefined;
    let seen: Seen | undefined = findName(names, members[0]!);
    for (const member of members.slice(1)) seen = seen && readMember(seen.value, member);
    return seen;
  };
  return (request) => {
    if (request.what === "names") return findNames(names);
    const seen = find(request.expression);
    if (!seen) return undefined;
    return request.what === "properties" ? findProperties(seen.value) : describeValue(seen.value);
  };
}

interface Seen {
  readonly value: unknown;
}

/** Names of cells come before globals, as in a cell. */
function findName(names: object, name: string): Seen | undefined {
  const descriptor = Object.getOwnPropertyDescriptor(names, name);
  if (descriptor?.get) return readImport(descriptor.get);
  if (descriptor) return { value: descriptor.value as unknown };
  const global = Object.getOwnPropertyDescriptor(globalThis, name);
  return global && "value" in global ? { value: global.value as unknown } : undefined;
}

/** The getters of the namespace itself are the kernel's: they read a module's export. */
function readImport(get: () => unknown): Seen | undefined {
  try {
    return { value: get() };
  } catch {
    // Not yet initialised: two modules import each other.
    return undefined;
  }
}

function findNames(names: object): LiveName[] {
  const live: LiveName[] = [];
  for (const name of Object.keys(names)) {
    const seen = findName(names, name);
    if (!seen || live.length >= NAMES_LIMIT) continue;
    const kind = findLiveKind(seen.value) ?? "variable";
    live.push({ name, kind, preview: describePreview(seen.value) });
  }
  return live;
}

function readMember(value: unknown, member: string): Seen | undefined {
  for (const object of walkPrototypes(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(object, member);
    if (descriptor) return "value" in descriptor ? { value: descriptor.value as unknown } : undefined;
  }
  return undefined;
}

function findProperties(value: unknown): LiveProperty[] {
  const found = new Map<string, LiveProperty>();
  let isOwn = true;
  for (const object of walkPrototypes(value)) {
    for (const name of listNames(object)) {
      if (found.size >= NAMES_LIMIT) return [...found.values()];
      if (found.has(name)) continue;
      const descriptor = Object.getOwnPropertyDescriptor(object, name);
      if (!descriptor) continue;
      if (!("value" in descriptor)) {
        found.set(name, { name, kind: "accessor", preview: "", isOwn });
        continue;
      }
      const held: unknown = descriptor.value;
      const type = findLiveKind(held);
      const kind = type === "function" ? "method" : (type ?? "property");
      found.set(name, { name, kind, preview: describePreview(held), isOwn });
    }
    isOwn = false;
  }
  return [...found.values()];
}

function* walkPrototypes(value: unknown): Generator<object> {
  if (value === null || value === undefined) return;
  let object: object | null = Object(value) as object;
  // A proxy is code: nothing of it is asked.
  while (object && !types.isProxy(object)) {
    yield object;
    object = Object.getPrototypeOf(object) as object | null;
  }
}

function listNames(object: object): string[] {
  const isList = Array.isArray(object) || ArrayBuffer.isView(object) || object instanceof String;
  if (isList && (object as { length?: number }).length! > LISTED_LENGTH) return ["length"];
  const names = Object.getOwnPropertyNames(object);
  return isList ? names.filter((name) => !/^\d+$/.test(name)) : names;
}

function describeValue(value: unknown): LiveValue {
  const text = inspect(value, {
    customInspect: false,
    depth: 2,
    maxArrayLength: 100,
    maxStringLength: 10_000,
  });
  return {
    type: findType(value),
    text: text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)}…` : text,
    ...(typeof value === "function" && !types.isProxy(value)
      ? { source: Function.prototype.toString.call(value) }
      : {}),
  };
}
