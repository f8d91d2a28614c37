import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nearestNeighbors } from "../lib/embedding/nearest-neighbors.ts";
import { pca } from "../lib/embedding/pca.ts";
import { tsne } from "../lib/embedding/tsne/tsne.ts";
import { umap } from "../lib/embedding/umap.ts";
import { type Matrix, matrix } from "../lib/matrix/matrix.ts";
import { randomNormal, seededRandom } from "../lib/random/generator.ts";

const rows = 2000;
const columns = 512;
const classes = 10;
/** Neighbours by which a map is judged. */
const judged = 15;

/** A map with what it took and what it keeps. */
interface MapFigures {
  readonly seconds: number;
  /** Share of each row's nearest that are among its nearest on the map, in [0, 1]. */
  readonly kept: number;
  readonly klDivergence?: number;
}

/**
 * Prints the seconds of PCA, t-SNE and UMAP for 2,000 rows of 512 columns and how many neighbours they keep, beside
 * scikit-learn's t-SNE when `KERAS_PYTHON` names a Python that has it; Python's start is not counted.
 */
export async function benchEmbedding(): Promise<void> {
  const X = makeFeatures();
  const near = nearestNeighbors(X, judged).indices;
  const run = async (
    map: () => Promise<{ projected: Matrix; klDivergence?: number }>,
  ): Promise<MapFigures> => {
    const start = performance.now();
    const { projected, ...more } = await map();
    return { seconds: (performance.now() - start) / 1000, kept: keptShare(near, projected), ...more };
  };
  const figures: Record<string, MapFigures> = {
    PCA: await run(async () => ({ projected: pca(X).projected })),
    "t-SNE": await run(async () => {
      const { projected, klDivergence } = await tsne(X);
      return { projected, klDivergence };
    }),
    UMAP: await run(async () => ({ projected: (await umap(X)).projected })),
  };
  const python = process.env.KERAS_PYTHON;
  if (python) figures["t-SNE of scikit-learn"] = runTheirs(python, X, near);
  console.log(
    `\nMaps of ${rows} x ${columns} drawn features, ${classes} classes; of ${judged} nearest, kept on the map`,
  );
  for (const [name, { seconds, kept, klDivergence }] of Object.entries(figures)) {
    const divergence = klDivergence === undefined ? "" : `, divergence ${klDivergence.toFixed(3)}`;
    console.log(
      `  ${name.padEnd(24)} ${seconds.toFixed(1).padStart(6)} s, kept ${(100 * kept).toFixed(1)} %${divergence}`,
    );
  }
  if (!python) console.log("  scikit-learn: set KERAS_PYTHON to measure it");
}

/** Each class a bent sheet of two dimensions with noise, and non-negative as after a ReLU. */
function makeFeatures(): Matrix {
  const random = seededRandom(5);
  const draw = (count: number) => Float64Array.from({ length: count }, () => randomNormal(random));
  const shapes = Array.from(
    { length: classes },
    () => [draw(columns), draw(columns), draw(columns), draw(columns)] as const,
  );
  const X = matrix(rows, columns);
  for (let row = 0; row < rows; row++) {
    const [centre, along, across, bend] = shapes[row % classes]!;
    const [u, v] = [2 * random() - 1, 2 * random() - 1];
    for (let k = 0; k < columns; k++) {
      const value =
        centre[k]! + u * along[k]! + v * across[k]! + u * u * bend[k]! + 0.2 * randomNormal(random);
      X.values[row * columns + k] = Math.max(0, value);
    }
  }
  return X;
}

function keptShare(near: ReadonlyArray<readonly number[]>, projected: Matrix): number {
  const onMap = nearestNeighbors(projected, judged).indices;
  const shared = near.map((own, row) => own.filter((other) => onMap[row]!.includes(other)).length);
  return shared.reduce((sum, count) => sum + count, 0) / (judged * near.length);
}

const script = `
import json, sys, time
import numpy as np
from sklearn.manifold import TSNE
folder, columns = sys.argv[1], int(sys.argv[2])
X = np.fromfile(f"{folder}/X.f32", "<f4").reshape(-1, columns)
start = time.perf_counter()
model = TSNE(init="pca", random_state=0)
Y = model.fit_transform(X)
seconds = time.perf_counter() - start
Y.astype("<f4").tofile(f"{folder}/Y.f32")
print(json.dumps({"seconds": seconds, "klDivergence": float(model.kl_divergence_)}))
`;

function runTheirs(python: string, X: Matrix, near: ReadonlyArray<readonly number[]>): MapFigures {
  const folder = mkdtempSync(join(tmpdir(), "bench-embedding-"));
  try {
    writeFileSync(join(folder, "X.f32"), X.values);
    const child = spawnSync(python, ["-c", script, folder, String(columns)], { encoding: "utf8" });
    if (child.status !== 0)
      throw new Error(`${python}: expected timings, received: ${child.stderr || child.error}`);
    const bytes = readFileSync(join(folder, "Y.f32"));
    const projected = matrix(rows, 2, new Float32Array(new Uint8Array(bytes).buffer));
    return { ...JSON.parse(child.stdout), kept: keptShare(near, projected) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
