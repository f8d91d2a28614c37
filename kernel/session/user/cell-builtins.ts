import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { formatValue } from "../../display/format-value.ts";
import type { MimeBundle } from "../../display/mime-bundle.ts";
import { html, md, svg } from "../../display/tags.ts";
import type { CellOutput } from "../../notebook/collect-outputs.ts";
import type { CellRuns } from "./cell-run.ts";

/** A value on show that can be shown anew in its place. */
export interface DisplayHandle {
  readonly id: string;
  update(value: unknown): void;
}

export interface BuiltinOptions {
  readonly runs: CellRuns;
  readonly notebook: string;
  readonly installation: string;
  readonly publish: (cell: number, output: CellOutput) => void;
}

/** Makes the names that every cell can use, and shadow, without an import. */
export function createBuiltins({ runs, notebook, installation, publish }: BuiltinOptions): object {
  const show = (value: unknown, type: "display" | "update", displayId: string): void => {
    const run = runs.current;
    if (!run || run.interrupted) return;
    const send = (data: MimeBundle): void => publish(run.cell, { type, data, metadata: {}, displayId });
    const bundle = formatValue(value);
    if (!(bundle instanceof Promise)) {
      send(bundle);
      return;
    }
    const pending = bundle.then(send);
    run.pending.add(pending);
    // The cell waits for it and so gets its error.
    pending.catch(() => {});
  };
  const display = (value: unknown, { id = randomUUID() }: { id?: string } = {}): DisplayHandle => {
    show(value, "display", id);
    return { id, update: (next) => show(next, "update", id) };
  };
  const clearOutput = ({ wait = false }: { wait?: boolean } = {}): void => {
    const run = runs.current;
    if (run) publish(run.cell, { type: "clear", wait });
  };
  return Object.freeze({
    display,
    clearOutput,
    html,
    md,
    svg,
    require: createNotebookRequire(notebook, installation),
    __filename: notebook,
    __dirname: dirname(notebook),
    /** Aborts when the running cell is interrupted. */
    get signal(): AbortSignal | undefined {
      return runs.current?.controller.signal;
    },
  });
}

/** `require` from the notebook's folder, then NODE_PATH (Node does that), then the installation. */
function createNotebookRequire(notebook: string, installation: string): NodeJS.Require {
  const fromNotebook = createRequire(notebook);
  const fromInstallation = createRequire(`${installation}/package.json`);
  const require = (specifier: string): unknown => {
    try {
      fromNotebook.resolve(specifier);
    } catch (error) {
      const isBare = !/^(\.{0,2}[\\/]|[A-Za-z]:)/.test(specifier);
      if (!isBare || (error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
      try {
        fromInstallation.resolve(specifier);
      } catch {
        throw error;
      }
      return fromInstallation(specifier);
    }
    return fromNotebook(specifier);
  };
  return Object.assign(require, fromNotebook);
}
