import { describe, expect, it } from "vitest";
import { notRun } from "../../../lib/tables/not-run.ts";
import { RESULT_MIME_TYPE } from "../../../lib/tables/publish-results.ts";
import { jupyterDisplay } from "../../../lib/tables/shown-value.ts";

describe("notRun", () => {
  it("says what was left out and how to have it, to readers and to whatever runs the notebook", () => {
    const bundle = notRun("VGG16 <with top>", "npx transferlab models download vgg16")[jupyterDisplay]();
    expect(bundle["text/plain"]).toBe(
      "Not run: VGG16 <with top>. To have it: npx transferlab models download vgg16, then run the notebook again.",
    );
    expect(bundle["text/html"]).toContain("VGG16 &lt;with top&gt;");
    expect(bundle[RESULT_MIME_TYPE]).toEqual({
      note: "Not run: VGG16 <with top>",
      details: ["to have it: npx transferlab models download vgg16"],
    });
  });

  it("refuses to leave out nothing, or to give no way to it", () => {
    expect(() => notRun(" ", "npm start")).toThrow("what: expected");
    expect(() => notRun("VGG16", "")).toThrow("command: expected");
  });
});
