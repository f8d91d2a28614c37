import escapeHtml from "escape-html";
import { DISPLAY_SYMBOL, type MimeBundle } from "./mime-bundle.ts";

/** Markup that shows as itself, and goes unescaped into other markup. */
export class Markup {
  readonly type: string;
  readonly text: string;

  constructor(type: string, text: string) {
    this.type = type;
    this.text = text;
  }

  [DISPLAY_SYMBOL](): MimeBundle {
    return { [this.type]: this.text, "text/plain": this.text };
  }

  toString(): string {
    return this.text;
  }
}

/** HTML that shows as itself. What is put in is escaped, unless it is markup (or a list with markup in it). */
export function html(strings: TemplateStringsArray, ...values: unknown[]): Markup {
  return new Markup("text/html", weave(strings, values, escapeValue));
}

/** SVG that shows as a picture; escapes as {@link html} does. */
export function svg(strings: TemplateStringsArray, ...values: unknown[]): Markup {
  return new Markup("image/svg+xml", weave(strings, values, escapeValue));
}

/** Markdown that shows formatted. What is put in is left as it is. */
export function md(strings: TemplateStringsArray, ...values: unknown[]): Markup {
  return new Markup("text/markdown", weave(strings, values, String));
}

/** A formula that shows set. Backslashes need no doubling. */
export function latex(strings: TemplateStringsArray, ...values: unknown[]): Markup {
  return new Markup("text/latex", weave(strings.raw, values, String));
}

function weave(strings: readonly string[], values: unknown[], write: (value: unknown) => string): string {
  return strings.reduce((text, string, index) => text + write(values[index - 1]) + string);
}

function escapeValue(value: unknown): string {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(escapeValue).join("");
  return escapeHtml(String(value));
}
