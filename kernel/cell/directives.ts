/** What a cell says to the kernel beside its code. */
export interface Directives {
  /** From `%types on|warn|off`: what becomes of type errors from this cell on. */
  readonly types?: "on" | "warn" | "off";
  /** False when the cell begins with `// @ts-nocheck`. */
  readonly isChecked: boolean;
  /** The cell with the lines that are no code blanked; lines and columns hold. */
  readonly source: string;
  /** The cell asks what a name is (`?name`, `name?`) or for its source too (`name??`: detail 1), and has no code. */
  readonly help?: { readonly name: string; readonly detail: 0 | 1 };
}

const COMMENT_OR_SPACE = /\s+|\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?\*\//y;
const TYPES = /%types[ \t]+(on|warn|off)[ \t]*;?[ \t]*(?=[\n\r]|$)/y;
const NAME = String.raw`[\p{ID_Start}$_][\p{ID_Continue}$]*`;
const MEMBER = String.raw`\.#?${NAME}|\[(?:\d+|"[^"\\\n]*"|'[^'\\\n]*')\]`;
const HELP = new RegExp(
  String.raw`^(?<before>\?{0,2})[ \t]*(?<name>${NAME}(?:${MEMBER})*)(?<after>\?{0,2})$`,
  "u",
);

/**
 * Reads the lines ahead of a cell's code that are meant for the kernel.
 *
 * Only what stands before the first code counts: further down `%types` would be a remainder and a comment is a comment,
 * as TypeScript has it too. A line that is no directive is left, to be a syntax error at its place.
 *
 * @example readDirectives("%types warn\n1 + 1") // { types: "warn", isChecked: true, source: "           \n1 + 1" }
 */
export function readDirectives(source: string): Directives {
  let types: Directives["types"];
  let isChecked = true;
  let code = source;
  let offset = source.startsWith("\uFEFF") ? 1 : 0;
  for (;;) {
    TYPES.lastIndex = offset;
    COMMENT_OR_SPACE.lastIndex = offset;
    const directive = TYPES.exec(source);
    const passed = directive ?? COMMENT_OR_SPACE.exec(source);
    if (!passed) break;
    const [text] = passed;
    if (directive) {
      types = directive[1] as "on" | "warn" | "off";
      code = code.slice(0, offset) + " ".repeat(text.length) + code.slice(offset + text.length);
    } else if (/^\/\/\/?\s*@ts-nocheck\b/.test(text)) isChecked = false;
    offset += text.length;
  }
  const help = readHelp(source.slice(offset).trim());
  return {
    ...(types ? { types } : {}),
    isChecked,
    source: help ? code.replace(/[^\n\r\u2028\u2029]/g, " ") : code,
    ...(help ? { help } : {}),
  };
}

function readHelp(text: string): Directives["help"] {
  const { before = "", name = "", after = "" } = HELP.exec(text)?.groups ?? {};
  const marks = Math.max(before.length, after.length);
  if (marks === 0) return undefined;
  return { name, detail: marks === 1 ? 0 : 1 };
}

/** Says what is wrong with a line that begins as a directive does; undefined when it does not. */
export function describeBadDirective(line: string): string | undefined {
  const [, name, value] = /^%+\s*(\S*)\s*(.*?)\s*$/.exec(line) ?? [];
  if (name === undefined) return undefined;
  if (name === "types") {
    const isPlaced = /^(on|warn|off)\b/.test(value!);
    return isPlaced
      ? "%types: expected a line of its own ahead of the cell's code, received it after code"
      : `%types: expected on, warn or off, received ${value === "" ? "nothing" : value}`;
  }
  return `%${name}: there is no such directive; expected %types on, %types warn or %types off, ahead of the code`;
}
