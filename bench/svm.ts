import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Matrix, matrix } from "../lib/matrix/matrix.ts";
import { accuracy } from "../lib/metrics/accuracy.ts";
import { randomNormal, seededRandom } from "../lib/random/generator.ts";
import { fitLinearSvc } from "../lib/svm/fit-linear-svc.ts";
import { fitSvc } from "../lib/svm/fit-svc.ts";

interface Case {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly classes: number;
}

const cases: readonly Case[] = [
  { name: "drawn rows as wide as VGG16's features, 10 classes", rows: 1500, columns: 512, classes: 10 },
  { name: "drawn rows as wide as ResNet50's features, 10 classes", rows: 1500, columns: 2048, classes: 10 },
  { name: "drawn rows as wide as VGG16's features, 2 classes", rows: 2000, columns: 512, classes: 2 },
];

/** One timed fit: seconds, the median of three after a first one, and the accuracy on rows that it had not seen. */
interface Timing {
  readonly seconds: number;
  readonly accuracy: number;
}

const fits = ["SVC linear C=0.01", "SVC rbf C=1", "LinearSVC C=0.01"] as const;

/**
 * Prints the seconds of our support vector machines on rows shaped like image features, beside scikit-learn's when
 * `KERAS_PYTHON` names a Python that has it. Both scale the columns within the time; Python's start is not counted.
 */
export async function benchSvm(): Promise<void> {
  const python = process.env.KERAS_PYTHON;
  const folder = mkdtempSync(join(tmpdir(), "bench-svm-"));
  try {
    for (const shape of cases) {
      const data = makeFeatures(shape);
      const ours = timeOurs(data);
      const theirs = python ? timeTheirs(python, folder, data) : undefined;
      console.log(`\n${shape.name}: ${shape.rows} x ${shape.columns}`);
      for (const name of fits) {
        const own = ours[name]!;
        const other = theirs?.[name];
        const beside = other
          ? `scikit-learn ${other.seconds.toFixed(2)} s, accuracy ${other.accuracy.toFixed(3)}`
          : "scikit-learn: set KERAS_PYTHON to measure it";
        console.log(
          `  ${name.padEnd(18)} ${own.seconds.toFixed(2)} s, accuracy ${own.accuracy.toFixed(3)}; ${beside}`,
        );
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Features {
  readonly train: Matrix;
  readonly trainLabels: number[];
  readonly test: Matrix;
  readonly testLabels: number[];
}

/** Non-negative and half zero, as after a ReLU, with every fortieth column dead. */
function makeFeatures({ rows, columns, classes }: Case): Features {
  const random = seededRandom(5);
  const centres = Float64Array.from({ length: classes * columns }, () => 0.22 * randomNormal(random));
  const draw = (count: number): [Matrix, number[]] => {
    const X = matrix(count, columns);
    const labels = Array.from({ length: count }, (_, row) => row % classes);
    labels.forEach((label, row) => {
      for (let k = 0; k < columns; k++) {
        const value = centres[label * columns + k]! + randomNormal(random);
        X.values[row * columns + k] = k % 40 === 0 ? 0 : Math.max(0, value);
      }
    });
    return [X, labels];
  };
  const [train, trainLabels] = draw(rows);
  const [test, testLabels] = draw(500);
  return { train, trainLabels, test, testLabels };
}

function timeOurs({ train, trainLabels, test, testLabels }: Features): Record<string, Timing> {
  const makers = [
    () => fitSvc(train, trainLabels, { C: 0.01 }),
    () => fitSvc(train, trainLabels, { kernel: "rbf" }),
    () => fitLinearSvc(train, trainLabels, { C: 0.01 }),
  ];
  return Object.fromEntries(
    makers.map((make, index) => {
      const seconds: number[] = [];
      let machine = make();
      for (let turn = 0; turn < 3; turn++) {
        const start = performance.now();
        machine = make();
        seconds.push((performance.now() - start) / 1000);
      }
      return [
        fits[index],
        { seconds: seconds.sort((a, b) => a - b)[1]!, accuracy: accuracy(testLabels, machine.predict(test)) },
      ];
    }),
  );
}

const script = `
import json, sys, time, warnings
import numpy as np
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC
folder, columns = sys.argv[1], int(sys.argv[2])
read = lambda name: np.fromfile(f"{folder}/{name}.f32", "<f4").reshape(-1, columns)
labels = json.load(open(f"{folder}/labels.json"))
X, test = read("train"), read("test")
result = {}
for name, make in {
    "SVC linear C=0.01": lambda: SVC(kernel="linear", C=0.01),
    "SVC rbf C=1": lambda: SVC(),
    "LinearSVC C=0.01": lambda: LinearSVC(C=0.01, dual=True, random_state=0),
}.items():
    seconds = []
    for turn in range(4):
        model = make_pipeline(StandardScaler(), make())
        start = time.perf_counter()
        model.fit(X, labels["train"])
        seconds.append(time.perf_counter() - start)
    result[name] = {"seconds": sorted(seconds[1:])[1], "accuracy": model.score(test, labels["test"])}
print(json.dumps(result))
`;

function timeTheirs(python: string, folder: string, data: Features): Record<string, Timing> {
  writeFileSync(join(folder, "train.f32"), data.train.values);
  writeFileSync(join(folder, "test.f32"), data.test.values);
  writeFileSync(
    join(folder, "labels.json"),
    JSON.stringify({ train: data.trainLabels, test: data.testLabels }),
  );
  const child = spawnSync(python, ["-c", script, folder, String(data.train.columns)], { encoding: "utf8" });
  if (child.status !== 0)
    throw new Error(`${python}: expected timings, received: ${child.stderr || child.error}`);
  return JSON.parse(child.stdout);
}
