/** A type error of a cell. Lines and columns count from 1 in the cell's own text, columns in UTF-16 units. */
export interface TypeFault {
  /** TypeScript's number of the fault, as in `TS2322`. */
  readonly code: number;
  /** What is wrong, with its reasons on lines of their own. */
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: "error";
}

/** What can stand at a place of a cell. */
export interface CompletionItem {
  /** The text to put between `start` and `end`. */
  readonly name: string;
  /** As Jupyter's front ends name it: `function`, `class`, `instance`, `module`, `property`, `keyword`, ... */
  readonly kind: string;
  /** Its type in TypeScript's words, unless it can be called; only the first items have it. */
  readonly type?: string;
  /** Parameters and result of what can be called; only the first items have it. */
  readonly signature?: string;
  /** Items are in this text's order. */
  readonly sortText: string;
}

/** Items that fit between two offsets (UTF-16 units from 0) of a cell. */
export interface Completions {
  readonly start: number;
  readonly end: number;
  readonly items: readonly CompletionItem[];
}

/** What is known of the name at a place, twice. */
export interface Inspection {
  readonly text: string;
  readonly markdown: string;
}

/** What the worker is started with. */
export interface ServiceOptions {
  /** The notebook's path, absolute. It need not exist. */
  readonly notebook: string;
  /** The package that this kernel belongs to. */
  readonly installation: string;
  /** Whether the package is used from its TypeScript sources. */
  readonly fromSource: boolean;
}

/** What the worker is asked. */
export type Request =
  | { readonly method: "check"; readonly source: string }
  | { readonly method: "complete"; readonly source: string; readonly offset: number }
  | { readonly method: "inspect"; readonly source: string; readonly offset: number; readonly detail: 0 | 1 };

export type ToWorker =
  | (Request & { readonly id: number })
  | { readonly method: "commit"; readonly source: string }
  | { readonly method: "forget" };

export type FromWorker =
  | { readonly type: "ready" }
  | { readonly type: "reply"; readonly id: number; readonly value: unknown }
  | { readonly type: "failure"; readonly id: number; readonly message: string };
