import { randomUUID } from "node:crypto";
import type { Displays } from "./display.ts";

/** The display of the package `tslab`, whose notebooks import it. */
export interface TslabDisplay {
  javascript(text: string): void;
  html(text: string): void;
  markdown(text: string): void;
  latex(text: string): void;
  svg(text: string): void;
  png(bytes: Uint8Array): void;
  jpeg(bytes: Uint8Array): void;
  gif(bytes: Uint8Array): void;
  pdf(bytes: Uint8Array): void;
  text(text: string): void;
  raw(contentType: string, content: string | Uint8Array): void;
}

/** What the package `tslab` exports. */
export interface TslabApi {
  readonly versions: { readonly tslab: string; readonly typescript: string; readonly node: string };
  /** Shows each thing anew. */
  readonly display: TslabDisplay;
  /** Makes a display whose calls all show in one place. */
  newDisplay(): TslabDisplay;
}

/** Where the module that cells get as `tslab` finds what it exports. */
export const TSLAB = "transferlab.tslab";

/** The version of tslab whose names these are. */
const TSLAB_VERSION = "1.0.22";

/** Makes what cells get when they import `tslab`. @see https://github.com/yunabe/tslab */
export function createTslabApi(displays: Displays): TslabApi {
  return Object.freeze({
    versions: Object.freeze({
      tslab: TSLAB_VERSION,
      // Loading the compiler for its number would cost 60 MB; it is the language service's, and that is no part of this process.
      typescript: "6.0",
      node: process.version,
    }),
    display: createTslabDisplay((bundle) => displays.display(bundle, { raw: true })),
    newDisplay: () => {
      const id = randomUUID();
      let isShown = false;
      return createTslabDisplay((bundle) => {
        displays.show(bundle, isShown ? "update" : "display", id, { raw: true });
        isShown = true;
      });
    },
  });
}

function createTslabDisplay(show: (bundle: Record<string, unknown>) => void): TslabDisplay {
  const showAs =
    (type: string) =>
    (content: string | Uint8Array): void =>
      show({ [type]: content });
  return Object.freeze({
    javascript: showAs("text/javascript"),
    html: showAs("text/html"),
    markdown: showAs("text/markdown"),
    latex: showAs("text/latex"),
    svg: showAs("image/svg+xml"),
    png: showAs("image/png"),
    jpeg: showAs("image/jpeg"),
    gif: showAs("image/gif"),
    pdf: showAs("application/pdf"),
    text: showAs("text/plain"),
    raw: (type: string, content: string | Uint8Array): void => show({ [type]: content }),
  });
}
