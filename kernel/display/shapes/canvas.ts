import { pictureBundle } from "../pictures/picture-bundle.ts";
import { hasMethods } from "./has-methods.ts";

/** A canvas of @napi-rs/canvas, node-canvas, skia-canvas or a browser's: its picture. */
export function formatCanvas(value: Record<PropertyKey, unknown>): unknown {
  if (hasMethods(value, "toDataURL")) {
    const answer = value.toDataURL();
    return answer instanceof Promise ? answer.then(readDataUrl) : readDataUrl(answer);
  }
  if (hasMethods(value, "convertToBlob")) {
    const answer = value.convertToBlob();
    if (!(answer instanceof Promise)) return undefined;
    return answer.then(async (blob) =>
      blob instanceof Blob ? pictureBundle(Buffer.from(await blob.arrayBuffer())) : undefined,
    );
  }
  return undefined;
}

function readDataUrl(url: unknown): Record<string, unknown> | undefined {
  if (typeof url !== "string") return undefined;
  const [, type, data] = /^data:(image\/[\w+.-]+);base64,(.+)$/s.exec(url) ?? [];
  return type && data ? { [type]: Buffer.from(data, "base64") } : undefined;
}
