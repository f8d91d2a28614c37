import vm from "node:vm";
import type { CellImporter } from "../imports/cell-importer.ts";
import { type CellRun, type CellRuns, Interrupted } from "./cell-run.ts";
import { Disposables } from "./disposables.ts";
import type { Namespace } from "./namespace.ts";

/** The function a cell becomes: its parameters are those that kernel/cell/rewriting/rewrite.ts gives it, in that order. */
type CellFunction = (
  this: undefined,
  namespace: Namespace["names"],
  constants: Namespace["names"],
  result: (value: unknown) => void,
  enter: () => CellRun | undefined,
  leave: (run: CellRun | undefined, value?: unknown) => unknown,
  turn: () => void,
  stack: () => Disposables,
  importModule: CellImporter["import"],
  meta: CellImporter["meta"],
) => Promise<void>;

export interface CellCallerOptions {
  readonly runs: CellRuns;
  readonly namespace: Namespace;
  readonly importer: CellImporter;
}

/** Runs a cell's code. @returns the value it shows, if it shows one. */
export type CallCell = (code: string, filename: string) => Promise<{ readonly value: unknown } | undefined>;

/** One function for all cells, so that V8 makes nothing of its calls. */
const turn = (): void => {};

export function createCellCaller({ runs, namespace, importer }: CellCallerOptions): CallCell {
  const enter = () => runs.current;
  const leave = (entered: CellRun | undefined, value: unknown) => {
    if (entered?.interrupted) throw new Interrupted();
    return value;
  };
  return async (code, filename) => {
    let shown: { value: unknown } | undefined;
    const show = (value: unknown): void => {
      shown = { value };
    };
    const script = new vm.Script(code, { filename, lineOffset: -1 });
    const cell = script.runInThisContext() as CellFunction;
    const { names, constants } = namespace;
    const stack = () => new Disposables();
    await cell.call(
      undefined,
      names,
      constants,
      show,
      enter,
      leave,
      turn,
      stack,
      importer.import,
      importer.meta,
    );
    return shown;
  };
}
