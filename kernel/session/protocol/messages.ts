import type { NameKind } from "../../cell/rewriting/references.ts";
import type { CellImport } from "../../cell/rewriting/rewrite.ts";
import type { CellOutput } from "../../notebook/collect-outputs.ts";
import type { CommPacket } from "./comm-message.ts";
import type { LookRequest } from "./live-values.ts";

/** To the user process: one JSON text a line on file descriptor 3. */
export type ToUser =
  | Start
  | Execute
  | Interrupt
  | HandleComm
  | Look
  | { readonly type: "usage"; readonly request: number }
  /** What was typed; null: the question was cancelled. */
  | { readonly type: "answer"; readonly question: number; readonly text: string | null }
  | { readonly type: "exit" };

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
  /** Nothing is shown. */
  readonly isSilent: boolean;
  /** Whether somebody can answer a question. */
  readonly allowsInput: boolean;
  /** Looked at once the cell has succeeded. */
  readonly expressions: readonly ExpressionCode[];
}

/** An expression as the cell that it becomes. */
export interface ExpressionCode {
  readonly key: string;
  readonly code: string;
}

/** Stops everything that runs. */
export interface Interrupt {
  readonly type: "interrupt";
}

/** A comm message of the front end. Its handling is a run like a cell's, with a number below 0. */
export interface HandleComm {
  readonly type: "comm";
  readonly run: number;
  readonly packet: CommPacket;
}

export interface Look {
  readonly type: "look";
  readonly request: number;
  readonly look: LookRequest;
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

/** What became of one expression. */
export type ExpressionAnswer =
  | { readonly key: string; readonly data: Readonly<Record<string, unknown>> }
  | { readonly key: string; readonly error: RawError };

/** A run's end. */
export interface Done {
  readonly type: "done";
  /** The cell's number; below 0 for the handling of a comm message. */
  readonly run: number;
  readonly error?: RawError;
  readonly expressions?: readonly ExpressionAnswer[];
  /** The native streams that got a token for this run. */
  readonly tokens: readonly ("stdout" | "stderr")[];
}

/** From the user process: one JSON text a line on file descriptor 3. */
export type FromUser =
  | { readonly type: "ready"; readonly globals: readonly string[] }
  | { readonly type: "output"; readonly run: number; readonly output: CellOutput }
  | Done
  /** An error that ends no run: it is told on the standard error of the run that caused it. */
  | { readonly type: "fault"; readonly run: number; readonly error: RawError }
  | { readonly type: "comm"; readonly run?: number; readonly packet: CommPacket }
  | {
      readonly type: "question";
      readonly question: number;
      readonly prompt: string;
      readonly password: boolean;
    }
  /** To a look or a usage request; without a value when there is none. */
  | { readonly type: "reply"; readonly request: number; readonly value?: unknown };

/** From the main thread of the user process to its watchdog: messages to pass on, and orders. */
export type ToWatchdog =
  | { readonly pass: FromUser }
  /** JSON made by the main thread, so that what can't be sent is an error of the cell that shows it. */
  | { readonly passJson: string }
  | { readonly flush: true };

/** What both threads of the user process share. */
export interface Shared {
  /** 1 once all that was posted before a flush order is out. */
  readonly flushed: Int32Array;
  /** Size of the output that was posted and is not yet in the kernel's pipe, in UTF-16 units. */
  readonly backlog: Int32Array;
  /** The number of the question answered last. */
  readonly answered: Int32Array;
}
