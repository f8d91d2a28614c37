import { answerInTime } from "./answer-in-time.ts";
import type { CompletionSources } from "./complete.ts";
import { findChainAt } from "./member-chain.ts";

/** What is known of a place in a cell, as front ends show it. */
export interface CellInspection {
  readonly "text/plain": string;
  readonly "text/markdown": string;
}

/**
 * Describes the name at an offset (UTF-16 units) of a cell: its type and documentation, and the value that it holds.
 *
 * @param detail - 1 adds the source.
 * @returns undefined when nothing is known.
 */
export async function inspectCell(
  source: string,
  offset: number,
  detail: 0 | 1,
  { language, user }: CompletionSources,
): Promise<CellInspection | undefined> {
  const chain = findChainAt(source, offset);
  const [described, live] = await Promise.all([
    language ? answerInTime(language.inspect(source, offset, detail)) : undefined,
    chain === undefined ? undefined : user?.lookUpValue(chain),
  ]);
  // A name that nobody knows has the type `any` and no more.
  const typed = described?.text === "any" ? undefined : described;
  if (!typed && !live) return undefined;
  const text: string[] = [];
  const markdown: string[] = [];
  if (typed) {
    text.push(typed.text);
    markdown.push(typed.markdown);
  }
  if (live) {
    const shown = detail === 1 && live.source !== undefined ? live.source : live.text;
    // The types already tell what a function is.
    if (!typed || live.source === undefined) {
      text.push(`Value: ${shown}`);
      markdown.push(`Value:\n\n${fence(shown)}`);
    }
  }
  return { "text/plain": text.join("\n\n"), "text/markdown": markdown.join("\n\n") };
}

/** A fence longer than any run of backticks in the text. */
function fence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const mark = "`".repeat(longest + 1);
  return `${mark}ts\n${text}\n${mark}`;
}
