import { createHash } from "node:crypto";
import escapeHtml from "escape-html";
import { shortenToWidth, withoutControls } from "../theme/plotly-text.ts";
import { textWidthPx } from "../theme/text-width.ts";
import { colorOf, fontFamily } from "../theme/theme.ts";
import type { LinkedImage } from "./linked-maps.ts";
import { linkedMapsScript } from "./linked-maps-script.ts";
import { markPath } from "./mark-path.ts";

const widthPx = 820;
const mapPx = 384;
const mapsLeftPx = 22;
const mapGapPx = 20;
const topPx = 24;
const insetPx = 14;
const stripPx = 96;
const keyPx = 20;

/**
 * Writes two linked maps as markup that stands for itself: an SVG, its style, and a script that adds the box.
 *
 * Text and frames take the page's colour, so that it reads on light and dark. Where drawing and style are taken away, as
 * in a notebook that is not trusted, title and words are what is left.
 */
export function linkedMapsHtml(options: {
  readonly images: readonly LinkedImage[];
  readonly legend: ReadonlyArray<{ readonly name: string; readonly index: number }>;
  readonly names: readonly [string, string];
  readonly axisTitles: readonly [string, string];
  readonly title: string;
  readonly subtitle: string;
  readonly summary: string;
}): string {
  const { images, legend, names, axisTitles, title, subtitle, summary } = options;
  const [leftX, rightX] = [mapsLeftPx, mapsLeftPx + mapPx + mapGapPx];
  const radius = images.length <= 500 ? 4.5 : images.length <= 2000 ? 3.5 : 2.5;
  const stripY = topPx + mapPx + 26;
  const keys = keysOf(legend, stripY + stripPx);
  const heightPx = stripY + stripPx + keys.heightPx;
  const text = (x: number, y: number, words: string, more = "") =>
    `<text x="${x}" y="${y}"${more}>${escapeHtml(withoutControls(words))}</text>`;
  const frames = [leftX, rightX].map(
    (x, side) =>
      `<rect class="frame" data-side="${side}" x="${x}" y="${topPx}" width="${mapPx}" height="${mapPx}"/>`,
  );
  const drawing = [
    `<svg viewBox="0 0 ${widthPx} ${heightPx}" role="img" aria-label="${escapeHtml(summary)}">`,
    ...frames,
    ...names.map((name, side) =>
      text([leftX, rightX][side]! + mapPx / 2, topPx - 8, shortenToWidth(name, mapPx), ' class="name"'),
    ),
    ...[leftX, rightX].map((x) => text(x + mapPx / 2, topPx + mapPx + 16, axisTitles[0], ' class="axis"')),
    text(0, 0, axisTitles[1], ` class="axis" transform="translate(14 ${topPx + mapPx / 2}) rotate(-90)"`),
    `<g class="hint">${text(leftX, stripY + 22, "Point at an image to see it in both maps; click to keep it.")}`,
    `<g class="box-hint">${text(leftX, stripY + 42, "Drag a box in either map to select several; click beside the points to end.")}</g></g>`,
    '<g class="images">',
    ...images.map((image) => imageMarkup(image, { leftX, rightX, radius, stripY })),
    "</g>",
    '<rect class="box" width="0" height="0"/>',
    '<text class="count"></text>'.replace("<text", `<text x="${leftX}" y="${stripY + 22}"`),
    ...keys.markup,
    "</svg>",
  ].join("\n");
  const id = createHash("sha256").update(drawing).digest("hex").slice(0, 12);
  // The report confines a style to what is beside it: hence the element around both.
  return `<div>
<style>${styleOf(legend)}</style>
<div class="linked-maps" data-linked-maps="${id}">
<div class="title">${escapeHtml(withoutControls(title))}</div>
<div class="subtitle">${escapeHtml(withoutControls(subtitle))}</div>
${drawing}
<p class="words">${escapeHtml(summary)} (Trust this notebook or run the cell to see the maps.)</p>
<script>${linkedMapsScript(id)}</script>
</div>
</div>`;
}

/** Both places of an image are one path: pointing at one of them is pointing at both. */
function imageMarkup(
  image: LinkedImage,
  at: { readonly leftX: number; readonly rightX: number; readonly radius: number; readonly stripY: number },
): string {
  const inner = mapPx - 2 * insetPx;
  const place = ([x, y]: readonly [number, number], from: number): [number, number] => [
    Math.round(10 * (from + insetPx + x * inner)) / 10,
    Math.round(10 * (topPx + insetPx + (1 - y) * inner)) / 10,
  ];
  const [left, right] = [place(image.left, at.leftX), place(image.right, at.rightX)];
  const path = [left, right].map(([x, y]) => `M${x} ${y}${markPath(image.classIndex, at.radius)}`).join("");
  const picture =
    image.thumbnail === undefined
      ? ""
      : `<image href="${escapeHtml(image.thumbnail)}" x="${at.leftX}" y="${at.stripY}" width="80" height="80"/>`;
  const textX = at.leftX + (picture === "" ? 0 : 92);
  const words = [image.className, image.name]
    .filter((line) => line !== "")
    .map((line) => shortenToWidth(line, 600));
  // As an attribute, which the style shows: where a viewer takes the drawing away, text would be left of every image.
  const caption =
    `<foreignObject x="${textX}" y="${at.stripY + 6}" width="640" height="80">` +
    `<div data-words="${escapeHtml(words.join("\n"))}"></div></foreignObject>`;
  return (
    `<g class="image c${image.classIndex}" tabindex="-1" data-at="${[...left, ...right].join(" ")}" data-class="${escapeHtml(image.className)}">` +
    `<path class="tie" d="M${left.join(" ")}L${right.join(" ")}"/><path class="mark" fill="${colorOf(image.classIndex)}" d="${path}"/>` +
    `<g class="card">${picture}${caption}</g></g>`
  );
}

/** The classes' names in as many lines as they need. */
function keysOf(legend: ReadonlyArray<{ readonly name: string; readonly index: number }>, top: number) {
  let x = mapsLeftPx;
  let y = top + 14;
  const markup = legend.map(({ name, index }) => {
    const shown = shortenToWidth(name, 170, 12);
    const room = 34 + textWidthPx(shown, 12);
    if (x > mapsLeftPx && x + room > widthPx) {
      x = mapsLeftPx;
      y += keyPx;
    }
    const key =
      `<g class="key k${index}" tabindex="0"><rect class="hit" x="${x}" y="${y - 14}" width="${Math.round(room - 6)}" height="${keyPx}"/>` +
      `<path fill="${colorOf(index)}" d="M${x + 8} ${y - 4}${markPath(index, 4.5)}"/>` +
      `<text x="${x + 18}" y="${y}">${escapeHtml(shown)}</text></g>`;
    x += Math.round(room);
    return key;
  });
  return { markup, heightPx: legend.length === 0 ? 4 : y - top + 10 };
}

function styleOf(legend: ReadonlyArray<{ readonly index: number }>): string {
  const classRules = legend.map(
    ({ index }) =>
      `.linked-maps svg:has(.k${index}:is(:hover, :focus)) .image:not(.c${index}) .mark { opacity: 0.08; }`,
  );
  return `
.linked-maps { max-width: ${widthPx}px; font-family: ${fontFamily}; color: inherit; }
.linked-maps .title { font-size: 18px; }
.linked-maps .subtitle { font-size: 13px; opacity: 0.8; min-height: 8px; }
.linked-maps .words { display: none; }
.linked-maps svg { display: block; width: 100%; height: auto; user-select: none; }
.linked-maps text { fill: currentColor; font: 12px ${fontFamily}; }
.linked-maps .name { font-weight: bold; font-size: 13px; text-anchor: middle; }
.linked-maps .axis { text-anchor: middle; opacity: 0.8; }
.linked-maps .frame { fill: transparent; stroke: currentColor; stroke-opacity: 0.3; }
.linked-maps .box { fill: currentColor; fill-opacity: 0.08; stroke: currentColor; stroke-dasharray: 4 3; pointer-events: none; }
.linked-maps .hit { fill: transparent; }
.linked-maps .key { cursor: pointer; }
.linked-maps .image { outline: none; cursor: pointer; }
.linked-maps .mark { stroke: #80808099; stroke-width: 0.5; }
.linked-maps .card, .linked-maps .tie, .linked-maps .box-hint { display: none; }
.linked-maps .card div::after { content: attr(data-words); white-space: pre-line; line-height: 20px; font-size: 12px; }
.linked-maps .tie { fill: none; stroke: currentColor; stroke-opacity: 0.5; stroke-dasharray: 2 3; pointer-events: none; }
.linked-maps .can-select .box-hint { display: inline; }
.linked-maps .image:is(:hover, :focus) .mark { stroke: currentColor; stroke-width: 4; paint-order: stroke; }
.linked-maps .image:hover :is(.card, .tie), .linked-maps svg:not(:has(.image:hover)) .image:focus :is(.card, .tie) { display: inline; }
.linked-maps svg:has(.image:is(:hover, :focus)) .image:not(:hover, :focus) .mark { opacity: 0.3; }
.linked-maps svg:has(.image:is(:hover, :focus)) :is(.hint, .count) { display: none; }
.linked-maps .selecting .image:not(.selected) .mark { opacity: 0.1; }
.linked-maps .selecting .hint { display: none; }
${classRules.join("\n")}
`;
}
