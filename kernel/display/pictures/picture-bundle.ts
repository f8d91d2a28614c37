import { sniffImage } from "./sniff-image.ts";

/** Makes a bundle of an encoded picture; undefined when the bytes are none. */
export function pictureBundle(bytes: Uint8Array): Record<string, unknown> | undefined {
  const type = sniffImage(bytes);
  if (!type) return undefined;
  if (type !== "image/avif") return { [type]: bytes };
  // JupyterLab has no renderer for it, though every browser shows it.
  const address = `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;
  return { [type]: bytes, "text/html": `<img src="${address}" alt="">` };
}
