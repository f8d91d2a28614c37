import type { CodeCell, NotebookOutput } from "./notebook.ts";

/** What a cell shows, as the user process sends it and before it is part of a notebook. */
export type CellOutput =
  | { readonly type: "stream"; readonly name: "stdout" | "stderr"; readonly text: string }
  | {
      readonly type: "display" | "result";
      readonly data: Readonly<Record<string, unknown>>;
      readonly metadata: Readonly<Record<string, unknown>>;
      readonly displayId?: string;
    }
  | {
      /** Rewrites every earlier output that has the id. */
      readonly type: "update";
      readonly data: Readonly<Record<string, unknown>>;
      readonly metadata: Readonly<Record<string, unknown>>;
      readonly displayId: string;
    }
  | { readonly type: "clear"; readonly wait: boolean };

type Shown = Extract<NotebookOutput, { data: unknown }>;

/**
 * Puts outputs into the cells of one notebook as a front end would.
 *
 * Streams of one name that follow each other are one output; an update rewrites what was shown under its id, in whichever
 * cell; a clear that waits takes effect with the next output.
 */
export class OutputCollector {
  readonly #byDisplayId = new Map<string, Shown[]>();
  readonly #clearing = new Set<CodeCell>();

  add(cell: CodeCell, output: CellOutput): void {
    if (output.type === "clear") {
      if (output.wait) this.#clearing.add(cell);
      else cell.outputs.length = 0;
      return;
    }
    if (output.type === "update") {
      for (const shown of this.#byDisplayId.get(output.displayId) ?? []) {
        shown.data = { ...output.data };
        shown.metadata = { ...output.metadata };
      }
      return;
    }
    if (this.#clearing.delete(cell)) cell.outputs.length = 0;
    if (output.type === "stream") {
      const last = cell.outputs.at(-1);
      if (last?.output_type === "stream" && last.name === output.name) last.text += output.text;
      else cell.outputs.push({ output_type: "stream", name: output.name, text: output.text });
      return;
    }
    const content = { data: { ...output.data }, metadata: { ...output.metadata } };
    const shown: Shown =
      output.type === "display"
        ? { output_type: "display_data", ...content }
        : { output_type: "execute_result", execution_count: cell.execution_count, ...content };
    cell.outputs.push(shown);
    if (output.displayId === undefined) return;
    const others = this.#byDisplayId.get(output.displayId) ?? [];
    this.#byDisplayId.set(output.displayId, [...others, shown]);
  }
}
