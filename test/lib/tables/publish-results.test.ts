import { describe, expect, it } from "vitest";
import { publishResults } from "../../../lib/tables/publish-results.ts";
import { showSkipped } from "../../../lib/tables/show-skipped.ts";
import { jupyterDisplay } from "../../../lib/tables/shown-value.ts";

const rows = [
  { model: "vgg16", mode: "frozen", accuracy: 0.9, low: 0.85, high: 0.94, seconds: 12.3 },
  { model: "pixels", mode: "svm", accuracy: 0.5 },
];

describe("publishResults", () => {
  it("shows a table and publishes the rows beside it", async () => {
    const bundle = (await publishResults(rows))[jupyterDisplay]() as unknown as Record<string, unknown>;
    expect(bundle["application/vnd.transferlab.result+json"]).toEqual(rows);
    expect(bundle["text/plain"]).toContain("90.0 % (85.0 to 94.0)");
    expect(bundle["text/html"]).toContain("<table");
  });

  it("refuses what is no share", async () => {
    await expect(publishResults([{ model: "m", mode: "x", accuracy: 90 }])).rejects.toThrow(
      "rows[0].accuracy: expected a share in [0, 1], received 90",
    );
    await expect(publishResults([])).rejects.toThrow("rows");
  });
});

describe("showSkipped", () => {
  it("says that every picture was read", async () => {
    expect((await showSkipped([]))[jupyterDisplay]()).toEqual({ "text/plain": "Every picture was read." });
  });

  it("lists what was left out, escaped where it reaches HTML, and publishes a note", async () => {
    const skipped = [{ path: "a/<b>.jpg", reason: "empty" }];
    const bundle = (await showSkipped(skipped))[jupyterDisplay]();
    expect(bundle["text/html"]).toContain("a/&lt;b&gt;.jpg");
    expect(bundle["application/vnd.transferlab.result+json"]).toEqual({
      note: "1 picture could not be read and was left out",
      details: ["a/<b>.jpg: empty"],
    });
  });
});
