import ts from "typescript";
import type { Inspection } from "../../messages.ts";
import type { OpenCell } from "../cells/open-cell.ts";
import { hideSlots } from "../cells/slots.ts";

/** What is to be shown of a name. */
interface Description {
  /** In TypeScript's words; overloads on lines of their own. */
  readonly signature: string;
  /** Markdown. */
  readonly documentation: string;
  readonly tags: readonly ts.JSDocTagInfo[];
  readonly source?: string;
}

const MAX_OVERLOADS = 5;

export interface InspectionRequest {
  readonly service: ts.LanguageService;
  /** The stand-in names of the cell in a file; undefined when the file is no earlier cell's. */
  readonly findAliases: (path: string) => ReadonlyMap<string, string> | undefined;
  readonly cell: OpenCell;
  /** UTF-16 units from 0. */
  readonly offset: number;
  /** 1 adds the source of what cells or TypeScript files define. */
  readonly detail: 0 | 1;
}

/** Describes the name at or just before a place, else the function whose call encloses it. */
export function inspectCell(request: InspectionRequest): Inspection | undefined {
  const { service, cell, offset } = request;
  const position = cell.composed.prefixLength + offset;
  const described =
    describeName(request, position) ??
    (offset > 0 ? describeName(request, position - 1) : undefined) ??
    describeCall(service, cell.path, position);
  return described && write(described, cell);
}

function describeName(request: InspectionRequest, position: number): Description | undefined {
  const { service, cell, detail } = request;
  const found = service.getQuickInfoAtPosition(cell.path, position);
  if (!found || found.textSpan.start < cell.composed.prefixLength) return;
  const definition = findDefinition(request, position);
  // A variable of an earlier cell is declared anew here; its comment stands there.
  const isElsewhere =
    definition !== undefined && definition.path !== cell.path && !found.documentation?.length;
  const commented =
    (isElsewhere && service.getQuickInfoAtPosition(definition.path, definition.start)) || found;
  const source = detail === 1 && definition && readSource(request, definition);
  return {
    signature: readSignature(ts.displayPartsToString(found.displayParts)),
    documentation: ts.displayPartsToString(commented.documentation),
    tags: commented.tags ?? [],
    ...(source ? { source } : {}),
  };
}

function describeCall(service: ts.LanguageService, path: string, position: number): Description | undefined {
  const help = service.getSignatureHelpItems(path, position, undefined);
  if (!help) return;
  const { items, selectedItemIndex } = help;
  const others = items.filter((_, index) => index !== selectedItemIndex);
  const selected = items[selectedItemIndex] ?? items[0];
  if (!selected) return;
  return {
    signature: [selected, ...others].slice(0, MAX_OVERLOADS).map(formatSignature).join("\n"),
    documentation: ts.displayPartsToString(selected.documentation),
    tags: selected.tags,
  };
}

function formatSignature(item: ts.SignatureHelpItem): string {
  const separator = ts.displayPartsToString(item.separatorDisplayParts);
  const parameters = item.parameters.map(({ displayParts }) => ts.displayPartsToString(displayParts));
  const prefix = ts.displayPartsToString(item.prefixDisplayParts);
  return prefix + parameters.join(separator) + ts.displayPartsToString(item.suffixDisplayParts);
}

/** Takes away what tells of the alias through which a cell's name is seen. */
function readSignature(text: string): string {
  const plain = text.replace(/^\(alias\) /, "").replace(/\nimport [\s\S]*$/, "");
  // Where an alias is called it is told without the word that says what it stands for.
  const isCall = plain !== text && /^[\p{ID_Continue}$]+[<(]/u.test(plain);
  return isCall ? `function ${plain}` : plain;
}

interface Definition {
  readonly path: string;
  readonly start: number;
  /** Of the whole declaration. */
  readonly span: ts.TextSpan | undefined;
}

function findDefinition(
  { service, cell, findAliases }: InspectionRequest,
  position: number,
): Definition | undefined {
  const found = service.getDefinitionAtPosition(cell.path, position)?.[0];
  if (!found) return;
  const isAdded = found.fileName === cell.path && found.textSpan.start < cell.composed.prefixLength;
  if (!isAdded) {
    return { path: found.fileName, start: found.textSpan.start, span: found.contextSpan };
  }
  // The added line declares it as `typeof $cell3.name`: that name's definition is the cell's.
  const text = service.getProgram()?.getSourceFile(cell.path)?.text ?? "";
  const rest = text.slice(found.textSpan.start, cell.composed.prefixLength);
  const query = /^[^:;=]*[:=] ?(?:typeof )?\$cell(\d+)\./.exec(rest);
  if (!query) return;
  const original = service.getDefinitionAtPosition(cell.path, found.textSpan.start + query[0].length)?.[0];
  if (!original || findAliases(original.fileName) === undefined) return;
  return { path: original.fileName, start: original.textSpan.start, span: original.contextSpan };
}

function readSource(request: InspectionRequest, { path, span }: Definition): string | undefined {
  if (!span || path.endsWith(".d.ts")) return;
  const text = request.service.getProgram()?.getSourceFile(path)?.text;
  const aliases = request.findAliases(path) ?? request.cell.composed.aliases;
  return text && restoreNames(text.slice(span.start, span.start + span.length), aliases);
}

function restoreNames(text: string, aliases: ReadonlyMap<string, string>): string {
  return [...aliases].reduce((restored, [alias, name]) => restored.replaceAll(alias, name), text);
}

function write({ signature, documentation, tags, source }: Description, cell: OpenCell): Inspection {
  const shown = restoreNames(hideSlots(signature), cell.composed.aliases);
  const tagLines = tags.map(({ name, text }) => ({ name, text: ts.displayPartsToString(text) }));
  const text = [
    shown,
    documentation,
    tagLines.map((tag) => `@${tag.name} ${tag.text}`.trimEnd()).join("\n"),
    ...(source === undefined ? [] : [`Source:\n${source}`]),
  ];
  const markdown = [
    fence(shown),
    documentation,
    tagLines.map(writeTag).join("\n\n"),
    ...(source === undefined ? [] : [fence(source)]),
  ];
  return { text: join(text), markdown: join(markdown) };
}

function writeTag({ name, text }: { name: string; text: string }): string {
  if (name === "example") return `*@example*\n${text.includes("```") ? text : fence(text)}`;
  const parameter = name === "param" ? /^([\w$.[\]]+)\s*(?:-\s*)?([\s\S]*)$/.exec(text) : null;
  if (parameter) return `*@param* \`${parameter[1]}\` ${parameter[2]}`.trimEnd();
  return `*@${name}* ${text}`.trimEnd();
}

function fence(code: string): string {
  return `\`\`\`typescript\n${code}\n\`\`\``;
}

function join(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}
