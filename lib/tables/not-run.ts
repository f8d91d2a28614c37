import escapeHtml from "escape-html";
import { ArgumentError } from "../errors/argument-error.ts";
import { RESULT_MIME_TYPE } from "./publish-results.ts";
import { type jupyterDisplay, showAs } from "./shown-value.ts";

/** What a notebook shows in the place of a result that needs what is not here. */
export interface NotRunNotice {
  readonly [jupyterDisplay]: () => Record<string, unknown>;
}

/**
 * Shows that a cell was not run for want of something, and the command that gets it; tells whatever runs the notebook,
 * which repeats it at the end of the run. A cell that is left out must never look like one that went well.
 *
 * @param what - what was left out, as the rest of a sentence that begins "Not run: ".
 * @param command - what to type to have it; the notice adds that the notebook is to be run again.
 * @throws {@link ArgumentError} when either is empty.
 * @example
 * const vgg = (await isDownloaded("vgg16")) ? await loadBackbone("vgg16", { weights: "imagenet" }) : null;
 * vgg === null ? notRun("the chapter's VGG16", "npx transferlab models download vgg16") : summarize(vgg.model)
 */
export function notRun(what: string, command: string): NotRunNotice {
  if (what.trim() === "") throw new ArgumentError("what", "what was left out, in words", what);
  if (command.trim() === "") throw new ArgumentError("command", "a command to type", command);
  const note = `Not run: ${what}`;
  const bundle = {
    "text/html": `<p role="note"><strong>Not run:</strong> ${escapeHtml(what)}. To have it: <code>${escapeHtml(command)}</code>, then run the notebook again.</p>`,
    "text/plain": `${note}. To have it: ${command}, then run the notebook again.`,
    [RESULT_MIME_TYPE]: { note, details: [`to have it: ${command}`] },
  };
  return showAs({}, () => bundle);
}
