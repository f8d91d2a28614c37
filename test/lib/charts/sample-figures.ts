import { accuracyBars } from "../../../lib/charts/accuracy/accuracy-bars.ts";
import { probabilityBars } from "../../../lib/charts/accuracy/probability-bars.ts";
import type { Figure } from "../../../lib/charts/figure.ts";
import { confusionHeatmap } from "../../../lib/charts/heatmaps/confusion-heatmap.ts";
import { embeddingScatter } from "../../../lib/charts/maps/embedding-scatter.ts";
import { learningCurves } from "../../../lib/charts/training/learning-curves.ts";
import { weightMovement } from "../../../lib/charts/training/weight-movement.ts";
import { matrix } from "../../../lib/matrix/matrix.ts";
import { seededRandom } from "../../../lib/random/generator.ts";

/** A name that breaks whoever forgets to escape or to cut it. */
export const hostileName = `<b>a</b> & "b" </script> $x$ %{y} ${"long name ".repeat(12)}`;

/** A 1x1 GIF. */
export const pixel = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAACADs=";

/** One figure of each kind in small and in large, with names that need escaping. */
export function sampleFigures(): Readonly<Record<string, Figure>> {
  const random = seededRandom(1);
  const names = (count: number) => Array.from({ length: count }, (_, index) => `${hostileName} ${index}`);
  const counts = (size: number) =>
    Array.from({ length: size }, () => Array.from({ length: size }, () => Math.floor(random() * 9)));
  const plane = (count: number) =>
    matrix(
      count,
      2,
      Float32Array.from({ length: count * 2 }, () => random()),
    );
  return {
    oneProbability: probabilityBars({ labels: ["cat"], probabilities: [1] }),
    probabilities: probabilityBars({
      models: [
        {
          name: hostileName,
          labels: names(9),
          probabilities: [0.4, 0.3, 0.1, 0.1, 0.05, 0.02, 0.01, 0.01, 0.01],
        },
        { name: "ResNet50", labels: ["crane", "crane"], probabilities: [0.5, 0.4] },
      ],
      title: hostileName,
      trueLabel: "crane",
    }),
    oneEpoch: learningCurves({ runs: [{ name: "a", history: { valLoss: [0.3] } }] }),
    curves: learningCurves({
      runs: [
        {
          name: hostileName,
          history: { loss: [1, Number.NaN, 0.5], accuracy: [0.2, 0.3, 0.4], valAccuracy: [0.1, 0.2, 0.3] },
          phases: [{ startEpoch: 3, label: hostileName }],
        },
        {
          name: "ResNet50",
          history: { loss: [2, 1, 0.5] },
          phases: [{ startEpoch: 2, label: "rate halved" }],
        },
      ],
    }),
    oneClass: confusionHeatmap({ matrix: [[3]], classNames: ["cat"] }),
    confusion: confusionHeatmap({ matrix: counts(12), classNames: names(12), title: hostileName }),
    largeConfusion: confusionHeatmap({ matrix: counts(200), classNames: names(200) }),
    oneAccuracy: accuracyBars({ rows: [{ label: "a", accuracy: 0.5 }] }),
    accuracies: accuracyBars({
      rows: names(200).map((label, index) => ({
        label,
        accuracy: 0.5,
        low: 0.4,
        high: 0.6,
        group: index % 2 ? "odd" : hostileName,
      })),
      chance: 0.005,
    }),
    onePoint: embeddingScatter({ points: plane(1) }),
    embedding: embeddingScatter({
      points: plane(40),
      labels: Array.from({ length: 40 }, (_, index) => index % 4),
      classNames: names(4),
      names: names(40),
      thumbnails: Array.from({ length: 40 }, (_, index) => (index === 3 ? undefined : pixel)),
    }),
    largeEmbedding: embeddingScatter({
      points: plane(400),
      labels: Array.from({ length: 400 }, (_, index) => index % 200),
      classNames: names(200),
    }),
    nothingMoved: weightMovement({ layers: ["a", "b"], relativeChange: [0, 0] }),
    weights: weightMovement({
      layers: names(100),
      relativeChange: Float32Array.from({ length: 100 }, (_, index) => (index < 50 ? 0 : 10 ** -(index % 8))),
      frozen: Array.from({ length: 100 }, (_, index) => index < 60),
    }),
  };
}
