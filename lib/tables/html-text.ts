import escapeHtml from "escape-html";

/**
 * Writes a text as HTML that shows just it, whatever signs it has, for displays of your own.
 *
 * @example const show = { [Symbol.for("Jupyter.display")]: () => ({ "text/html": `<b>${htmlText("a < b")}</b>` }) };
 */
export function htmlText(text: string): string {
  return escapeHtml(text);
}
