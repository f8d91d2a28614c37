import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ImageItem, imageFolder } from "../../lib/datasets/index.ts";
import { nearDuplicates } from "../../lib/embedding/cleaning/near-duplicates.ts";
import { linearCka } from "../../lib/embedding/comparison/linear-cka.ts";
import { tsne } from "../../lib/embedding/tsne/tsne.ts";
import { umap } from "../../lib/embedding/umap.ts";
import { extractFeatures } from "../../lib/features/extract.ts";
import { type Matrix, matrix } from "../../lib/matrix/matrix.ts";
import { loadBackbone } from "../../lib/models/registry.ts";
import { sharedFolder } from "../shared-folder.ts";

const shared = sharedFolder();
const python = process.env.KERAS_PYTHON;
const photos = 200;
const copies = [3, 50, 120, 199];

let folder = "";
let features: Matrix;

beforeAll(async () => {
  if (shared === undefined) return;
  folder = mkdtempSync(join(tmpdir(), "embedding-parity-"));
  const dataset = await imageFolder(`${shared}/tiny-imagenet-val`);
  // One photo of each class, and some of them again, encoded anew: other bytes, the same picture to an eye.
  const items: ImageItem[] = dataset.items.filter((_, index) => index % 5 === 0).slice(0, photos);
  for (const row of copies) {
    const path = join(folder, `copy-${row}.jpg`);
    await sharp(items[row]!.path).jpeg({ quality: 85 }).toFile(path);
    items.push({ path, label: items[row]!.label });
  }
  const backbone = await loadBackbone("vgg16", { includeTop: false, pooling: "avg" });
  const set = await extractFeatures(backbone, { ...dataset, items });
  backbone.dispose();
  features = set.features;
});

afterAll(() => {
  if (folder !== "") rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(shared === undefined)("embedding of Tiny ImageNet photos (skipped without ../shared)", () => {
  it("finds photos that are there twice, re-encoded, and nearly nothing else", () => {
    const { pairs } = nearDuplicates(features, { threshold: 0.97 });
    const planted = pairs.filter(({ first, second }) => copies[second - photos] === first);
    expect(planted).toHaveLength(copies.length);
    expect(pairs.length).toBeLessThanOrEqual(copies.length + 2);
  });

  describe.skipIf(python === undefined)("against scikit-learn (skipped without KERAS_PYTHON)", () => {
    it("t-SNE keeps neighbourhoods as well, and UMAP nearly", async () => {
      const ours = await tsne(features, { perplexity: 20 });
      const { projected } = await umap(features);
      const theirs = judge(features, { tsne: ours.projected, umap: projected });
      // Each ends in one of many minima: over starts, both of them vary by a tenth around the same mean.
      expect(ours.klDivergence).toBeLessThan(1.15 * theirs.klDivergence);
      expect(theirs.trust.tsne).toBeGreaterThan(theirs.trust.theirs! - 0.02);
      expect(theirs.trust.umap).toBeGreaterThan(theirs.trust.theirs! - 0.05);
    });

    it("CKA is what NumPy makes of the published formula", () => {
      const half = features.columns / 2;
      const part = (from: number) =>
        matrix(
          features.rows,
          half,
          features.values.filter((_, at) => {
            const column = at % features.columns;
            return column >= from && column < from + half;
          }),
        );
      const { cka, debiased } = judge(features, {});
      expect(linearCka(part(0), part(half))).toBeCloseTo(cka, 4);
      expect(linearCka(part(0), part(half), { debiased: true })).toBeCloseTo(debiased, 4);
    });
  });
});

const script = `
import json, sys
import numpy as np
from sklearn.manifold import TSNE, trustworthiness
folder, columns, names = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
read = lambda name, width: np.fromfile(f"{folder}/{name}.f32", "<f4").reshape(-1, width)
X = read("X", columns)
model = TSNE(init="pca", perplexity=20, random_state=0)
maps = {name: read(name, 2) for name in names}
if names: maps["theirs"] = model.fit_transform(X)
A, B = X[:, : columns // 2].astype(float), X[:, columns // 2 :].astype(float)
A, B = A - A.mean(0), B - B.mean(0)
cka = np.linalg.norm(B.T @ A) ** 2 / (np.linalg.norm(A.T @ A) * np.linalg.norm(B.T @ B))
def hsic(K, L):
    K, L, n = K - np.diag(np.diag(K)), L - np.diag(np.diag(L)), len(K)
    return np.trace(K @ L) + K.sum() * L.sum() / ((n - 1) * (n - 2)) - 2 * (K @ L).sum() / (n - 2)
K, L = A @ A.T, B @ B.T
print(json.dumps({
    "trust": {name: trustworthiness(X, Y, n_neighbors=10) for name, Y in maps.items()},
    "klDivergence": float(model.kl_divergence_) if names else 0,
    "cka": cka,
    "debiased": hsic(K, L) / np.sqrt(hsic(K, K) * hsic(L, L)),
}))
`;

/** What scikit-learn and NumPy say of features and maps of them. */
function judge(X: Matrix, maps: Readonly<Record<string, Matrix>>) {
  writeFileSync(join(folder, "X.f32"), X.values);
  for (const [name, { values }] of Object.entries(maps)) writeFileSync(join(folder, `${name}.f32`), values);
  const child = spawnSync(python!, ["-c", script, folder, String(X.columns), ...Object.keys(maps)], {
    encoding: "utf8",
  });
  if (child.status !== 0) throw new Error(`expected figures from ${python}, received: ${child.stderr}`);
  return JSON.parse(child.stdout) as {
    trust: Record<string, number>;
    klDivergence: number;
    cka: number;
    debiased: number;
  };
}
