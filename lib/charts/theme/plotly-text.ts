import { textWidthPx } from "./text-width.ts";
import { fontSizes } from "./theme.ts";

/**
 * Escapes a name so that plotly shows it letter by letter.
 *
 * Plotly reads text as a subset of HTML (`<b>`, `<br>`, links, entities), and text between two dollar signs as TeX
 * where MathJax is loaded. Control characters become spaces.
 *
 * @example escapePlotlyText("<b> & $x$") // "&lt;b&gt; &amp; &#36;x&#36;"
 */
export function escapePlotlyText(text: string): string {
  return withoutControls(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("$", "&#36;");
}

/** Replaces line breaks and other control characters by spaces. */
export function withoutControls(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ").trim();
}

/**
 * Cuts a name to a width, with an ellipsis in its middle so that `IMG_0001.jpg` and `IMG_0002.jpg` still differ.
 *
 * @param maxWidthPx - in pixels of Arial at `sizePx`.
 */
export function shortenToWidth(text: string, maxWidthPx: number, sizePx: number = fontSizes.label): string {
  const clean = withoutControls(text);
  if (textWidthPx(clean, sizePx) <= maxWidthPx) return clean;
  const letters = Array.from(clean);
  for (let kept = letters.length - 1; kept > 1; kept--) {
    const head = Math.ceil((kept * 2) / 3);
    const cut = `${letters.slice(0, head).join("")}…${letters.slice(letters.length - (kept - head)).join("")}`;
    if (textWidthPx(cut, sizePx) <= maxWidthPx) return cut;
  }
  return `${letters[0] ?? ""}…`;
}

/** Breaks plain text into lines no wider than `maxWidthPx`, between words, and within a word that is too long. */
export function wrapText(text: string, maxWidthPx: number, sizePx: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of withoutControls(text).split(/\s+/)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (textWidthPx(longer, sizePx) <= maxWidthPx) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = shortenToWidth(word, maxWidthPx, sizePx);
  }
  return [...lines, line];
}

/**
 * Writes a share in [0, 1] as a percentage.
 *
 * @param digits - after the point.
 * @defaultValue digits 1
 * @example percent(0.1234) // "12.3 %"
 */
export function percent(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)} %`;
}

/** Writes a positive share with two significant digits, however small. @example smallPercent(0.0000123) // "0.0012 %" */
export function smallPercent(share: number): string {
  const value = share * 100;
  if (value === 0) return "0";
  if (value < 1e-6) return `${value.toExponential(1)} %`;
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(value)));
  return `${value.toFixed(decimals)} %`;
}

/** Counts things in words. @example countOf(1, "image") // "1 image" */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
