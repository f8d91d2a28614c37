import { type Matrix, matrix, rowOf } from "../../../../lib/matrix/matrix.ts";
import { randomInteger, seededRandom } from "../../../../lib/random/generator.ts";
import { drawClusters } from "../clusters.ts";

/** Clusters with every tenth label replaced by another class. */
export function plantErrors() {
  const { X, labels: truth } = drawClusters({ rows: 300, columns: 16, classes: 4, apart: 1.4, seed: 6 });
  const random = seededRandom(8);
  const wrong = Array.from({ length: 30 }, (_, index) => 10 * index + 3);
  const labels = [...truth];
  for (const row of wrong) labels[row] = (truth[row]! + 1 + randomInteger(random, 3)) % 4;
  return { X, truth, labels, wrong };
}

/** Out-of-fold probabilities of a classifier by class means, in five folds: softmax of minus half the squared distance. */
export function probabilitiesOutOfFold(X: Matrix, labels: readonly number[]): Matrix {
  const classes = 1 + Math.max(...labels);
  const result = matrix(X.rows, classes);
  for (let row = 0; row < X.rows; row++) {
    const scores = Array.from({ length: classes }, (_, label) => {
      const members = labels.flatMap((own, other) => (own === label && other % 5 !== row % 5 ? [other] : []));
      return rowOf(X, row).reduce((sum, value, column) => {
        const mean = members.reduce((total, member) => total + rowOf(X, member)[column]!, 0) / members.length;
        return sum - (value - mean) ** 2 / 2;
      }, 0);
    });
    const most = Math.max(...scores);
    const weights = scores.map((score) => Math.exp(score - most));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    rowOf(result, row).set(weights.map((weight) => weight / total));
  }
  return result;
}
