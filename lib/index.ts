/** The public names of transferlab, by group, in the order of lib/. */

export * from "./charts/index.ts";
export type { FittedClassifier, Transformer } from "./classifiers/classifier.ts";
export { type ClassifierRecord, classifierFromRecord } from "./classifiers/classifier-from-record.ts";
export {
  fitKNeighbors,
  type KNeighbors,
  type KNeighborsOptions,
  type KNeighborsRecord,
  type NeighborWeights,
} from "./classifiers/k-neighbors.ts";
export { fitL2Normalizer, type L2Normalizer, l2Normalize } from "./classifiers/l2-normalizer.ts";
export {
  fitLogisticRegression,
  type LogisticRegression,
  type LogisticRegressionOptions,
  type LogisticRegressionRecord,
} from "./classifiers/logistic-regression.ts";
export {
  fitNearestClassMean,
  type NearestClassMean,
  type NearestClassMeanOptions,
  type NearestClassMeanRecord,
} from "./classifiers/nearest-class-mean.ts";
export { type FitTransformer, type Pipeline, type PipelineRecord, pipeline } from "./classifiers/pipeline.ts";
export * from "./datasets/index.ts";
export {
  type LabelErrorReport,
  type LikelyLabelError,
  likelyLabelErrors,
} from "./embedding/cleaning/likely-label-errors.ts";
export {
  type DuplicatePair,
  type NearDuplicates,
  type NearDuplicatesOptions,
  nearDuplicates,
} from "./embedding/cleaning/near-duplicates.ts";
export {
  type DisagreeingImage,
  type NeighborDisagreement,
  type NeighborDisagreementOptions,
  neighborDisagreement,
} from "./embedding/cleaning/neighbor-disagreement.ts";
export { type CkaOptions, linearCka, linearCkaMatrix } from "./embedding/comparison/linear-cka.ts";
export {
  type NeighborOverlap,
  type NeighborOverlapOptions,
  neighborOverlap,
  neighborOverlapMatrix,
} from "./embedding/comparison/neighbor-overlap.ts";
export {
  type NearestNeighborsOptions,
  type Neighbors,
  nearestNeighbors,
} from "./embedding/nearest-neighbors.ts";
export { type Pca, type PcaOptions, pca } from "./embedding/pca.ts";
export { type Tsne, type TsneOptions, tsne } from "./embedding/tsne/tsne.ts";
export { type Umap, type UmapOptions, umap } from "./embedding/umap.ts";
export { ArgumentError, ShapeError } from "./errors/argument-error.ts";
export { EngineError } from "./errors/engine-error.ts";
export { LabError } from "./errors/lab-error.ts";
export { type CompareOptions, compare } from "./experiments/comparison/compare.ts";
export {
  type ComparedBackbone,
  type Comparison,
  type ComparisonRepeat,
  type ComparisonRun,
  type ComparisonSummary,
  type PairedTest,
  TRANSFER_MODES,
  type TransferMode,
} from "./experiments/comparison/comparison.ts";
export { comparisonTable } from "./experiments/comparison/comparison-table.ts";
export {
  type Disagreement,
  type Disagreements,
  disagreements,
} from "./experiments/comparison/disagreements.ts";
export {
  compareImagesPerClass,
  type ImagesPerClassOptions,
  type ImagesPerClassPoint,
} from "./experiments/comparison/images-per-class.ts";
export type { BackboneSpec } from "./experiments/comparison/running/backbone-spec.ts";
export { type ClassMap, matchClassNames } from "./experiments/comparison/running/class-map.ts";
export type { ChosenHere } from "./experiments/comparison/running/run-modes.ts";
export type { RunProgress, StepShare } from "./experiments/comparison/running/run-splits.ts";
export { type GradCam, type GradCamOptions, gradCam } from "./experiments/grad-cam/grad-cam.ts";
export {
  type ComparePreprocessingOptions,
  comparePreprocessing,
  type PreprocessingComparison,
  type PreprocessingResult,
  type PreprocessingScore,
} from "./experiments/lab/compare-preprocessing.ts";
export {
  type ChannelOrder,
  type PreprocessingLabOptions,
  type PreprocessingTrial,
  preprocessingLab,
} from "./experiments/lab/preprocessing-lab.ts";
export {
  type PreprocessingWay,
  preprocessingMistakes,
  resizeWays,
} from "./experiments/lab/preprocessing-mistakes.ts";
export {
  DUPLICATE_KINDS,
  type DuplicateKind,
  type PlantedDuplicate,
  type PlantedDuplicates,
  plantDuplicates,
} from "./experiments/planted/plant-duplicates.ts";
export { type PlantedLabels, plantLabelErrors } from "./experiments/planted/plant-label-errors.ts";
export { type DetectionScore, scoreDetection } from "./experiments/planted/score-detection.ts";
export { type LayerProbe, type ProbeOptions, probeLayers } from "./experiments/probes/probe-layers.ts";
export { type Classification, type ClassifyOptions, classify, type Photos } from "./features/classify.ts";
export { type WriteFeaturesOptions, writeFeatures } from "./features/export/write-features.ts";
export { type ExtractOptions, type ExtractProgress, extractFeatures } from "./features/extract.ts";
export { type ExtractLayersOptions, extractLayers, type LayerPooling } from "./features/extract-layers.ts";
export type { FeatureProvenance, FeatureSet, ViewProvenance } from "./features/feature-set.ts";
export {
  type ChannelPicture,
  type ChannelPicturesOptions,
  type FeatureMapPicturesOptions,
  featureMapPictures,
  filterPictures,
} from "./features/pictures/channel-pictures.ts";
export { type PixelFeatureOptions, pixelFeatures } from "./features/pixel-features.ts";
export { FeatureFileError, loadFeatures, saveFeatures } from "./features/saving/feature-file.ts";
export { createTrunk, type Trunk, type TrunkOptions, type TrunkOutput } from "./features/trunk.ts";
export { type ExtractViewsOptions, extractViews, freshViews, type ViewOptions } from "./features/views.ts";
export { type AugmentOptions, augmentImage } from "./images/augment/augment-image.ts";
export { adjustBrightness, adjustContrast, adjustSaturation } from "./images/augment/color.ts";
export { type CropBox, type CropRange, cropImage, drawCropBox } from "./images/augment/crop.ts";
export { flipHorizontal } from "./images/augment/flip.ts";
export { adjustHue } from "./images/augment/hue.ts";
export {
  AUGMENT_PRESETS,
  type AugmentPreset,
  type AugmentRecipe,
  type ColorJitter,
} from "./images/augment/recipe.ts";
export { shiftImage } from "./images/augment/shift.ts";
export { type AugmentedViewsOptions, augmentedViews } from "./images/augment/views.ts";
export { type DecodeOptions, decodeImage } from "./images/decode.ts";
export { DecodeError, type DecodeFault } from "./images/decode-error.ts";
export { encodeJpeg, encodePng, type JpegOptions, thumbnail } from "./images/encode.ts";
export type { ResizeFilter } from "./images/filters.ts";
export { createImage, type Image, type ImageSize } from "./images/image.ts";
export {
  composeRecipes,
  deprocess,
  PREPROCESS_RECIPES,
  type PreprocessMode,
  type PreprocessRecipe,
  preprocess,
} from "./images/preprocess.ts";
export { type ResizeOptions, resizeImage } from "./images/resize.ts";
export { type Matrix, matrix, matrixFromRows, rowOf, takeRows } from "./matrix/matrix.ts";
export { type AccuracyInterval, accuracy, accuracyInterval, countCorrect } from "./metrics/accuracy.ts";
export { type ClassReport, classReports, confusionMatrix } from "./metrics/confusion-matrix.ts";
export { type McnemarResult, mcnemar } from "./metrics/mcnemar.ts";
export { type RepeatedInterval, repeatedInterval } from "./metrics/repeated-interval.ts";
export { topKAccuracy } from "./metrics/top-k-accuracy.ts";
export * from "./models/index.ts";
export { type Random, seededRandom } from "./random/generator.ts";
export {
  type Classifier,
  type CrossValidateOptions,
  type CrossValidation,
  crossValidate,
} from "./selection/cross-validate.ts";
export {
  type Grid,
  type GridSearchOptions,
  type GridSearchResult,
  type GridSearchRow,
  gridSearch,
} from "./selection/grid-search.ts";
export {
  type OutOfFoldOptions,
  outOfFoldProbabilities,
  type ProbabilityClassifier,
} from "./selection/out-of-fold.ts";
export { type StratifiedKFoldOptions, splitOfFold, stratifiedKFold } from "./selection/stratified-k-fold.ts";
export { type Split, type StratifiedSplitOptions, stratifiedSplit } from "./selection/stratified-split.ts";
export type { ClassWeight } from "./svm/class-weights.ts";
export { fitLinearSvc, type LinearSvcOptions } from "./svm/fit-linear-svc.ts";
export { fitSvc, type ProbabilityOptions, type SvcOptions, type SvcProgress } from "./svm/fit-svc.ts";
export { type LinearSvc, type LinearSvcRecord, linearSvcFromRecord } from "./svm/linear-svc.ts";
export type { MlSvmOptions } from "./svm/ml-svm/fit-ml-svm.ts";
export type { MlSvm, MlSvmModel, MlSvmRecord } from "./svm/ml-svm/ml-svm.ts";
export type { Sigmoid } from "./svm/probability/sigmoid.ts";
export type { LinearLoss } from "./svm/solver/dual-coordinate-descent.ts";
export type { Kernel, KernelName } from "./svm/solver/kernel.ts";
export { fitStandardScaler, type StandardScaler, type StandardScalerRecord } from "./svm/standard-scaler.ts";
export { type Svc, type SvcRecord, svcFromRecord } from "./svm/svc.ts";
export type { CellFormat, CellValue, TableColumn, TableRow } from "./tables/column.ts";
export { htmlText } from "./tables/html-text.ts";
export { type NotRunNotice, notRun } from "./tables/not-run.ts";
export { publishResults, type ResultRow } from "./tables/publish-results.ts";
export {
  type ResultTable,
  type ResultTableOptions,
  resultTable,
  showTable,
  type TableBundle,
} from "./tables/result-table.ts";
export { type SkippedNotice, showSkipped } from "./tables/show-skipped.ts";
export type { ShownValue } from "./tables/shown-value.ts";
export { type TableTextOptions, tableText } from "./tables/table-text.ts";
export { type EngineReport, engineReport, selectEngine } from "./tensors/engine.ts";
export type { EngineName } from "./tensors/engine-name.ts";
export { NativeLibraryError } from "./tensors/onnx/binding.ts";
export { AsyncTidyError, tidy } from "./tensors/scope.ts";
export { EngineMissingError } from "./tensors/tensorflow/engine-missing-error.ts";
export { tf } from "./tensors/tf.ts";
export { CheckpointError } from "./training/checkpoints/checkpoint-error.ts";
export { type Evaluation, evaluateLayers, predictLayers } from "./training/evaluate-layers.ts";
export { type FineTuned, type FineTuneOptions, fineTune } from "./training/fine-tune.ts";
export {
  describeTrainable,
  type TrainableLayer,
  type TrainableState,
} from "./training/freezing/describe-trainable.ts";
export {
  freezeAll,
  freezeLayers,
  unfreezeFrom,
  unfreezeLayers,
  unfreezeOnly,
} from "./training/freezing/freeze.ts";
export { type LayerSelection, selectLayers } from "./training/freezing/select-layers.ts";
export {
  type FromScratchOptions,
  type TrainedFromScratch,
  trainFromScratch,
} from "./training/from-scratch.ts";
export { createHead, type HeadOptions, type HeadRows } from "./training/heads/head.ts";
export type { HeadLayer } from "./training/heads/head-layers.ts";
export type { HeadRecipe } from "./training/heads/recipes.ts";
export { joinPlans, type LayerPlan, type LayerStep, planLayers } from "./training/layer-plan.ts";
export {
  FrozenWeightMovedError,
  type LedgerEntry,
  snapshotWeights,
  type WeightSnapshot,
} from "./training/ledger.ts";
export { DivergedError } from "./training/loop/diverged-error.ts";
export type { EarlyStopping } from "./training/loop/early-stopping.ts";
export {
  type FindLearningRateOptions,
  findLearningRate,
  type LearningRateSweep,
  type SweepStep,
} from "./training/loop/find-learning-rate.ts";
export { fitLayers } from "./training/loop/fit-layers.ts";
export type {
  CheckpointOptions,
  EpochRecord,
  FitOptions,
  FitResult,
  StepProgress,
} from "./training/loop/fit-options.ts";
export { type History, historyOf } from "./training/loop/history.ts";
export { openTail, type Tail, type TailOptions } from "./training/open-tail.ts";
export { type LayerDecayOptions, layerDecayFactors } from "./training/optimizers/layer-decay.ts";
export type { OptimizerOptions } from "./training/optimizers/optimizer.ts";
export type { RateFactors } from "./training/optimizers/trained-weights.ts";
export { type CosineOptions, cosine } from "./training/schedules/cosine.ts";
export { type ExponentialDecayOptions, exponentialDecay } from "./training/schedules/decay.ts";
export { type OneCycleOptions, oneCycle } from "./training/schedules/one-cycle.ts";
export type { Schedule } from "./training/schedules/schedule.ts";
export { type TrainedHead, type TrainHeadOptions, trainHead } from "./training/train-head.ts";
export { selectRows, type TrainingRows } from "./training/training-rows.ts";
export type { WarmUp } from "./training/warm-up.ts";
