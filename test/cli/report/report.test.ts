import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JSDOM, VirtualConsole } from "jsdom";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReportCommandOptions } from "../../../cli/report/command.ts";
import { report } from "../../../cli/report/report.ts";
import { packageData } from "../../../lib/datasets/package-data.ts";
import { loadModel } from "../../../lib/models/index.ts";

const samples = packageData("samples");
let folder: string;
let home: string | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "transferlab-report-"));
  home = process.env.TRANSFERLAB_HOME;
  process.env.TRANSFERLAB_HOME = join(folder, "cache");
});
afterAll(async () => {
  if (home === undefined) delete process.env.TRANSFERLAB_HOME;
  else process.env.TRANSFERLAB_HOME = home;
  await rm(folder, { recursive: true, force: true });
});

/** Copies so many drawn pictures of each kind into a new folder, a subfolder a kind. */
async function photosOf(name: string, counts: Readonly<Record<string, number>>): Promise<string> {
  const target = join(folder, name);
  for (const [kind, count] of Object.entries(counts)) {
    await mkdir(join(target, kind), { recursive: true });
    const files = (await readdir(join(samples, kind))).sort().slice(0, count);
    for (const file of files) await cp(join(samples, kind, file), join(target, kind, file));
  }
  return target;
}

/** Runs the command in this process. */
async function run(source: string, change: Partial<ReportCommandOptions> = {}, signal?: AbortSignal) {
  const written = { out: "", errors: "" };
  const options: ReportCommandOptions = {
    out: join(folder, "page.html"),
    weights: "tiny-imagenet",
    models: ["resnet50"],
    modes: ["features", "frozen"],
    testFraction: 0.3,
    seed: 0,
    unsorted: false,
    strict: false,
    ...change,
  };
  const code = await report(
    source,
    options,
    { write: (text) => (written.out += text) },
    { write: (text) => (written.errors += text) },
    { now: () => new Date(0), signal },
  );
  return { code, ...written, page: () => readFile(options.out, "utf8") };
}

const textOf = (html: string) => {
  const { document } = new JSDOM(html, { virtualConsole: new VirtualConsole() }).window;
  for (const script of document.querySelectorAll("script, style")) script.remove();
  return { document, text: document.body.textContent!.replace(/\s+/g, " ") };
};

describe("transferlab report", () => {
  it("says what came out, how sure that is, and what was left out, in one page that asks for nothing", async () => {
    const source = await photosOf("plain", { bus: 12, fish: 12 });
    await writeFile(join(source, "bus", "broken.jpg"), "no picture");
    await writeFile(join(source, "fish", "phone.heic"), "not read here");
    await cp(join(source, "bus", "000.jpg"), join(source, "loose.jpg"));
    await cp(join(source, "bus", "001.jpg"), join(source, "fish", "copy-of-bus.jpg"));
    const { code, out, errors, page } = await run(source, { saveModel: join(folder, "saved") });
    expect({ code, errors: errors.includes("Error") }).toEqual({ code: 0, errors: false });
    const { document, text } = textOf(await page());
    expect(text).toMatch(/Best: ResNet50, .*Right on \d of 8 test photos/);
    expect(text).toContain("95 % interval");
    expect(text).toMatch(/McNemar's test|no difference to see/);
    expect(text).toContain("bus/broken.jpg");
    expect(text).toContain("fish/phone.heic");
    expect(text).toContain("loose.jpg");
    expect(text).toMatch(/1 pair with two labels/);
    expect(text).toMatch(/md5 [0-9a-f]{32}/);
    expect(out).toContain("ResNet50, features + SVM");
    const outside = [...document.querySelectorAll("[src], link, a[href]")].map(
      (element) => element.getAttribute("src") ?? element.getAttribute("href") ?? "",
    );
    expect(outside.filter((address) => !/^(data:|#)/.test(address))).toEqual([]);
    const kept = (await readdir(join(folder, "saved"))).sort();
    expect(kept).toEqual(["resnet50-frozen.keras", "resnet50-frozen.onnx"]);
    using network = await loadModel(join(folder, "saved", kept[0]!));
    expect(network.config.classIndex!.map(({ name }) => name)).toEqual(["bus", "fish"]);
  });

  it("gives the same numbers for the same seed", async () => {
    const source = await photosOf("again", { bus: 8, fish: 8, umbrella: 8 });
    const [first, second] = [await run(source), await run(source)];
    const verdict = (out: string) => out.slice(out.indexOf("Best:"), out.indexOf("Page:"));
    expect(verdict(first.out)).toBe(verdict(second.out));
    expect(verdict(first.out)).not.toBe("");
  });

  it("makes do with four photos, and says what that is worth", async () => {
    const source = await photosOf("four", { bus: 2, fish: 2 });
    const { code, page } = await run(source, { modes: ["features"] });
    expect(code).toBe(0);
    const { text } = textOf(await page());
    expect(text).toContain("A class is tested with 1 photo only");
    expect(text).toContain("Not looked for: a class has fewer than three photos");
    expect(text).toContain("Not shown: no network was trained");
  });

  it("takes no more photos of a class than it may", async () => {
    const source = await photosOf("capped", { bus: 20, fish: 20 });
    const { page } = await run(source, { modes: ["features"], imagesPerClass: 6 });
    expect(textOf(await page()).text).toContain("12 photos in 2 classes");
  });

  it("shows what the networks see in photos without classes", async () => {
    const source = join(await photosOf("unsorted", { umbrella: 3 }), "umbrella");
    await writeFile(join(source, "broken.png"), "no picture");
    const { code, out, page } = await run(source, { models: ["vgg16", "resnet50"] });
    expect(code).toBe(0);
    const { document, text } = textOf(await page());
    expect([...document.querySelectorAll(".seen")]).toHaveLength(3);
    expect([...document.querySelectorAll(".guesses li")]).toHaveLength(3 * 2 * 5);
    expect(text).toContain("broken.png");
    expect(out).toMatch(/name the same thing first in \d of 3 photos/);
    const sorted = await run(await photosOf("forced", { bus: 1, fish: 1 }), { unsorted: true });
    expect(sorted.out).toContain("looked at 2 photos");
  });
});

describe("transferlab report on what it cannot use", () => {
  const cases: ReadonlyArray<readonly [string, () => Promise<string>, RegExp, number]> = [
    ["a folder that is not there", async () => join(folder, "nowhere"), /nowhere/, 1],
    [
      "an empty folder",
      async () => {
        await mkdir(join(folder, "empty"), { recursive: true });
        return join(folder, "empty");
      },
      /expected pictures \(\.jpg .*received none/,
      1,
    ],
    [
      "one class only",
      () => photosOf("alone", { bus: 3 }),
      /expected at least two classes, received "bus" alone; add a subfolder/,
      1,
    ],
    [
      "a class with one photo",
      () => photosOf("single", { bus: 3, fish: 1 }),
      /class "fish": expected at least 2 photos, one to train with and one to test with, received 1; add/,
      1,
    ],
  ];
  it.each(cases)("says of %s what is expected and what to do", async (_, source, message, expected) => {
    const { code, errors } = await run(await source(), { out: join(folder, "none.html") });
    expect(errors).toMatch(message);
    expect(code).toBe(expected);
    await expect(readFile(join(folder, "none.html"))).rejects.toThrow("ENOENT");
  });

  it("says of a class without a photo that can be read which they are", async () => {
    const source = await photosOf("unreadable", { bus: 4, fish: 1 });
    for (const name of ["a.jpg", "b.jpg"]) await writeFile(join(source, "fish", name), "no picture");
    const { code, errors } = await run(source);
    expect(errors).toMatch(
      /class "fish": .* received 1 \(of 3; not read: fish\/(a|b)\.jpg, fish\/(a|b)\.jpg\)/,
    );
    expect(code).toBe(1);
  });

  it("stops at an unreadable photo when told to", async () => {
    const source = await photosOf("strict", { bus: 4, fish: 4 });
    await writeFile(join(source, "bus", "broken.jpg"), "no picture");
    const { code, errors } = await run(source, { strict: true });
    expect(errors).toContain("broken.jpg");
    expect(code).toBe(1);
  });

  it("refuses networks without weights of that name, and to save what was not trained", async () => {
    const source = await photosOf("options", { bus: 3, fish: 3 });
    const unknown = await run(source, { models: ["inception_v3"] });
    expect(unknown.errors).toContain("--models: expected some of vgg16, resnet50 (or --weights imagenet");
    expect(unknown.code).toBe(64);
    const untrained = await run(source, { modes: ["features"], saveModel: "x" });
    expect(untrained.errors).toContain("--save-model: expected frozen or fine-tuned among --modes");
    expect(untrained.code).toBe(64);
    const unmatched = await run(source, { modes: ["classifier"] });
    expect(unmatched.errors).toContain("--modes: expected a mode that these photos allow");
    expect(unmatched.code).toBe(64);
  });

  it("leaves the page that was there when it is interrupted", async () => {
    const source = await photosOf("interrupted", { bus: 6, fish: 6 });
    const out = join(folder, "kept.html");
    await writeFile(out, "as it was");
    const controller = new AbortController();
    const running = run(source, { out }, controller.signal);
    setTimeout(() => controller.abort(), 50);
    const { code, errors } = await running;
    expect(code).toBe(130);
    expect(errors).toContain("Interrupted: no page was written");
    expect(await readFile(out, "utf8")).toBe("as it was");
  });
});
