/** Layers of a network: those below are taken over, the one on top is new. */
export const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">
  <rect x="2" y="2" width="60" height="60" rx="12" fill="#17456b"/>
  <g fill="#9cc3e0">
    <rect x="10" y="45" width="44" height="8" rx="3"/>
    <rect x="15" y="33.5" width="34" height="8" rx="3"/>
    <rect x="20" y="22" width="24" height="8" rx="3"/>
  </g>
  <rect x="25" y="10.5" width="14" height="8" rx="3" fill="#ffb454"/>
</svg>
`;

/** Draws the logo as PNG. */
export async function drawLogo(sizePx: number): Promise<Buffer> {
  // Loaded here: what lists or removes a kernelspec draws nothing.
  const { Resvg } = await import("@resvg/resvg-js");
  return new Resvg(LOGO, { fitTo: { mode: "width", value: sizePx } }).render().asPng();
}
