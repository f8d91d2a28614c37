import escapeHtml from "escape-html";

/** A photo with a few words. */
export interface GalleryItem {
  /** A `data:image/…` URI. */
  readonly image: string;
  /** What the photo is, for readers who do not see it. */
  readonly alt: string;
  /** A see-through picture to lie over it. */
  readonly overlay?: string;
  /** Lines below the photo; the first in bold. */
  readonly lines: readonly string[];
  /** File, shown small. */
  readonly file?: string;
  /** Sets it apart by a frame. */
  readonly marked?: boolean;
}

/** Photos side by side, as many as fit across. */
export function galleryHtml(items: readonly GalleryItem[], label: string): string {
  const list = items.map(({ image, alt, overlay, lines, file, marked = false }) => {
    const words = lines.map((line, at) =>
      at === 0 ? `<strong>${escapeHtml(line)}</strong>` : `<span>${escapeHtml(line)}</span>`,
    );
    const name = file === undefined ? "" : `<span class="file">${escapeHtml(file)}</span>`;
    const over = overlay === undefined ? "" : `<img class="over" src="${overlay}" alt="">`;
    return (
      `<li${marked ? ' class="marked"' : ""}><div class="photo"><img src="${image}" alt="${escapeHtml(alt)}">${over}</div>` +
      `<div class="words">${words.join("")}${name}</div></li>`
    );
  });
  return `<ul class="gallery" aria-label="${escapeHtml(label)}">${list.join("\n")}</ul>`;
}

/** Looks of the galleries and of what else is on this page alone. */
export const galleryStyle = `
.gallery { list-style: none; margin: 1rem 0 1.6rem; padding: 0; display: grid; gap: 1rem .9rem;
  grid-template-columns: repeat(auto-fill, minmax(8.2rem, 1fr)); }
.gallery li { min-width: 0; }
.gallery .photo { position: relative; aspect-ratio: 1; background: var(--code); border-radius: .4rem; overflow: hidden; }
.gallery .photo img { display: block; width: 100%; height: 100%; object-fit: cover; }
.gallery .photo img.over { position: absolute; inset: 0; }
.gallery .marked .photo { outline: 3px dashed var(--bad); outline-offset: 1px; }
.gallery .words { display: flex; flex-direction: column; font-size: .85rem; line-height: 1.35; padding-top: .4rem;
  overflow-wrap: anywhere; }
.gallery .file { color: var(--soft); font-size: .78rem; }
.lead { font-size: 1.25rem; line-height: 1.4; font-weight: 600; text-wrap: pretty; margin-top: 0; }
.caution { border-left: 4px solid var(--warn); background: var(--warn-page); color: var(--warn); border-radius: .3rem;
  padding: .55rem 1rem; margin: .8rem 0; }
.caution p { margin: .2rem 0; }
.table { overflow-x: auto; margin: .8rem 0 1.4rem; }
.summary h2 { font-size: 1rem; color: var(--soft); margin: .8em 0 .3em; }
.table table { border-collapse: collapse; font-size: .92rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
.table th, .table td { padding: .4rem 1rem .4rem 0; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top; }
.table thead th { border-bottom: 2px solid var(--soft); font-weight: 600; }
.table th[scope="row"] { font-weight: 500; white-space: nowrap; }
.table .number { text-align: right; white-space: nowrap; }
.table tr.best > * { background: var(--code); font-weight: 600; }
p.aside { color: var(--soft); font-size: .92rem; }
dl.facts { display: grid; grid-template-columns: minmax(8rem, max-content) minmax(0, 1fr); gap: .35rem 1.2rem;
  font-size: .92rem; }
dl.facts dt { color: var(--soft); }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
pre.code { background: var(--code); border: 1px solid var(--line); border-radius: .5rem; padding: .8rem 1rem;
  overflow-x: auto; font-size: .85rem; line-height: 1.5; }
article .prose ul { padding-left: 1.3rem; }
article .prose li { margin: .25rem 0; }
.guesses { list-style: none; margin: .3rem 0 0; padding: 0; display: grid; gap: .15rem; }
.guesses li { display: grid; grid-template-columns: minmax(0, 1fr) 3.6rem; gap: .5rem; font-variant-numeric: tabular-nums;
  padding: .05rem .4rem; border-radius: .2rem;
  background: linear-gradient(to right, var(--bar) var(--share), transparent var(--share)); }
.guesses li span:last-child { text-align: right; }
:root { --bar: #d5e6fb; } @media screen and (prefers-color-scheme: dark) { :root:not([data-scheme="light"]) { --bar: #25405f; } }
@media screen { :root[data-scheme="dark"] { --bar: #25405f; } }
.seen { display: grid; grid-template-columns: 11rem minmax(0, 1fr); gap: .4rem 1.4rem; padding: 1.2rem 0;
  border-bottom: 1px solid var(--line); }
.seen > img { width: 100%; border-radius: .4rem; grid-row: span 2; align-self: start; }
.seen h3 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; }
.seen .networks { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .8rem 1.6rem; }
.seen h4 { margin: 0; font-size: .85rem; color: var(--soft); font-weight: 600; }
@media (max-width: 34rem) { .seen { grid-template-columns: 1fr; } .seen > img { max-width: 16rem; }
  .gallery { grid-template-columns: repeat(auto-fill, minmax(7rem, 1fr)); } dl.facts { grid-template-columns: 1fr; gap: 0; }
  dl.facts dd { margin-bottom: .6rem; } }
@media print { .gallery li, .seen { break-inside: avoid; } article { break-before: auto; } }
`;
