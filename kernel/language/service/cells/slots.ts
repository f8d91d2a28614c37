import type { VirtualHost } from "../program/virtual-host.ts";
import { namespaceOf } from "./compose.ts";

/** A cell that has run, ready to be read by others. */
export interface KnownCell {
  readonly key: number;
  readonly text: string;
  readonly hasJsx: boolean;
  readonly aliases: ReadonlyMap<string, string>;
  /** Keys of the cells that it reads names from. */
  readonly owners: ReadonlySet<number>;
  /** Length of the longest chain of cells it reads through, itself included. */
  readonly depth: number;
}

interface Slot {
  readonly path: string;
  readonly hasJsx: boolean;
  key?: number;
}

const BATCH = 32;
/** As a loaded cell, for TypeScript to see the same structure when one comes in. */
const EMPTY = "declare global {}\n";

/**
 * Files of the program that hold the cells in use.
 *
 * There is a stock of them, empty at first, since TypeScript is quick when a file's text changes and slow when files
 * come and go. A cell comes in when it is used, and goes when room is needed.
 */
export class Slots {
  readonly #host: VirtualHost;
  readonly #slots: Slot[] = [];
  readonly #byKey = new Map<number, Slot>();

  constructor(host: VirtualHost) {
    this.#host = host;
    this.#grow(false);
  }

  /** Brings in cells and all that they read from. */
  load(keys: Iterable<number>, known: ReadonlyMap<number, KnownCell>): void {
    const needed = findReachable(keys, known);
    for (const key of needed) {
      const cell = known.get(key)!;
      const slot = this.#byKey.get(key);
      if (slot) {
        // The most recently used are last.
        this.#byKey.delete(key);
        this.#byKey.set(key, slot);
      } else this.#fill(this.#findRoom(cell.hasJsx, needed), cell);
    }
  }

  /** Takes out cells that nobody can name any more. */
  drop(known: ReadonlyMap<number, KnownCell>): void {
    for (const [key, slot] of this.#byKey) if (!known.has(key)) this.#empty(slot);
  }

  /** The file that a loaded cell is in. */
  findPath(key: number): string | undefined {
    return this.#byKey.get(key)?.path;
  }

  /** The cell that is in a file. */
  findKey(path: string): number | undefined {
    return this.#slots.find((slot) => slot.path === path)?.key;
  }

  get count(): number {
    return this.#byKey.size;
  }

  #findRoom(hasJsx: boolean, needed: ReadonlySet<number>): Slot {
    const fits = (slot: Slot | undefined): slot is Slot => slot?.hasJsx === hasJsx;
    const free = this.#slots.find((slot) => slot.key === undefined && fits(slot));
    if (free) return free;
    for (const [key, slot] of this.#byKey) {
      if (needed.has(key) || !fits(slot)) continue;
      this.#empty(slot);
      return slot;
    }
    return this.#grow(hasJsx);
  }

  #grow(hasJsx: boolean): Slot {
    const first = this.#slots.length;
    for (let index = first; index < first + BATCH; index++) {
      const slot: Slot = { path: this.#host.pathOf(`.cell${index}.${hasJsx ? "tsx" : "ts"}`), hasJsx };
      this.#slots.push(slot);
      this.#host.setFile(slot.path, EMPTY);
    }
    return this.#slots[first]!;
  }

  #fill(slot: Slot, cell: KnownCell): void {
    slot.key = cell.key;
    this.#byKey.set(cell.key, slot);
    this.#host.setFile(slot.path, cell.text);
  }

  #empty(slot: Slot): void {
    if (slot.key !== undefined) this.#byKey.delete(slot.key);
    delete slot.key;
    this.#host.setFile(slot.path, EMPTY);
  }
}

/** Follows what cells read from. */
export function findReachable(keys: Iterable<number>, known: ReadonlyMap<number, KnownCell>): Set<number> {
  const reached = new Set<number>();
  const queue = [...keys];
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    const cell = known.get(key);
    if (!cell || reached.has(key)) continue;
    reached.add(key);
    queue.push(...cell.owners);
  }
  return reached;
}

/** Takes the service's own names out of a text. */
export function hideSlots(text: string): string {
  return text
    .replaceAll(/import\("[^"]*\/\.(?:cell\d*|current)(?:\.tsx?)?"\)\./g, "")
    .replaceAll(new RegExp(`\\${namespaceOf(0).replace("0", "")}\\d+\\.`, "g"), "");
}
