import { accuracyBars } from "../../../lib/charts/accuracy/accuracy-bars.ts";
import { imagesPerClassCurves } from "../../../lib/charts/accuracy/images-per-class.ts";
import { layerProbes } from "../../../lib/charts/accuracy/layer-probes.ts";
import { pairedDisagreement } from "../../../lib/charts/accuracy/paired-disagreement.ts";
import { probabilityBars } from "../../../lib/charts/accuracy/probability-bars.ts";
import { timeErrorCurves } from "../../../lib/charts/accuracy/time-error.ts";
import { featureVectors } from "../../../lib/charts/features/feature-vector.ts";
import type { Figure } from "../../../lib/charts/figure.ts";
import { confusionHeatmap } from "../../../lib/charts/heatmaps/confusion-heatmap.ts";
import { gridSearchHeatmap, gridSearchLines } from "../../../lib/charts/heatmaps/grid-search.ts";
import { preprocessingGrid } from "../../../lib/charts/heatmaps/preprocessing-grid.ts";
import { similarityHeatmap } from "../../../lib/charts/heatmaps/similarity-heatmap.ts";
import { embeddingScatter } from "../../../lib/charts/maps/embedding-scatter.ts";
import { linkedMaps } from "../../../lib/charts/maps/linked-maps.ts";
import { disagreementPictures } from "../../../lib/charts/pictures/disagreement-pictures.ts";
import { duplicatePairs } from "../../../lib/charts/pictures/duplicate-pairs.ts";
import { gradCamGrid } from "../../../lib/charts/pictures/grad-cam-grid.ts";
import { labelErrors } from "../../../lib/charts/pictures/label-errors.ts";
import { labelledPictures } from "../../../lib/charts/pictures/labelled-pictures.ts";
import { neighborGrid } from "../../../lib/charts/pictures/neighbor-grid.ts";
import { predictionPictures } from "../../../lib/charts/pictures/prediction-pictures.ts";
import { learningCurves } from "../../../lib/charts/training/learning-curves.ts";
import { rateFinderCurve } from "../../../lib/charts/training/rate-finder.ts";
import { rateSchedule } from "../../../lib/charts/training/rate-schedule.ts";
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
    oneTime: timeErrorCurves({ rows: [{ label: "a", seconds: 3, accuracy: 1 }] }),
    times: timeErrorCurves({
      rows: names(9).map((label, index) => ({
        label: index % 2 ? label : "frozen",
        seconds: 10 ** (index - 5),
        accuracy: 0.5,
        low: 0.4,
        high: 0.7,
        note: hostileName,
      })),
      title: hostileName,
      chance: 0.1,
    }),
    oneVector: featureVectors({ vectors: [{ name: "a", values: [0] }] }),
    vectors: featureVectors({
      vectors: names(3).map((name) => ({
        name,
        values: Float32Array.from({ length: 700 }, () => random() - 0.2),
      })),
      title: hostileName,
      subtitle: hostileName,
    }),
    onePicture: labelledPictures({ pictures: [{ image: pixel, label: "a" }] }),
    pictures: labelledPictures({
      pictures: names(40).map((label) => ({ image: pixel, label, note: hostileName })),
      columns: 16,
      title: hostileName,
    }),
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
      rows: names(70).map((label, index) => ({
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
    oneAmount: imagesPerClassCurves({
      rows: [{ label: hostileName, images: 5, accuracy: 0.5, low: 0.4, high: 0.6 }],
    }),
    amounts: imagesPerClassCurves({
      rows: names(8).flatMap((label, index) =>
        [1, 10, 100].map((images) => ({ label, images, accuracy: 0.1 * index, low: 0, high: 0.9 })),
      ),
      chance: 0.1,
      title: hostileName,
    }),
    oneProbe: layerProbes({ rows: [{ label: "VGG16", layer: hostileName, accuracy: 1 }] }),
    probes: layerProbes({
      rows: names(3).flatMap((label) =>
        names(20).map((layer, index) => ({
          label,
          layer,
          accuracy: 0.5,
          low: 0.3,
          high: 0.6,
          depth: index / 19,
        })),
      ),
    }),
    paired: pairedDisagreement({
      first: hostileName,
      second: "ResNet50",
      bothRight: 0,
      onlyFirst: 1,
      onlySecond: 0,
      bothWrong: 0,
      pValue: 1,
    }),
    gridHeatmap: gridSearchHeatmap({
      rows: Array.from({ length: 30 }, (_, index) => ({
        C: 10 ** (index % 5),
        gamma: 10 ** -Math.floor(index / 5),
        accuracy: random(),
      })).slice(1),
    }),
    gridLines: gridSearchLines({
      rows: [
        { C: 1, accuracy: 0.5 },
        { C: 10, gamma: 0.1, accuracy: 0.6, low: 0.5, high: 0.7 },
      ],
    }),
    similarity: similarityHeatmap({
      values: counts(30).map((row) => row.map((count) => count / 9)),
      rowNames: names(30),
      measure: hostileName,
      chance: 0.1,
    }),
    preprocessing: preprocessingGrid({
      rows: names(6).flatMap((model, index) =>
        ["RGB", "BGR"].map((channelOrder) => ({
          model,
          mode: "tf",
          channelOrder,
          resize: hostileName,
          probability: index / 6,
          best: hostileName,
          asTrained: index === 0,
        })),
      ),
      trueLabel: hostileName,
    }),
    linked: linkedMaps({
      left: { name: hostileName, points: plane(40) },
      right: { name: "ResNet50", points: plane(40) },
      labels: Array.from({ length: 40 }, (_, index) => index % 4),
      classNames: names(4),
      names: names(40),
      thumbnails: Array.from({ length: 40 }, (_, index) => (index === 3 ? undefined : pixel)),
    }),
    neighbors: neighborGrid({
      queries: names(2).map((label) => ({
        query: { image: pixel, label, name: hostileName },
        neighbors: names(8).map((other, index) => ({ image: pixel, label: other, distance: index })),
      })),
    }),
    duplicates: duplicatePairs({
      pairs: names(5).map((name) => ({
        first: { image: pixel, name, label: "a", split: "train" },
        second: { image: pixel, name, label: "b", split: "test" },
        similarity: 0.99,
      })),
    }),
    labels: labelErrors({
      images: names(7).map((given) => ({ image: pixel, given, suggested: hostileName, score: 0.9 })),
    }),
    disagreement: disagreementPictures({
      first: hostileName,
      second: "ResNet50",
      images: names(7).map((truth) => ({ image: pixel, truth, saysFirst: hostileName, saysSecond: truth })),
    }),
    predictions: predictionPictures({
      images: names(7).map((name, index) => ({
        image: pixel,
        name,
        label: hostileName,
        predictions: names(3).map((of, at) => ({ name: of, probability: (index + 1) / 10 ** (at + 1) })),
      })),
      unsureBelow: 0.4,
      title: hostileName,
    }),
    gradCam: gradCamGrid({
      models: names(3),
      images: [
        {
          image: pixel,
          label: hostileName,
          maps: [
            { heat: [[0, 1]], label: "a", probability: 0.5 },
            undefined,
            { heat: [[1]], label: hostileName, probability: 1 },
          ],
        },
      ],
    }),
    rateFinder: rateFinderCurve({
      rates: [1e-5, 1e-4, 1e-3, 1e-2],
      losses: [2, 1.9, 1, Number.NaN],
      smoothed: [2, 1.95, 1.3, Number.NaN],
      suggestion: 1e-3,
      lossName: "cross-entropy",
    }),
    schedule: rateSchedule({
      schedules: names(8).map((name) => ({ name, rates: [0.1, 0.01, 0] })),
      scale: "log",
    }),
  };
}
