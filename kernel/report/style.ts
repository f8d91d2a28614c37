/** Looks of the report, for screens light and dark and for paper. Nothing is loaded: fonts are the reader's own. */
export const reportStyle = `
:root {
  color-scheme: light;
  --page: #fbfbfa; --card: #ffffff; --ink: #1f242b; --soft: #5b6470; --line: #dfe3e8; --code: #f3f5f7;
  --accent: #0b62a4; --bad: #a32020; --bad-page: #fdf1f0; --warn: #7a4b00; --warn-page: #fdf6e7;
}
@media screen and (prefers-color-scheme: dark) { :root:not([data-scheme="light"]) {
  color-scheme: dark;
  --page: #14171b; --card: #1b1f25; --ink: #e4e7eb; --soft: #a3acb8; --line: #343b45; --code: #22272e;
  --accent: #7cb8ee; --bad: #ff9c93; --bad-page: #34201f; --warn: #f0c878; --warn-page: #2f2818;
} }
@media screen { :root[data-scheme="dark"] {
  color-scheme: dark;
  --page: #14171b; --card: #1b1f25; --ink: #e4e7eb; --soft: #a3acb8; --line: #343b45; --code: #22272e;
  --accent: #7cb8ee; --bad: #ff9c93; --bad-page: #34201f; --warn: #f0c878; --warn-page: #2f2818;
} }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; z-index: 3; background: var(--card); padding: .5rem 1rem; }
.page { display: grid; grid-template-columns: 17rem minmax(0, 58rem); gap: 2.5rem; justify-content: center;
  padding: 0 1.5rem; }
.contents { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: 2rem 0;
  font-size: .9rem; line-height: 1.4; }
#contents-title { font-size: .8rem; margin: 0 0 .75rem; color: var(--soft); font-weight: 600; }
.contents ol { list-style: none; margin: 0; padding: 0; }
.contents ol ol { padding-left: .9rem; margin: .3rem 0 .9rem; border-left: 1px solid var(--line); }
.contents li { margin: .3rem 0; }
.contents a { color: inherit; text-decoration: none; overflow-wrap: anywhere; }
.contents a:hover { color: var(--accent); text-decoration: underline; }
.contents > nav > ol > li > a { font-weight: 600; }
.controls { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: 1.5rem; }
.controls[hidden] { display: none; }
button { font: inherit; font-size: .85rem; color: var(--ink); background: var(--card); border: 1px solid var(--line);
  border-radius: .4rem; padding: .3rem .7rem; cursor: pointer; }
button:hover { border-color: var(--accent); color: var(--accent); }
main { padding: 2rem 0 5rem; min-width: 0; }
main:focus { outline: none; }
header.report h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .5rem; text-wrap: balance; }
header.report .written { color: var(--soft); margin: 0 0 1.5rem; font-size: .9rem; }
.summary { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .4rem 1.25rem;
  margin-bottom: 2rem; }
article { border-top: 1px solid var(--line); margin-top: 3rem; padding-top: 1rem; }
h2, h3, h4, h5, h6 { line-height: 1.25; margin: 1.8em 0 .6em; text-wrap: balance; }
article > h2, article > .prose:first-of-type > h2:first-child { font-size: 1.6rem; margin-top: .6em; }
h3 { font-size: 1.25rem; } h4 { font-size: 1.05rem; } h5, h6 { font-size: 1rem; }
.prose { max-width: 46rem; }
.prose img, img.picture { max-width: 100%; height: auto; }
.prose pre, .prose code { background: var(--code); border-radius: .3rem; }
.prose code { padding: .1em .3em; font-size: .9em; }
.prose pre { padding: .8rem 1rem; overflow-x: auto; }
.prose pre code { padding: 0; }
blockquote { margin: 1rem 0; padding: 0 1rem; border-left: 3px solid var(--line); color: var(--soft); }
.notice { border-radius: .5rem; padding: .6rem 1rem; background: var(--bad-page); color: var(--bad); }
.notice a { color: inherit; }
.prose details { margin: .6rem 0; border: 1px solid var(--line); border-radius: .5rem; padding: .35rem .8rem; }
.prose summary { cursor: pointer; color: var(--soft); }
.prose summary:hover { color: var(--accent); }
details.code { margin: 1.2rem 0 .4rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--code); }
details.code > summary { cursor: pointer; padding: .35rem .8rem; color: var(--soft); font-size: .85rem; }
details.code > summary:hover { color: var(--accent); }
pre, code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
details.code > pre { margin: 0; padding: .6rem 1rem .9rem; overflow-x: auto; font-size: .85rem; line-height: 1.5;
  border-top: 1px solid var(--line); tab-size: 2; }
.output { margin: .5rem 0 1.2rem; }
pre.output, .output pre { font-size: .85rem; line-height: 1.45; overflow: auto; max-height: 30rem; white-space: pre-wrap;
  overflow-wrap: anywhere; }
pre.output, .output pre.result { padding: .7rem 1rem; background: var(--card); border: 1px solid var(--line);
  border-radius: .5rem; margin: .5rem 0 1.2rem; }
pre.stderr { color: var(--warn); background: var(--warn-page); border-color: transparent; }
.error { border-left: 4px solid var(--bad); background: var(--bad-page); padding: .6rem 1rem; border-radius: .3rem; }
.error-title { margin: 0; font-weight: 600; color: var(--bad); overflow-wrap: anywhere; }
.error pre { margin: .5rem 0 0; }
.missing { color: var(--soft); font-style: italic; }
.html-output { overflow-x: auto; }
.html-output table, .prose table { border-collapse: collapse; font-size: .92rem; line-height: 1.4;
  font-variant-numeric: tabular-nums; margin: .5rem 0; }
.html-output caption { text-align: left; font-weight: 600; padding-bottom: .5rem; }
.html-output th, .html-output td, .prose th, .prose td { padding: .35rem .9rem; border-bottom: 1px solid var(--line);
  vertical-align: top; }
.html-output thead th, .prose thead th { border-bottom: 2px solid var(--soft); }
.html-output tbody tr:hover { background: var(--code); }
figure.plot { margin: .8rem 0 1.6rem; background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
  padding: .6rem; }
.switches { display: none; gap: .4rem; padding: .2rem .4rem .4rem; }
.plot.drawn .switches { display: flex; }
.switches [aria-pressed="true"] { border-color: var(--accent); box-shadow: inset 0 -2px 0 var(--accent); }
.plot-area { display: none; overflow-x: auto; overflow-y: hidden; }
.plot-area > div { height: var(--plot-height); }
.plot.no-picture .plot-area { display: block; min-height: var(--plot-height); }
.plot.drawn .plot-area { display: block; }
.plot.drawn .static { display: none; }
img.static { display: block; max-width: 100%; height: auto; background: #fff; border-radius: .3rem; }
figcaption { color: var(--soft); font-size: .88rem; line-height: 1.45; padding: .4rem .4rem 0; overflow-wrap: anywhere; }
figcaption.aside { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
.plot.pointing .hoverlayer { visibility: hidden; }
.thumbnail { position: fixed; z-index: 2; pointer-events: none; display: flex; flex-direction: column; gap: .3rem;
  padding: .5rem; background: var(--card); color: var(--ink); border: 1px solid var(--line); border-radius: .5rem;
  box-shadow: 0 4px 18px rgb(0 0 0 / .25); max-width: 15rem; font-size: .85rem; line-height: 1.35; }
.thumbnail[hidden] { display: none; }
.thumbnail img { width: 9rem; height: 9rem; object-fit: contain; background: var(--code); border-radius: .3rem;
  image-rendering: auto; }
.thumbnail img.tiny { image-rendering: pixelated; }
.thumbnail span { overflow-wrap: anywhere; max-width: 12rem; }
.thumbnail span:first-of-type { font-weight: 600; }
@media (max-width: 62rem) {
  .page { grid-template-columns: minmax(0, 1fr); gap: 0; padding: 0 1rem; }
  .contents { position: static; max-height: none; padding: 1.5rem 0 0; }
  .contents ol ol { display: none; }
  .contents > nav > ol { display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; }
  .contents > nav > ol > li > a { font-weight: 400; text-decoration: underline; }
  main { padding-top: 1rem; }
}
@media print {
  :root { --page: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --code: #f6f6f6; --accent: #000; }
  .contents, .skip, .thumbnail, .plot.drawn .switches { display: none; }
  .page { display: block; padding: 0; }
  body { font-size: 10pt; }
  article { break-before: page; border-top: 0; }
  h2, h3, h4 { break-after: avoid; }
  figure.plot, tr, img { break-inside: avoid; }
  figure.plot { border: 0; padding: 0; }
  .plot.drawn:not(.no-picture) .plot-area { display: none; }
  .plot.drawn .static { display: block; }
  pre.output, .output pre { max-height: none; }
}
`;
