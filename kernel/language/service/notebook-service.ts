import ts from "typescript";
import type { Completions, Inspection, Request, ServiceOptions, TypeFault } from "../messages.ts";
import { completeCell } from "./answers/complete.ts";
import { readFaults } from "./answers/faults.ts";
import { inspectCell } from "./answers/inspect.ts";
import { composeCell } from "./cells/compose.ts";
import { freezeCell } from "./cells/freeze.ts";
import type { OpenCell } from "./cells/open-cell.ts";
import { type ReadCell, readCell } from "./cells/read-cell.ts";
import { Scope } from "./cells/scope.ts";
import { findReachable, type KnownCell, Slots } from "./cells/slots.ts";
import { AMBIENT_DECLARATIONS } from "./program/ambient.ts";
import { findNotebookImports } from "./program/notebook-imports.ts";
import { VirtualHost } from "./program/virtual-host.ts";

/** "Cannot find module", in its three forms. */
const MISSING_MODULE = new Set([2307, 2792, 2882]);

const MAX_DEPTH = 32;
const FREEZE_EVERY = 16;

/** Types of one notebook's cells, in the thread that calls it. */
export class NotebookService {
  readonly #notebook: string;
  readonly #host: VirtualHost;
  readonly #service: ts.LanguageService;
  readonly #slots: Slots;
  readonly #scope = new Scope();
  readonly #known = new Map<number, KnownCell>();
  readonly #augmenting = new Set<number>();
  readonly #imported = new Set<string>();
  #nextKey = 1;

  constructor(options: ServiceOptions) {
    this.#notebook = options.notebook;
    this.#host = new VirtualHost(options);
    this.#host.setFile(this.#path("globals.d.ts"), AMBIENT_DECLARATIONS);
    this.#host.setFile(this.#path("imports.ts"), "");
    this.#host.setFile(this.#path("current.ts"), "");
    this.#host.setFile(this.#path("current.tsx"), "");
    this.#slots = new Slots(this.#host);
    this.#service = ts.createLanguageService(
      this.#host,
      ts.createDocumentRegistry(ts.sys.useCaseSensitiveFileNames),
    );
  }

  /** Reads the libraries and runs the checker's code once. */
  warm(): void {
    this.check("const numbers = [1, 2].map((n) => n * 2); console.log(numbers.join());");
  }

  /** Reads the packages that the notebook on disk imports, so that its cells need not wait for them. */
  warmImports(): void {
    const found = findNotebookImports(this.#notebook);
    if (found.length === 0) return;
    this.#keepImports(found);
    this.check("export {};");
  }

  /** How many cells are remembered, and how many of these are in the program. */
  get size(): { readonly known: number; readonly loaded: number } {
    return { known: this.#known.size, loaded: this.#slots.count };
  }

  answer(request: Request): readonly TypeFault[] | Completions | Inspection | undefined {
    if (request.method === "check") return this.check(request.source);
    if (request.method === "complete") return this.complete(request.source, request.offset);
    return this.inspect(request.source, request.offset, request.detail);
  }

  /** Makes a cell's names known to later cells; those it takes over are forgotten where nothing uses them. */
  commit(source: string): void {
    const read = readCell(source);
    if (read.declared.size === 0 && !read.hasAugmentation) {
      this.#keepImports(read.specifiers);
      return;
    }
    const key = this.#nextKey++;
    const { text, owners, aliases } = composeCell(read, this.#scope, { owner: key });
    const depths = [...owners].map((owner) => this.#known.get(owner)?.depth ?? 0);
    const known = { key, text, owners, aliases, hasJsx: read.hasJsx, depth: 1 + Math.max(0, ...depths) };
    this.#known.set(key, known);
    if (known.depth >= MAX_DEPTH && known.depth % FREEZE_EVERY === 0) this.#freeze(known, read);
    this.#scope.add(key, read);
    if (read.hasAugmentation) this.#augmenting.add(key);
    this.#keepImports(read.specifiers);
    const reachable = findReachable([...this.#scope.findOwners(), ...this.#augmenting], this.#known);
    for (const known of this.#known.keys()) if (!reachable.has(known)) this.#known.delete(known);
    this.#slots.drop(this.#known);
  }

  /** Forgets all names, as when the process that held their values has ended. */
  forget(): void {
    this.#scope.clear();
    this.#known.clear();
    this.#augmenting.clear();
    this.#slots.drop(this.#known);
  }

  check(source: string): readonly TypeFault[] {
    this.#host.refresh();
    let faults = this.#findFaults(source);
    if (faults.some(({ code }) => MISSING_MODULE.has(code))) {
      // A file or package may have come since it was last looked for.
      this.#host.forgetMissing();
      faults = this.#findFaults(source);
    }
    return faults;
  }

  complete(source: string, offset: number): Completions {
    this.#host.refresh();
    return completeCell({
      service: this.#service,
      scope: this.#scope,
      source,
      offset,
      open: (extraNames) => this.#open(source, extraNames),
      packages: () => this.#host.packages,
    });
  }

  inspect(source: string, offset: number, detail: 0 | 1): Inspection | undefined {
    this.#host.refresh();
    const cell = this.#open(source);
    const findAliases = (path: string) => this.#known.get(this.#slots.findKey(path) ?? -1)?.aliases;
    return inspectCell({ service: this.#service, findAliases, cell, offset, detail });
  }

  #findFaults(source: string): readonly TypeFault[] {
    const { path, composed } = this.#open(source);
    if (this.#service.getSyntacticDiagnostics(path).length > 0) return [];
    return readFaults(this.#service.getSemanticDiagnostics(path), {
      source,
      cell: composed,
      scope: this.#scope,
      reportsImplicitAny: this.#host.options.reportsImplicitAny,
    });
  }

  /** Cuts a chain of cells that read through one another, where the types on it can be written out. */
  #freeze(known: KnownCell, read: ReadCell): void {
    this.#slots.load([known.key], this.#known);
    const program = this.#service.getProgram();
    const file = program?.getSourceFile(this.#slots.findPath(known.key) ?? "");
    const frozen = program && file && freezeCell(known, read, file, program.getTypeChecker());
    if (!frozen) return;
    this.#known.delete(known.key);
    this.#slots.drop(this.#known);
    this.#known.set(known.key, frozen);
  }

  /** Puts a cell and what it uses into the program. */
  #open(source: string, extraNames: readonly string[] = []): OpenCell {
    const read = readCell(source);
    const composed = composeCell(read, this.#scope, { extraNames });
    this.#slots.load([...composed.owners, ...this.#augmenting], this.#known);
    const path = this.#path(read.hasJsx ? "current.tsx" : "current.ts");
    this.#host.setFile(path, composed.text);
    return { path, read, composed };
  }

  /** Keeps modules in the program whichever cell it is about. */
  #keepImports(specifiers: readonly string[]): void {
    const before = this.#imported.size;
    for (const specifier of specifiers) this.#imported.add(specifier);
    if (this.#imported.size === before) return;
    const text = [...this.#imported].map((specifier) => `import ${JSON.stringify(specifier)};\n`).join("");
    this.#host.setFile(this.#path("imports.ts"), text);
  }

  #path(name: string): string {
    return this.#host.pathOf(`.${name}`);
  }
}
