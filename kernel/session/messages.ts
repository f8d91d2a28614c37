import type { NameKind } from "../cell/references.ts";
import type { CellImport } from "../cell/rewrite.ts";
import type { CellOutput } from "../notebook/collect-outputs.ts";

/** To the user process: one JSON text a line on file descriptor 3. */
export type ToUser = Start | Execute | Interrupt | { readonly type: "exit" };

export interface Start {
  readonly type: "start";
  /** What relative and package imports of cells start from: the notebook's own path. */
  readonly notebook: string;
  /** The folder of the package this kernel belongs to, where imports are looked for last. */
  readonly installation: string;
  /** Whether the kernel runs from its TypeScript sources. */
  readonly fromSource: boolean;
  /** Marks, in the native output pipes, the end of a cell's output; nobody else can know it. */
  readonly token: string;
}

export interface Execute {
  readonly type: "execute";
  /** The cell's number, from 1; told once. */
  readonly cell: number;
  readonly code: string;
  readonly declarations: readonly (readonly [name: string, kind: NameKind])[];
  readonly imports: readonly CellImport[];
}

export interface Interrupt {
  readonly type: "interrupt";
  readonly cell: number;
}

/** An error as it left the user process; places in it are those of the transformed code. */
export interface RawError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** As Node's inspect prints it: the stack, its causes, its own fields. */
  readonly inspected: string;
  readonly interrupted: boolean;
  /** Where in the cell's source an import failed. */
  readonly at?: { readonly line: number; readonly column: number };
}

/** From the user process: one JSON text a line on file descriptor 3. */
export type FromUser =
  | { readonly type: "ready"; readonly globals: readonly string[] }
  | { readonly type: "output"; readonly cell: number; readonly output: CellOutput }
  | {
      readonly type: "done";
      readonly cell: number;
      readonly error?: RawError;
      /** The native streams that got a token for this cell. */
      readonly tokens: readonly ("stdout" | "stderr")[];
    };

/** Between the main thread of the user process and its watchdog, besides the messages to pass on. */
export type ToWatchdog =
  | { readonly pass: FromUser }
  /** JSON made by the main thread, so that what can't be sent is an error of the cell that shows it. */
  | { readonly passJson: string }
  | { readonly running: number | undefined }
  | { readonly flush: true };
