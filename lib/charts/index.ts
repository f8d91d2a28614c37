/** The public names of this group. */
export { type AccuracyBarsOptions, type AccuracyRow, accuracyBars } from "./accuracy/accuracy-bars.ts";
export {
  type ModelProbabilities,
  type ProbabilityBarsOptions,
  probabilityBars,
} from "./accuracy/probability-bars.ts";
export type { Figure } from "./figure.ts";
export { type ConfusionHeatmapOptions, confusionHeatmap } from "./heatmaps/confusion-heatmap.ts";
export { type EmbeddingScatterOptions, embeddingScatter } from "./maps/embedding-scatter.ts";
export { type LearningCurvesOptions, learningCurves, type TrainingRun } from "./training/learning-curves.ts";
export { type WeightMovementOptions, weightMovement } from "./training/weight-movement.ts";
