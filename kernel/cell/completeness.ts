import { type OxcError, parseSync } from "oxc-parser";
import { readDirectives } from "./directives.ts";

/** Whether a cell can run as it stands; `indent` is white space for the next line to begin with. */
export type Completeness =
  | { readonly status: "complete" | "invalid" }
  | { readonly status: "incomplete"; readonly indent: string };

/** Faults that more text mends though their place is before the end. */
const MENDED_LATER = /^(Missing initializer|Identifier expected after '\?\.')/;
const DEFAULT_INDENT = "  ";

/**
 * Finds whether a cell can be run, needs more lines, or is wrong whatever follows.
 *
 * It needs more when the parser finds no fault before the end of the text, or when the text ends within a template, a
 * comment or a string continued by `\`. Types are not looked at.
 *
 * @example findCompleteness("if (ready) {") // { status: "incomplete", indent: "  " }
 */
export function findCompleteness(source: string): Completeness {
  const { source: code, help } = readDirectives(source);
  if (help || code.trim() === "") return { status: "complete" };
  const first = judge(code, "ts");
  if (first !== "invalid" || !code.includes("<")) return describe(first, code);
  return describe(judge(code, "tsx"), code);
}

function judge(code: string, lang: "ts" | "tsx"): "complete" | "incomplete" | "invalid" {
  const { errors } = parseSync(`cell.${lang}`, code, {
    lang,
    sourceType: "module",
    showSemanticErrors: true,
  });
  const [fault] = errors.filter((error) => error.severity === "Error");
  if (!fault) return "complete";
  return needsMore(fault, code) ? "incomplete" : "invalid";
}

function needsMore({ message, labels }: OxcError, code: string): boolean {
  const [place] = labels;
  if (!place) return false;
  if (message.startsWith("Unterminated")) {
    if (message.includes("comment")) return true;
    if (message.includes("string")) return /[`}]/.test(code[place.start]!) || /\\(\r?\n)?$/.test(code);
    return false;
  }
  // A number or an escape that breaks off is not mended by a further line.
  if (/^(Unexpected end of file|Invalid)/.test(message)) return false;
  if (MENDED_LATER.test(message)) return place.end >= code.trimEnd().length;
  return place.start === code.length;
}

function describe(status: "complete" | "incomplete" | "invalid", code: string): Completeness {
  return status === "incomplete" ? { status, indent: findIndent(code) } : { status };
}

/** The indentation an editor gives the line after these: one step more after what opens a block or a list. */
function findIndent(code: string): string {
  const lines = code.split(/\r\n|[\n\r\u2028\u2029]/);
  const last = lines.findLast((line) => line.trim() !== "") ?? "";
  const indent = /^\s*/.exec(last)![0];
  // Inside a template or a comment more white space would become part of it or look odd.
  if (isInText(code)) return indent;
  const bare = last
    .replace(/(["'`])(?:\\.|(?!\1).)*\1/g, "")
    .replace(/\/\*.*?\*\//g, "")
    .replace(/\/\/.*$/, "")
    .trimEnd();
  let open = 0;
  for (const character of bare) {
    if ("([{".includes(character)) open++;
    else if (")]}".includes(character)) open = Math.max(0, open - 1);
  }
  const opens =
    open > 0 ||
    /=>$|(^|\W)(else|do)$|^\s*(\}\s*else\s+)?(if|for|while)\b.*\)$|^\s*(case\b.*|default):$/.test(bare);
  return opens ? indent + findStep(lines) : indent;
}

function isInText(code: string): boolean {
  const { errors } = parseSync("cell.ts", code, { lang: "ts", sourceType: "module" });
  return errors[0]?.message.startsWith("Unterminated") === true;
}

/** The step the cell indents by: its first indented line's, as far as that is a likely one. */
function findStep(lines: readonly string[]): string {
  const indents = lines.map((line) => /^\s+(?=\S)/.exec(line)?.[0]).filter((indent) => indent !== undefined);
  if (indents.some((indent) => indent.startsWith("\t"))) return "\t";
  const narrowest = Math.min(...indents.map((indent) => indent.length));
  return narrowest === 4 || narrowest === 2 ? " ".repeat(narrowest) : DEFAULT_INDENT;
}
