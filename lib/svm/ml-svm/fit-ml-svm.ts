import { ArgumentError } from "../../errors/argument-error.ts";
import { type Matrix, matrixFromRows } from "../../matrix/matrix.ts";
import { type Random, seededRandom } from "../../random/generator.ts";
import { resolveGamma } from "../solver/kernel.ts";
import { requireCount, requirePositive, requireTrainingSet } from "../training-set.ts";
import {
  isBroken,
  loadMlSvm,
  type MlSvm,
  type MlSvmMachine,
  type MlSvmPackage,
  makeMlSvm,
  rowsOfColumns,
} from "./ml-svm.ts";

export interface MlSvmOptions {
  /** Weight of errors against a wide margin, positive. @defaultValue 1 */
  readonly C?: number;
  /** ml-svm 2.1.2 cannot make its polynomial kernel of the package that it depends on. @defaultValue "linear" */
  readonly kernel?: "linear" | "rbf";
  /** Of rbf, on columns scaled to [0, 1]; as in `fitSvc`. @defaultValue "scale" */
  readonly gamma?: "scale" | "auto" | number;
  /** ml-svm's `tol`. @defaultValue 1e-4 */
  readonly tolerance?: number;
  /** Passes over the rows after which ml-svm gives up; see `converged`. @defaultValue 10,000 */
  readonly maxIterations?: number;
  /** Seed of the second row of each step. @defaultValue 0 */
  readonly seed?: number;
  /** Source of chance, in place of `seed`. */
  readonly random?: Random;
  /** Called after each machine. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/**
 * Fits machines with the package ml-svm, one class against the rest: for comparison, not for use.
 *
 * ml-svm 2.1.2 is made safe first. It scales columns to [0, 1] itself and would divide by 0 for a constant one: those are
 * left out. Its chance is seeded. Where it throws at its limit of passes, the machine that it has then is returned with
 * `converged: false` and a sentence in `warnings`; so is one whose numbers became NaN, for a wrong bound of a multiplier
 * lets them grow without end on some data. It keeps all kernel values as lists of lists, and is some hundred
 * times as slow as our own solver.
 *
 * @param X - `[rows, features]`, not scaled; copied, not kept.
 * @param labels - one integer a row.
 * @throws {@link ArgumentError} when a value is NaN or infinite (names row and column), there is one class only, all
 * columns are constant, or an option is out of its range; {@link ShapeError} when there is not one label a row.
 * @example const machine = fitMlSvm(train, trainLabels, { C: 0.1 }); machine.warnings;
 * @see https://github.com/mljs/svm; Platt 1998, the simplified algorithm of Stanford's CS229
 */
export function fitMlSvm(X: Matrix, labels: ArrayLike<number>, options: MlSvmOptions = {}): MlSvm {
  const { C = 1, kernel = "linear", tolerance = 1e-4, maxIterations = 10_000, seed = 0 } = options;
  const { random = seededRandom(seed), onProgress } = options;
  requirePositive({ C, tolerance });
  requireCount("maxIterations", maxIterations, 1);
  const groups = requireTrainingSet(X, labels);
  const columns = variedColumns(X);
  if (columns.length === 0) {
    throw new ArgumentError(
      "X",
      "at least one column that is not constant, for ml-svm",
      "constant columns only",
    );
  }
  const rows = rowsOfColumns(X, columns);
  const settings = {
    C,
    tol: tolerance,
    maxIterations,
    random,
    ...kernelOptions(kernel, rows, options),
  };
  const Package = loadMlSvm();
  const positives = groups.length === 2 ? [groups[1]!] : groups;
  const trained = positives.map(({ rows: own }, at) => {
    const signs = new Array<number>(X.rows).fill(-1);
    for (const row of own) signs[row] = 1;
    const machine = trainMachine(Package, settings, rows, signs);
    onProgress?.({ done: at + 1, total: positives.length });
    return machine;
  });
  const stopped = trained.filter(({ converged }) => !converged).length;
  const warnings: string[] = [];
  if (stopped > 0) {
    warnings.push(
      `${stopped} of ${trained.length} machines of ml-svm stopped at maxIterations (${maxIterations}) before they converged`,
    );
  }
  const broken = positives.filter((_, at) => isBroken(trained[at]!.machine.toJSON()));
  if (broken.length > 0) {
    const which = broken.map(({ label }) => label).join(", ");
    warnings.push(
      `ml-svm broke down (its numbers became NaN) for label ${which}, which is never predicted: use another C or seed`,
    );
  }
  if (columns.length < X.columns) {
    warnings.push(`${X.columns - columns.length} constant columns were left out: ml-svm would divide by 0`);
  }
  const machines = trained.map(({ machine }) => machine);
  return makeMlSvm(
    {
      type: "mlSvm",
      classes: groups.map((group) => group.label),
      featureCount: X.columns,
      columns,
      machines: machines.map((machine) => plainModel(machine)),
      iterations: trained.map(({ iterations }) => iterations),
      converged: stopped === 0 && broken.length === 0,
      warnings,
    },
    machines,
  );
}

/** The machine's state once trained; ml-svm keeps it in fields of these names. */
interface TrainedState {
  alphas: number[];
  X: number[][];
  Y: number[];
  N: number;
  W: number[] | undefined;
  iterations: number;
  _trained: boolean;
}

function trainMachine(
  Package: MlSvmPackage,
  settings: { readonly kernel: string; readonly maxIterations: number } & Readonly<Record<string, unknown>>,
  rows: number[][],
  signs: number[],
): { machine: MlSvmMachine; converged: boolean; iterations: number } {
  const machine = new Package(settings);
  const state = machine as MlSvmMachine & TrainedState;
  try {
    machine.train(rows, signs);
    return { machine, converged: true, iterations: state.iterations };
  } catch (error) {
    if (!(error instanceof Error && error.message === "max iterations reached")) throw error;
  }
  // It threw between training and tidying up: the multipliers are there, do what was left.
  const kept = signs.flatMap((_, row) => (state.alphas[row]! > 1e-6 ? [row] : []));
  if (settings.kernel === "linear") {
    const weights = new Array<number>(rows[0]!.length).fill(0);
    signs.forEach((sign, row) => {
      const own = state.X[row]!;
      for (let k = 0; k < weights.length; k++) weights[k]! += sign * state.alphas[row]! * own[k]!;
    });
    state.W = weights;
  }
  state.X = kept.map((row) => state.X[row]!);
  state.Y = kept.map((row) => signs[row]!);
  state.alphas = kept.map((row) => state.alphas[row]!);
  state.N = kept.length;
  state._trained = true;
  return { machine, converged: false, iterations: settings.maxIterations };
}

/** ml-svm's record without what JSON can't keep. */
function plainModel(machine: MlSvmMachine) {
  const { options, ...model } = machine.toJSON();
  const { random: _random, ...plain } = options;
  return { ...model, options: plain as typeof options };
}

function variedColumns({ rows, columns, values }: Matrix): number[] {
  const varied: number[] = [];
  for (let column = 0; column < columns; column++) {
    for (let row = 1; row < rows; row++) {
      if (values[row * columns + column] === values[column]) continue;
      varied.push(column);
      break;
    }
  }
  return varied;
}

/** Our names of kernels and parameters in ml-svm's. */
function kernelOptions(
  kernel: "linear" | "rbf",
  rows: readonly number[][],
  { gamma = "scale" }: MlSvmOptions,
) {
  if (kernel === "linear") return { kernel };
  if (kernel !== "rbf") {
    throw new ArgumentError("kernel", '"linear" or "rbf" with engine "ml-svm"', `"${String(kernel)}"`);
  }
  const resolved = resolveGamma(gamma, matrixFromRows(scaledToUnit(rows)));
  return { kernel, kernelOptions: { sigma: Math.sqrt(1 / (2 * resolved)) } };
}

function scaledToUnit(rows: readonly number[][]): number[][] {
  const low = rows[0]!.slice();
  const high = rows[0]!.slice();
  for (const row of rows) {
    row.forEach((value, column) => {
      low[column] = Math.min(low[column]!, value);
      high[column] = Math.max(high[column]!, value);
    });
  }
  return rows.map((row) =>
    row.map((value, column) => (value - low[column]!) / (high[column]! - low[column]!)),
  );
}
