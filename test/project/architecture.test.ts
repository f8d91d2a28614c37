import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Groups of lib/ in import order: a group may import only itself and groups of lower rank. */
const libraryRanks: Readonly<Record<string, number>> = {
  errors: 0,
  random: 1,
  matrix: 1,
  metrics: 2,
  selection: 3,
  svm: 4,
  embedding: 4,
  charts: 4,
  tables: 4,
  classifiers: 5,
  tensors: 6,
  images: 7,
  datasets: 8,
  models: 9,
  features: 10,
  training: 11,
  experiments: 12,
  "index.ts": 13,
};

interface Import {
  readonly file: string;
  readonly specifier: string;
}

function importsOf(folder: string): Import[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .flatMap((name) => {
      const file = join(folder, name);
      const source = readFileSync(join(root, file), "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
      const found = source.matchAll(/(?:\bfrom\s+|\bimport\s*\(\s*|^import\s+)"([^"]+)"/gm);
      return Array.from(found, ([, specifier]) => ({
        file: file.split(sep).join("/"),
        specifier: specifier!,
      }));
    });
}

/** Imports of values that a file makes when it is loaded. */
function staticImportsOf(file: string): Import[] {
  const source = readFileSync(join(root, file), "utf8");
  const found = source.matchAll(/^(?:import|export) (?!type )[^;]*?"([^"]+)";$/gm);
  return Array.from(found, ([, specifier]) => ({ file, specifier: specifier! }));
}

function target({ file, specifier }: Import): string {
  return relative(root, resolve(root, dirname(file), specifier))
    .split(sep)
    .join("/");
}

const library = importsOf("lib");
const kernel = importsOf("kernel");
const cli = importsOf("cli");
const isRelative = ({ specifier }: Import) => specifier.startsWith(".");

describe("imports", () => {
  it("are found at all", () => {
    expect(library.length).toBeGreaterThan(100);
    expect(kernel.length).toBeGreaterThan(20);
    expect(cli.length).toBeGreaterThan(10);
  });

  it("of lib/ follow the order of its groups", () => {
    const wrong = library.filter(isRelative).filter((one) => {
      const [from, to] = [one.file, target(one)].map((path) => libraryRanks[path.split("/")[1]!]);
      const [fromGroup, toGroup] = [one.file, target(one)].map((path) => path.split("/")[1]);
      return from === undefined || to === undefined || (fromGroup !== toGroup && to >= from);
    });
    expect(wrong).toEqual([]);
  });

  it("of lib/ and kernel/ never reach each other", () => {
    const wrong = [
      ...library.filter(isRelative).filter((one) => !target(one).startsWith("lib/")),
      ...kernel.filter(isRelative).filter((one) => !target(one).startsWith("kernel/")),
      ...kernel.filter(({ specifier }) => specifier === "transferlab"),
    ];
    expect(wrong).toEqual([]);
  });

  it("of cli/ alone reach both, and load what a command needs when it runs", () => {
    const folders = ["cli/", "kernel/", "lib/"];
    const wrong = cli
      .filter(isRelative)
      .filter((one) => !folders.some((name) => target(one).startsWith(name)));
    expect(wrong).toEqual([]);
    const light = [
      "cli/data/command.ts",
      "cli/doctor/command.ts",
      "cli/extract/command.ts",
      "cli/kernel/command.ts",
      "cli/models/command.ts",
      "cli/report/command.ts",
      "kernel/commands/check.ts",
      "kernel/commands/exit-codes.ts",
      "kernel/commands/run.ts",
      "kernel/commands/test.ts",
    ];
    const atOnce = staticImportsOf("cli/program.ts").filter(({ specifier }) => specifier.startsWith("."));
    expect(atOnce.map(target).sort()).toEqual(light);
    const further = light.flatMap(staticImportsOf).map(({ specifier }) => specifier);
    expect(new Set(further)).toEqual(new Set(["commander"]));
  });

  it("of tfjs and ONNX Runtime packages stay in lib/tensors", () => {
    const wrong = library.filter(
      ({ file, specifier }) =>
        /^(@tensorflow\/|onnxruntime-|onnx-proto)/.test(specifier) && !file.startsWith("lib/tensors/"),
    );
    expect(wrong).toEqual([]);
  });

  it("end in the name of a file that is there", () => {
    expect(
      [...library, ...kernel, ...cli]
        .filter(isRelative)
        .filter(({ specifier }) => !specifier.endsWith(".ts")),
    ).toEqual([]);
  });
});

describe("folders of lib/", () => {
  it("are the groups of the design", () => {
    expect(readdirSync(join(root, "lib")).filter((name) => !(name in libraryRanks))).toEqual([]);
  });
});
