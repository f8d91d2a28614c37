/**
 * Turns SVG text into PNG bytes with resvg and the fonts of the system.
 *
 * @param options.scale - pixels of the picture for each unit of the SVG.
 */
export async function rasterize(svg: string, options: { readonly scale: number }): Promise<Uint8Array> {
  const { Resvg } = await import("@resvg/resvg-js");
  const renderer = new Resvg(svg, {
    fitTo: { mode: "zoom", value: options.scale },
    font: { loadSystemFonts: true, defaultFontFamily: "Arial", sansSerifFamily: "Arial" },
  });
  return new Uint8Array(renderer.render().asPng());
}

/** Tells whether resvg finds any font here: without one it leaves out all text and says nothing. */
export async function hasFonts(): Promise<boolean> {
  const { Resvg } = await import("@resvg/resvg-js");
  const probe = `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">
    <text x="2" y="16" font-size="16" font-family="Arial, sans-serif">M</text></svg>`;
  return new Resvg(probe, { font: { loadSystemFonts: true } }).getBBox() !== undefined;
}
