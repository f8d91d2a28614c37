import MarkdownIt from "markdown-it";
import { foldedText } from "./folded-text.ts";

/** A heading of the text, for the table of contents. */
export interface ReportHeading {
  readonly id: string;
  /** As in the page: the report's title is 1, a notebook's 2. */
  readonly level: number;
  readonly text: string;
}

type RenderContext = {
  readonly attachments: ReadonlyMap<string, string>;
  readonly idOf: (text: string) => string;
  readonly headings: ReportHeading[];
};

/**
 * Makes a renderer of Markdown to HTML; HTML within Markdown shows as text, but for {@link foldedText}.
 *
 * Headings go one level down, below the report's own title, and get ids. A picture that is neither an attachment nor a
 * data URI is named instead of shown: the report loads nothing.
 */
export function createMarkdown() {
  const markdown = new MarkdownIt({ html: false, linkify: false, typographer: true });
  markdown.use(foldedText);
  // markdown-it refuses all data URIs but pictures of these types; svg may hold no script inside <img>.
  const { validateLink } = markdown;
  markdown.validateLink = (url) => url.startsWith("data:image/svg+xml;base64,") || validateLink(url);
  const { rules } = markdown.renderer;
  const plain = markdown.renderer.renderToken.bind(markdown.renderer);

  rules.heading_open = (tokens, index, options, env) => {
    const { idOf, headings } = env as RenderContext;
    const token = tokens[index]!;
    const inline = tokens[index + 1];
    const text = (inline?.children ?? []).map(({ content }) => content).join("");
    const level = Math.min(6, Number(token.tag.slice(1)) + 1);
    const id = idOf(text);
    headings.push({ id, level, text });
    token.tag = `h${level}`;
    token.attrSet("id", id);
    return plain(tokens, index, options);
  };
  rules.heading_close = (tokens, index, options) => {
    const token = tokens[index]!;
    token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 1)}`;
    return plain(tokens, index, options);
  };
  rules.th_open = (tokens, index, options) => {
    tokens[index]!.attrSet("scope", "col");
    return plain(tokens, index, options);
  };
  rules.link_open = (tokens, index, options) => {
    const token = tokens[index]!;
    if (/^https?:/i.test(String(token.attrGet("href") ?? ""))) {
      token.attrSet("target", "_blank");
      token.attrSet("rel", "noopener noreferrer");
    }
    return plain(tokens, index, options);
  };
  rules.image = (tokens, index, _options, env) => {
    const { attachments } = env as RenderContext;
    const token = tokens[index]!;
    const alt = markdown.utils.escapeHtml(token.content);
    const source = String(token.attrGet("src") ?? "");
    const attached = attachments.get(decodeURIComponent(source.replace(/^attachment:/, "")));
    const uri = source.startsWith("data:image/") ? source : attached;
    if (uri !== undefined) return `<img src="${markdown.utils.escapeHtml(uri)}" alt="${alt}">`;
    return `<em>[picture not in this report: ${alt || markdown.utils.escapeHtml(source)}]</em>`;
  };

  return function render(
    source: string,
    context: { readonly attachments?: ReadonlyMap<string, string>; readonly idOf: (text: string) => string },
  ): { readonly html: string; readonly headings: readonly ReportHeading[] } {
    const headings: ReportHeading[] = [];
    const env: RenderContext = { attachments: new Map(), ...context, headings };
    return { html: markdown.render(source, env), headings };
  };
}

/** Makes ids that are unique in a page: readable, and numbered where a text repeats. */
export function createIds(): (text: string) => string {
  const taken = new Map<string, number>();
  return (text) => {
    const slug =
      text
        .toLowerCase()
        .match(/[\p{L}\p{N}]+/gu)
        ?.join("-")
        .slice(0, 60) ?? "section";
    const times = (taken.get(slug) ?? 0) + 1;
    taken.set(slug, times);
    return times === 1 ? slug : `${slug}--${times}`;
  };
}
