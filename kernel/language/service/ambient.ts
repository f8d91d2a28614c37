/** Declarations of what every cell can use without an import. A test holds them to what the run time gives. */
export const AMBIENT_DECLARATIONS = `
/** A value on show that can be shown anew in its place. */
interface DisplayHandle {
  readonly id: string;
  /** Shows another value in the place of the first. */
  update(value: unknown): void;
}
/** Shows a value under the cell, as a last expression is shown. */
declare function display(value: unknown, options?: { id?: string }): DisplayHandle;
/** Takes away what the cell has shown so far; with \`wait\` when something new comes. */
declare function clearOutput(options?: { wait?: boolean }): void;
/** What a tag makes: text of one MIME type that shows as such. */
interface Markup {
  toString(): string;
}
/** Shows text as HTML; values in it are escaped. */
declare function html(strings: TemplateStringsArray, ...values: unknown[]): Markup;
/** Shows text as Markdown. */
declare function md(strings: TemplateStringsArray, ...values: unknown[]): Markup;
/** Shows text as an SVG picture. */
declare function svg(strings: TemplateStringsArray, ...values: unknown[]): Markup;
/** Aborts when the running cell is interrupted. */
declare const signal: AbortSignal;
declare namespace JSX {
  type Element = Markup;
  interface IntrinsicElements {
    [name: string]: any;
  }
}
`;
