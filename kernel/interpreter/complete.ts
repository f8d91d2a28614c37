import type { LanguageServer } from "../language/language-server.ts";
import type { CompletionItem, Completions } from "../language/messages.ts";
import type { UserProcess } from "../session/user-process.ts";
import { answerInTime } from "./answer-in-time.ts";
import { findMemberChain, findTypedName } from "./member-chain.ts";

/** Where completions come from; either may be missing. */
export interface CompletionSources {
  readonly language: LanguageServer | undefined;
  readonly user: UserProcess | undefined;
}

const HIDDEN = /^(__\w+__|constructor)$/;

/**
 * Finds what can stand at an offset (UTF-16 units) of a cell: by its types, and by the values that names hold.
 *
 * Values add what types don't know, as the members of an `any`; they are looked at without running code, also while a
 * cell runs.
 */
export async function completeCell(
  source: string,
  offset: number,
  { language, user }: CompletionSources,
): Promise<Completions> {
  const [typed, live] = await Promise.all([
    language ? answerInTime(language.complete(source, offset)) : undefined,
    user ? lookUp(source, offset, user) : undefined,
  ]);
  if (!live) return typed ?? { start: offset, end: offset, items: [] };
  if (!typed || typed.items.length === 0) return live;
  const known = new Set(typed.items.map((item) => item.name));
  const added = live.start === typed.start ? live.items.filter((item) => !known.has(item.name)) : [];
  return { ...typed, items: [...typed.items, ...added] };
}

async function lookUp(source: string, offset: number, user: UserProcess): Promise<Completions | undefined> {
  const chain = findMemberChain(source, offset);
  if (chain) {
    const { object, typed } = chain;
    const properties = await user.lookUpProperties(object);
    const items = (properties ?? [])
      .filter(({ name }) => name.startsWith(typed) && isName(name) && !HIDDEN.test(name))
      .map(({ name, kind, preview, isOwn }) =>
        liveItem(name, kind === "method" ? "function" : kind, preview, isOwn ? "0" : "1"),
      );
    return { start: offset - typed.length, end: offset, items };
  }
  const typed = findTypedName(source, offset) ?? "";
  const names = await user.lookUpNames();
  const items = names
    .filter(({ name }) => name.startsWith(typed))
    .map(({ name, kind, preview }) => liveItem(name, kind === "variable" ? "instance" : kind, preview, "0"));
  return { start: offset - typed.length, end: offset, items };
}

function liveItem(name: string, kind: string, preview: string, rank: string): CompletionItem {
  return { name, kind, ...(preview === "" ? {} : { type: preview }), sortText: `${rank}${name}` };
}

function isName(text: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(text);
}
