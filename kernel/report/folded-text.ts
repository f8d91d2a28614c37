import type { MarkdownIt } from "markdown-it";

const opening = /^<details>\s*<summary>([^<>]+)<\/summary>\s*$/;
const closing = /^<\/details>\s*$/;

/**
 * Teaches a renderer the one element that notebooks fold text with: a hint that the reader opens, or leaves closed.
 *
 * A line `<details><summary>Hint 1</summary>` begins it and a line `</details>` ends it, as GitHub and JupyterLab read
 * it; between them is Markdown. Without its end it is text, as all other HTML is.
 *
 * @example createMarkdown().use(foldedText)
 */
export function foldedText(markdown: MarkdownIt): void {
  markdown.block.ruler.before(
    "paragraph",
    "folded_text",
    (state, startLine, endLine, silent) => {
      const lineAt = (line: number) =>
        state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]);
      const title = opening.exec(lineAt(startLine))?.[1];
      if (title === undefined) return false;
      let end = startLine + 1;
      for (let depth = 1; end < endLine; end++) {
        if (opening.test(lineAt(end))) depth++;
        if (closing.test(lineAt(end)) && --depth === 0) break;
      }
      if (end >= endLine) return false;
      if (silent) return true;
      const { parentType, lineMax } = state;
      state.push("folded_text_open", "details", 1).block = true;
      state.push("folded_title_open", "summary", 1);
      const inline = state.push("inline", "", 0);
      inline.content = title.trim();
      inline.map = [startLine, startLine + 1];
      inline.children = [];
      state.push("folded_title_close", "summary", -1);
      // What is inside must not read on past the end.
      state.lineMax = end;
      state.md.block.tokenize(state, startLine + 1, end);
      Object.assign(state, { parentType, lineMax });
      state.push("folded_text_close", "details", -1).block = true;
      state.line = end + 1;
      return true;
    },
    { alt: ["paragraph", "reference", "blockquote", "list"] },
  );
}
