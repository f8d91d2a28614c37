import { existsSync, statSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import MarkdownIt, { type Token } from "markdown-it";
import { describe, expect, it } from "vitest";
import { prose, read, readCells, root } from "./tracked-files.ts";

interface Link {
  readonly file: string;
  readonly target: string;
}

const texts = prose();
const links = texts.flatMap(({ file, text }) => findTargets(text).map((target): Link => ({ file, target })));
const within = links.filter(({ target }) => !/^[a-z]+:/.test(target));

describe("links of documents and notebooks", () => {
  it("are found at all", () => {
    expect(within.length).toBeGreaterThan(20);
    expect(findTargets("see [this](a.md#b) and ![that](c.png) but not `[x](y.md)`")).toEqual([
      "a.md#b",
      "c.png",
    ]);
  });

  it("lead to files that are there", () => {
    expect(within.filter((link) => !existsSync(join(root, pathOf(link))))).toEqual([]);
  });

  it("lead to headings and cells that are there", () => {
    const broken = within.filter((link) => {
      const [, anchor] = link.target.split("#");
      return anchor !== undefined && !anchorsOf(pathOf(link)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it("say what they lead to", () => {
    const empty = texts.filter(({ text }) => /\[\s*\]\([^)]+\)/.test(text)).map(({ file }) => file);
    expect(empty).toEqual([]);
  });

  it("elsewhere are encrypted, but for this computer's own addresses", () => {
    const plain = links.filter(
      ({ target }) => target.startsWith("http:") && !/^http:\/\/(localhost|127\.0\.0\.1)\b/.test(target),
    );
    expect(plain).toEqual([]);
  });
});

/** Targets of links and pictures in Markdown, and of HTML's `src` and `href`. */
function findTargets(text: string): string[] {
  const targets: string[] = [];
  const visit = (tokens: readonly Token[]): void => {
    for (const token of tokens) {
      const target = token.attrGet("href") ?? token.attrGet("src");
      if (target) targets.push(String(target));
      if (/^html_/.test(token.type)) {
        for (const [, source] of token.content.matchAll(/\b(?:src|href|srcset)="([^"]+)"/g))
          targets.push(source!);
      }
      visit(token.children ?? []);
    }
  };
  visit(new MarkdownIt({ html: true }).parse(text, {}));
  return targets;
}

function pathOf({ file, target }: Link): string {
  const path = decodeURIComponent(target.split("#")[0]!);
  return path === "" ? file : posix.join(dirname(file), path);
}

/** A notebook's cells; headings of a document, as GitHub names them. */
function anchorsOf(path: string): string[] {
  if (statSync(join(root, path)).isDirectory()) return [];
  // JupyterLab goes to a cell by `#cell-id=ID`; by `#ID` it looks for a heading.
  if (path.endsWith(".ipynb")) return readCells(path).map(({ id }) => `cell-id=${id}`);
  return Array.from(read(path).matchAll(/^#+ (.+)$/gm), ([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
