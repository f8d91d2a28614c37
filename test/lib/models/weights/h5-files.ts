import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Group, h5wasm } from "h5wasm/node";
import { afterAll } from "vitest";

/** A layer to write: the names of its tensors within its group, their shapes and one value for all elements. */
export interface WrittenLayer {
  readonly name: string;
  readonly weights?: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly value: number;
  }[];
}

/** Single, double precision and whole numbers, as h5wasm calls them. */
type Dtype = "<f" | "<d" | "<i";

/** Makes a folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "transferlab-models-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file in the layout of legacy Keras, with its variants: below a group, names split over attributes. */
export async function writeLegacyH5(
  path: string,
  layers: readonly WrittenLayer[],
  { below, splitNames = false, dtype = "<f" }: { below?: string; splitNames?: boolean; dtype?: Dtype } = {},
): Promise<string> {
  await h5wasm.ready;
  const file = new h5wasm.File(path, "w");
  const root = below === undefined ? file : file.create_group(below);
  const names = layers.map(({ name }) => name);
  if (splitNames) {
    root.create_attribute("layer_names0", names.slice(0, 1));
    root.create_attribute("layer_names1", names.slice(1));
  } else {
    root.create_attribute("layer_names", names);
  }
  for (const { name, weights = [] } of layers) writeLayer(root.create_group(name), weights, dtype);
  file.close();
  return path;
}

function writeLayer(group: Group, weights: NonNullable<WrittenLayer["weights"]>, dtype: Dtype): void {
  if (weights.length === 0) return;
  group.create_attribute(
    "weight_names",
    weights.map(({ name }) => name),
  );
  for (const { name, shape, value } of weights) {
    const folders = name.split("/");
    const leaf = folders.pop()!;
    const parent = folders.reduce<Group>(
      (at, folder) => (at.get(folder) as Group | null) ?? at.create_group(folder),
      group,
    );
    const size = shape.reduce((product, side) => product * side, 1);
    const kind = { "<f": Float32Array, "<d": Float64Array, "<i": Int32Array }[dtype];
    const data = new kind(size).fill(value);
    parent.create_dataset({ name: leaf, data, shape: [...shape], dtype });
  }
}
