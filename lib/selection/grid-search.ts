import { ArgumentError, ShapeError } from "../errors/argument-error.ts";
import type { Matrix } from "../matrix/matrix.ts";
import { type Classifier, type CrossValidateOptions, crossValidate } from "./cross-validate.ts";
import { stratifiedKFold } from "./stratified-k-fold.ts";

/** Values to try by name of an option; every combination is tried. */
export type Grid<O> = { readonly [K in keyof O]?: readonly Exclude<O[K], undefined>[] };

/** What cross-validation says of one setting. */
export interface GridSearchRow<O> {
  /** The options that were tried. */
  readonly setting: Partial<O>;
  /** Accuracy on each fold, in [0, 1]. */
  readonly scores: readonly number[];
  readonly mean: number;
  /** Population standard deviation of `scores`. */
  readonly standardDeviation: number;
  /** 1 for the highest mean; equal means share a rank. */
  readonly rank: number;
}

export interface GridSearchResult<C, O> {
  /** One a setting: names in alphabetical order, values in the order given, the last name's values running fastest. */
  readonly rows: readonly GridSearchRow<O>[];
  /** The row of the highest mean, the first of equal ones. */
  readonly best: GridSearchRow<O>;
  /** Fitted to all rows with the best setting. */
  readonly classifier: C;
  readonly foldOfRow: readonly number[];
}

export interface GridSearchOptions extends Omit<CrossValidateOptions, "onProgress"> {
  /** Called after each setting with its mean accuracy. */
  readonly onProgress?: (progress: {
    readonly done: number;
    readonly total: number;
    readonly mean: number;
  }) => void;
}

/**
 * Cross-validates every combination of the values in a grid on the same folds, and fits the best one to all rows.
 *
 * The mean of the best row is too good as an estimate of the classifier that comes out: test that on rows kept aside.
 *
 * @param X - `[rows, features]`.
 * @param labels - one integer label a row.
 * @param fitClassifier - as `fitSvc`, or a `pipeline`: takes the options that the grid names.
 * @throws {@link ArgumentError} when the grid is empty or a class has fewer rows than folds, and whatever the fit
 * throws; {@link ShapeError} when there is not one label a row.
 * @example const { best, classifier } = gridSearch(X, labels, fitSvc, { C: [0.01, 0.1, 1], kernel: ["linear", "rbf"] });
 * @see scikit-learn `model_selection.GridSearchCV`
 */
export function gridSearch<C extends Classifier, O extends object>(
  X: Matrix,
  labels: readonly number[],
  fitClassifier: (X: Matrix, labels: readonly number[], options?: O) => C,
  grid: Grid<O>,
  options: GridSearchOptions = {},
): GridSearchResult<C, O> {
  if (labels.length !== X.rows) throw new ShapeError("labels", `[${X.rows}]`, [labels.length]);
  const settings = settingsOf(grid);
  const { folds = 5, onProgress } = options;
  const foldOfRow = options.foldOfRow ?? stratifiedKFold(labels, folds, options);
  const tried = settings.map((setting, index) => {
    const { scores, mean, standardDeviation } = crossValidate(
      X,
      labels,
      (X, labels) => fitClassifier(X, labels, setting as O),
      { foldOfRow },
    );
    onProgress?.({ done: index + 1, total: settings.length, mean });
    return { setting, scores, mean, standardDeviation };
  });
  const rows = tried.map((row) => ({ ...row, rank: 1 + tried.filter(({ mean }) => mean > row.mean).length }));
  const best = rows.find(({ rank }) => rank === 1)!;
  return { rows, best, classifier: fitClassifier(X, labels, best.setting as O), foldOfRow };
}

function settingsOf<O extends object>(grid: Grid<O>): Partial<O>[] {
  const names = (Object.keys(grid) as (keyof O & string)[]).sort();
  let settings: Partial<O>[] = [{}];
  for (const name of names) {
    const values = grid[name] ?? [];
    if (values.length === 0) throw new ArgumentError(`grid.${name}`, "at least one value to try", "none");
    settings = settings.flatMap((setting) => values.map((value) => ({ ...setting, [name]: value })));
  }
  if (names.length === 0) throw new ArgumentError("grid", "at least one option with values to try", "none");
  return settings;
}
