import type { ReadCell, ValueKind } from "./read-cell.ts";

/** A name's value, as later cells find it. */
export interface ValueEntry {
  /** Key of the cell that declared it. */
  readonly owner: number;
  readonly kind: ValueKind;
  readonly isLiteral: boolean;
}

/**
 * What every name of the cells so far means.
 *
 * A name has a value, a type, or both, and these may come from different cells: a variable does not take an interface
 * of the same name away.
 */
export class Scope {
  readonly values = new Map<string, ValueEntry>();
  /** For each type the key of the cell that declared it. */
  readonly types = new Map<string, number>();

  /** Puts the names of a cell over those before. */
  add(owner: number, { declared }: ReadCell): void {
    for (const [name, { value, isType, isLiteral }] of declared) {
      const before = this.values.get(name);
      // The type of a class or enum goes with its value.
      if (value && !isType && before?.owner === this.types.get(name)) this.types.delete(name);
      if (value) this.values.set(name, { owner, kind: value, isLiteral });
      if (isType) this.types.set(name, owner);
    }
  }

  clear(): void {
    this.values.clear();
    this.types.clear();
  }

  /** Keys of the cells that some name still means. */
  findOwners(): Set<number> {
    return new Set([...[...this.values.values()].map(({ owner }) => owner), ...this.types.values()]);
  }
}
