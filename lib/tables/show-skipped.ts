import { RESULT_MIME_TYPE } from "./publish-results.ts";
import { resultTable } from "./result-table.ts";
import { jupyterDisplay, showAs } from "./shown-value.ts";

/** What a notebook shows of pictures that were left out. */
export interface SkippedNotice {
  readonly [jupyterDisplay]: () => Record<string, unknown>;
}

/**
 * Shows which pictures could not be read and were left out, and tells whatever runs the notebook, which repeats it at
 * the end of the run.
 *
 * @param skipped - each once; an empty list shows that every picture was read.
 * @example await showSkipped([...train.skipped, ...test.skipped]);
 */
export async function showSkipped(
  skipped: readonly { readonly path: string; readonly reason: string }[],
): Promise<SkippedNotice> {
  if (skipped.length === 0) return showAs({}, () => ({ "text/plain": "Every picture was read." }));
  const count = skipped.length === 1 ? "1 picture" : `${skipped.length} pictures`;
  const note = `${count} could not be read and ${skipped.length === 1 ? "was" : "were"} left out`;
  const table = await resultTable(
    skipped.map(({ path, reason }) => ({ path, reason })),
    ["path", "reason"],
    { caption: note },
  );
  const names = skipped.map(({ path, reason }) => `${path}: ${reason}`);
  const bundle = { ...table[jupyterDisplay](), [RESULT_MIME_TYPE]: { note, details: names } };
  return showAs({}, () => bundle);
}
