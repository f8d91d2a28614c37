import type { NameKind } from "../../../cell/rewriting/references.ts";

type Names = Record<string, unknown>;

/** The object that holds the top-level names of all cells. */
export interface Namespace {
  readonly names: Names;
  /** The same names for code that assigns to a constant: that throws. */
  readonly constants: Names;
  /** Gets ready for a cell that declares these. */
  declare(declarations: Iterable<readonly [string, NameKind]>): void;
  /** Makes a name read as an import does: the exporting module's value of the moment. */
  bind(name: string, read: () => unknown): void;
}

/**
 * Makes an empty namespace.
 *
 * Names are own properties of a plain object, as fast as any. What it lacks is asked of its prototype: the names every
 * cell can use, then the globals; else it is a ReferenceError, as in a module.
 *
 * @param builtins - what every cell can use; its getters run at each use.
 */
export function createNamespace(builtins: object): Namespace {
  const kinds = new Map<string, NameKind>();
  const define = (name: string, value: unknown): boolean =>
    Reflect.defineProperty(names, name, { value, writable: true, enumerable: true, configurable: true });
  const lookup: ProxyHandler<object> = {
    has: (_, name) => name in builtins || name in globalThis,
    get(_, name) {
      if (name in builtins) return Reflect.get(builtins, name);
      if (name in globalThis) return Reflect.get(globalThis, name);
      if (kinds.has(String(name))) {
        throw new ReferenceError(`Cannot access '${String(name)}' before initialization`);
      }
      throw new ReferenceError(`${String(name)} is not defined`);
    },
    set(_, name, value) {
      if (kinds.has(String(name))) return define(String(name), value);
      if (name in globalThis) return Reflect.set(globalThis, name, value);
      throw new ReferenceError(`${String(name)} is not defined`);
    },
  };
  const names = Object.create(new Proxy(Object.create(null), lookup)) as Names;
  const constants = new Proxy(names, {
    set(_, name, value) {
      const kind = kinds.get(String(name));
      if (kind === "const" || kind === "import") throw new TypeError("Assignment to constant variable.");
      names[String(name)] = value;
      return true;
    },
  });
  return {
    names,
    constants,
    declare(declarations) {
      for (const [name, kind] of declarations) {
        kinds.set(name, kind);
        const current = Object.getOwnPropertyDescriptor(names, name);
        // An enum merges into what its name holds, which must not be the enum of an earlier run.
        if (kind === "enum" || (kind === "var" && !current)) define(name, undefined);
        else if (current?.get && kind !== "import") define(name, names[name]);
      }
    },
    bind(name, read) {
      Object.defineProperty(names, name, { get: read, enumerable: true, configurable: true });
    },
  };
}
