import { rasterize } from "./rasterize.ts";

interface CanvasElement {
  width: number;
  height: number;
}

interface CanvasWindow {
  readonly HTMLCanvasElement: { readonly prototype: object };
}

/** A canvas drawing recorded as SVG, standing in the picture under a name until it is turned into pixels. */
export interface PixelCanvases {
  /** Replaces the names in a drawn SVG by PNG data URIs, and forgets the drawings. */
  readonly fillIn: (svg: string) => Promise<string>;
}

const placeholder = /transferlab-canvas:(\d+)/g;

/**
 * Gives the canvases of a jsdom window the little that plotly's heatmaps use: filled rectangles and raw pixels.
 *
 * A canvas answers `toDataURL` at once, but resvg is loaded asynchronously, hence the names.
 */
export function installPixelCanvas(window: CanvasWindow): PixelCanvases {
  const drawings = new Map<string, string>();
  const contexts = new WeakMap<object, ReturnType<typeof recordingContext>>();
  let nextName = 0;
  Object.assign(window.HTMLCanvasElement.prototype, {
    getContext(this: CanvasElement, kind: string) {
      if (kind !== "2d") return null;
      const context = contexts.get(this) ?? recordingContext();
      contexts.set(this, context);
      return context;
    },
    toDataURL(this: CanvasElement) {
      const name = String(nextName++);
      const rectangles = contexts.get(this)?.rectangles ?? [];
      drawings.set(
        name,
        `<svg xmlns="http://www.w3.org/2000/svg" width="${this.width}" height="${this.height}" shape-rendering="crispEdges">${rectangles.join("")}</svg>`,
      );
      return `transferlab-canvas:${name}`;
    },
  });
  return {
    async fillIn(svg) {
      const uris = new Map<string, string>();
      for (const [whole, name] of svg.matchAll(placeholder)) {
        const png = await rasterize(drawings.get(name as string) ?? "", { scale: 1 });
        uris.set(whole, `data:image/png;base64,${Buffer.from(png).toString("base64")}`);
      }
      drawings.clear();
      return svg.replace(placeholder, (whole) => uris.get(whole) ?? "");
    },
  };
}

function recordingContext() {
  const rectangles: string[] = [];
  return {
    rectangles,
    fillStyle: "#000",
    fillRect(x: number, y: number, width: number, height: number) {
      // Plotly mirrors an axis by negative sizes.
      const left = Math.min(x, x + width);
      const top = Math.min(y, y + height);
      rectangles.push(
        `<rect x="${left}" y="${top}" width="${Math.abs(width)}" height="${Math.abs(height)}" fill="${this.fillStyle}"/>`,
      );
    },
    measureText: (text: string) => ({ width: text.length * 6 }),
    createImageData: (width: number, height: number) => ({
      width,
      height,
      data: new Uint8ClampedArray(width * height * 4),
    }),
    putImageData(image: { width: number; height: number; data: Uint8ClampedArray }) {
      for (let pixel = 0; pixel < image.width * image.height; pixel++) {
        const [red, green, blue, alpha] = image.data.subarray(pixel * 4, pixel * 4 + 4);
        this.fillStyle = `rgba(${red},${green},${blue},${(alpha ?? 0) / 255})`;
        this.fillRect(pixel % image.width, Math.floor(pixel / image.width), 1, 1);
      }
    },
  };
}
