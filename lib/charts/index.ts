/** The public names of this group. */
export { type AccuracyBarsOptions, type AccuracyRow, accuracyBars } from "./accuracy/accuracy-bars.ts";
export {
  type ImagesPerClassCurvesOptions,
  type ImagesPerClassRow,
  imagesPerClassCurves,
} from "./accuracy/images-per-class.ts";
export { type LayerProbeRow, type LayerProbesOptions, layerProbes } from "./accuracy/layer-probes.ts";
export { type PairedDisagreementOptions, pairedDisagreement } from "./accuracy/paired-disagreement.ts";
export {
  type ModelProbabilities,
  type ProbabilityBarsOptions,
  probabilityBars,
} from "./accuracy/probability-bars.ts";
export { type TimeErrorOptions, type TimeErrorRow, timeErrorCurves } from "./accuracy/time-error.ts";
export { type FeatureVectorsOptions, featureVectors } from "./features/feature-vector.ts";
export type { Figure, FigureBundle } from "./figure.ts";
export { type ConfusionHeatmapOptions, confusionHeatmap } from "./heatmaps/confusion-heatmap.ts";
export {
  type GridSearchChartOptions,
  type GridSearchChartRow,
  gridSearchHeatmap,
  gridSearchLines,
} from "./heatmaps/grid-search.ts";
export {
  type PreprocessingGridOptions,
  type PreprocessingRow,
  preprocessingGrid,
} from "./heatmaps/preprocessing-grid.ts";
export { type SimilarityHeatmapOptions, similarityHeatmap } from "./heatmaps/similarity-heatmap.ts";
export {
  type EmbeddingScatterOptions,
  embeddingScatter,
  type PointCustomData,
} from "./maps/embedding-scatter.ts";
export { type LinkedMapsOptions, linkedMaps, type ModelMap } from "./maps/linked-maps.ts";
export { type DisagreementPicturesOptions, disagreementPictures } from "./pictures/disagreement-pictures.ts";
export {
  type DuplicatePairsOptions,
  type DuplicatePicture,
  duplicatePairs,
} from "./pictures/duplicate-pairs.ts";
export { type GradCamGridOptions, gradCamGrid, type HeatMap } from "./pictures/grad-cam-grid.ts";
export { type LabelErrorsOptions, labelErrors } from "./pictures/label-errors.ts";
export { type LabelledPicturesOptions, labelledPictures } from "./pictures/labelled-pictures.ts";
export { type NamedPicture, type NeighborGridOptions, neighborGrid } from "./pictures/neighbor-grid.ts";
export {
  type PredictedPicture,
  type PredictionPicturesOptions,
  predictionPictures,
} from "./pictures/prediction-pictures.ts";
export type { PlotlyJson } from "./theme/plotly-json.ts";
export {
  type LearningCurvesOptions,
  learningCurves,
  type TrainingHistory,
  type TrainingRun,
} from "./training/learning-curves.ts";
export { type RateFinderCurveOptions, rateFinderCurve } from "./training/rate-finder.ts";
export { type RateSchedule, type RateScheduleOptions, rateSchedule } from "./training/rate-schedule.ts";
export { type WeightMovementOptions, weightMovement } from "./training/weight-movement.ts";
