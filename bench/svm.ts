import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fitKNeighbors } from "../lib/classifiers/k-neighbors.ts";
import { fitLogisticRegression } from "../lib/classifiers/logistic-regression.ts";
import { pipeline } from "../lib/classifiers/pipeline.ts";
import { type Matrix, matrix } from "../lib/matrix/matrix.ts";
import { accuracy } from "../lib/metrics/accuracy.ts";
import { randomNormal, seededRandom } from "../lib/random/generator.ts";
import { fitLinearSvc } from "../lib/svm/fit-linear-svc.ts";
import { fitSvc } from "../lib/svm/fit-svc.ts";
import { fitMlSvm } from "../lib/svm/ml-svm/fit-ml-svm.ts";
import { fitStandardScaler } from "../lib/svm/standard-scaler.ts";
import { median } from "./measure.ts";
import { startPython } from "./python-peer.ts";

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

interface Predictor {
  predict(X: Matrix): ArrayLike<number>;
}

type Fit = (X: Matrix, labels: readonly number[]) => Predictor;

/** What is timed; bench/svm_peer.py has scikit-learn's of the same names. */
const fits: Readonly<Record<string, Fit>> = {
  "SVC linear, C 0.01": (X, labels) => fitSvc(X, labels, { C: 0.01 }),
  "SVC rbf, C 1": (X, labels) => fitSvc(X, labels, { kernel: "rbf" }),
  "LinearSVC, C 0.01": (X, labels) => fitLinearSvc(X, labels, { C: 0.01 }),
  "logistic regression, C 0.01": (X, labels) => fitLogisticRegression(X, labels, { C: 0.01 }),
  "20 nearest neighbours": (X, labels) => pipeline(fitStandardScaler, fitKNeighbors)(X, labels, { k: 20 }),
};

const rounds = 5;

/** Seconds and accuracy on rows that the fit had not seen. */
interface Result {
  readonly seconds: number;
  readonly accuracy: number;
}

/**
 * Prints the seconds that our classifiers take to scale, fit and predict rows shaped like image features, beside
 * scikit-learn's when `KERAS_PYTHON` names a Python that has it: in turn, round by round, medians of five after one
 * that does not count. ml-svm runs once, on the first case, because it takes that long.
 */
export async function benchSvm(): Promise<void> {
  const python = process.env.KERAS_PYTHON;
  const folder = mkdtempSync(join(tmpdir(), "bench-svm-"));
  const peer = python ? await startScikitLearn(python) : undefined;
  console.log(`\n${peer?.version ?? "scikit-learn is left out: KERAS_PYTHON is not set"}`);
  try {
    for (const [at, shape] of cases.entries()) {
      const data = makeFeatures(shape);
      const place = mkdtempSync(join(folder, "case-"));
      writeFeatures(place, data);
      console.log(`\n${shape.name}: ${shape.rows} x ${shape.columns}; scale, fit, and predict 500`);
      for (const [name, fit] of Object.entries(fits)) {
        const own: Result[] = [];
        const theirs: Result[] = [];
        for (let round = 0; round <= rounds; round++) {
          own.push(timeOurs(fit, data));
          if (peer) theirs.push(await peer.run({ folder: place, columns: shape.columns, fit: name }));
        }
        console.log(`  ${name.padEnd(28)} ${describe("ours", own)}  ${describe("scikit-learn", theirs)}`);
      }
      if (at === 0) {
        const { seconds, accuracy, warnings } = timeMlSvm(data);
        console.log(
          `  ${"ml-svm linear, C 0.01".padEnd(28)} ${seconds.toFixed(1)} s, accuracy ${accuracy.toFixed(3)} ${warnings.join("; ")}`,
        );
      }
    }
  } finally {
    peer?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function describe(who: string, results: readonly Result[]): string {
  if (results.length === 0) return "";
  const seconds = median(results.slice(1).map((result) => result.seconds));
  return `${who} ${seconds.toFixed(3)} s, accuracy ${results[0]!.accuracy.toFixed(3)}`;
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

function writeFeatures(folder: string, { train, trainLabels, test, testLabels }: Features): void {
  writeFileSync(join(folder, "train.f32"), train.values);
  writeFileSync(join(folder, "test.f32"), test.values);
  writeFileSync(join(folder, "labels.json"), JSON.stringify({ train: trainLabels, test: testLabels }));
}

function timeOurs(learn: Fit, { train, trainLabels, test, testLabels }: Features): Result {
  const start = performance.now();
  const predicted = learn(train, trainLabels).predict(test);
  const seconds = (performance.now() - start) / 1000;
  return { seconds, accuracy: accuracy(testLabels, Array.from(predicted)) };
}

function timeMlSvm({ train, trainLabels, test, testLabels }: Features) {
  const start = performance.now();
  const machine = fitMlSvm(train, trainLabels, { C: 0.01 });
  const predicted = machine.predict(test);
  const seconds = (performance.now() - start) / 1000;
  return { seconds, accuracy: accuracy(testLabels, predicted), warnings: machine.warnings };
}

interface ScikitLearn {
  readonly version: string;
  run(job: object): Promise<Result>;
  stop(): void;
}

async function startScikitLearn(python: string): Promise<ScikitLearn> {
  const { version, ask, stop } = await startPython(python, "./svm_peer.py", { name: "scikit-learn" });
  return { version, run: async (job) => JSON.parse(await ask(JSON.stringify(job))), stop };
}
