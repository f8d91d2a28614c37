import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { JSDOM, VirtualConsole } from "jsdom";
import type { Figure } from "../../../lib/charts/figure.ts";

/**
 * Loads plotly and returns its own check of a figure: messages on attributes it does not know or would not take.
 *
 * No fault are attributes of something that is hidden ("did not get coerced"), and buttons' arguments, which plotly
 * compares by identity with its own copy.
 */
export async function loadPlotlyValidate(): Promise<(figure: Figure) => string[]> {
  const { window } = new JSDOM("", { runScripts: "outside-only", virtualConsole: new VirtualConsole() });
  window.URL.createObjectURL = () => "";
  window.eval(await readFile(createRequire(import.meta.url).resolve("plotly.js-dist-min"), "utf8"));
  return ({ data, layout }) => {
    const copy = window.JSON.parse(JSON.stringify({ data, layout }));
    const faults: Array<{ msg: string }> = window.Plotly.validate(copy.data, copy.layout) ?? [];
    return faults
      .map(({ msg }) => msg)
      .filter((message) => !/did not get coerced$|buttons\[\d\]\.args\[0\]/.test(message));
  };
}
