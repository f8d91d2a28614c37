import { createRequire } from "node:module";
import { dirname } from "node:path";
import { createMarkup } from "../../../display/create-markup.ts";
import { html, latex, md, svg } from "../../../display/tags.ts";
import type { CommMessage } from "../../protocol/comm-message.ts";
import type { CellRuns } from "../run/cell-run.ts";
import { createDenoJupyter } from "./deno-jupyter.ts";
import type { Displays } from "./display.ts";
import { createTslabApi, TSLAB, type TslabApi } from "./tslab-api.ts";

export interface BuiltinOptions {
  readonly runs: CellRuns;
  readonly displays: Displays;
  readonly sendComm: (message: CommMessage) => void;
  readonly notebook: string;
  readonly installation: string;
}

/** Makes the names that every cell can use, and shadow, without an import. */
export function createBuiltins(options: BuiltinOptions): object {
  const { runs, displays, sendComm, notebook, installation } = options;
  const tslab = createTslabApi(displays);
  Object.defineProperty(globalThis, Symbol.for(TSLAB), { value: tslab });
  return Object.freeze({
    display: displays.display,
    clearOutput: ({ wait = false }: { wait?: boolean } = {}): void => {
      displays.send({ type: "clear", wait });
    },
    html,
    md,
    svg,
    latex,
    /** What the JSX of a cell calls. */
    createMarkup,
    Deno: Object.freeze({ jupyter: createDenoJupyter({ displays, sendComm }) }),
    require: createNotebookRequire(notebook, installation, tslab),
    __filename: notebook,
    __dirname: dirname(notebook),
    /** Aborts when the running cell is interrupted. */
    get signal(): AbortSignal | undefined {
      return runs.current?.controller.signal;
    },
  });
}

/** `require` from the notebook's folder, then NODE_PATH (Node does that), then the installation. */
function createNotebookRequire(notebook: string, installation: string, tslab: TslabApi): NodeJS.Require {
  const fromNotebook = createRequire(notebook);
  const fromInstallation = createRequire(`${installation}/package.json`);
  const require = (specifier: string): unknown => {
    // The package's own displays only work in its own kernel.
    if (specifier === "tslab") return tslab;
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
