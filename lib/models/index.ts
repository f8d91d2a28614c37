/** The public names of this group. */
export type { ArchitectureOptions } from "./architectures/architecture.ts";
export { backboneNames } from "./architectures/find-architecture.ts";
export type { Backbone, BackboneConfig, WeightsProvenance } from "./backbone.ts";
export type { TrainingRecord } from "./bundled.ts";
export { type ClassIndex, type ClassLabel, loadClassIndex, uniqueNames } from "./class-index.ts";
export { decodePredictions, type Prediction } from "./decode-predictions.ts";
export { ExportError } from "./export/export-error.ts";
export { type ExportOnnxOptions, exportOnnx, type OnnxExport, type OnnxPort } from "./export/onnx.ts";
export type { ExportedOutputs } from "./export/steps.ts";
export {
  type DownloadedWeights,
  type DownloadWeightsOptions,
  downloadWeights,
} from "./imagenet/download-weights.ts";
export type { NamedFile } from "./imagenet/file-places.ts";
export { isDownloaded } from "./imagenet/is-downloaded.ts";
export { type ListedModel, listModels } from "./imagenet/list-models.ts";
export type { PublishedFile, PublishedFiles, PublishedWeights } from "./imagenet/published-files.ts";
export {
  BatchNormalization,
  type BatchNormalizationArgs,
  batchNormalization,
} from "./layers/batch-normalization.ts";
export { type LoadBackboneOptions, loadBackbone } from "./registry.ts";
export { type AttachHeadOptions, attachHead } from "./saving/attach-head.ts";
export { LayerConfigError } from "./saving/config/layer-config-error.ts";
export type { KerasConfig } from "./saving/config/layer-kinds.ts";
export { SaveError } from "./saving/files/atomic-file.ts";
export { type LoadedLayers, loadLayers } from "./saving/load-layers.ts";
export { type LoadModelOptions, loadModel } from "./saving/load-model.ts";
export type { GraphLayer, NetworkGraph } from "./saving/network-graph.ts";
export { type SavedFile, type SaveModelOptions, saveModel, saveWeights } from "./saving/save-model.ts";
export {
  type ArchitectureSummary,
  type SummarizeArchitectureOptions,
  summarizeArchitecture,
} from "./summary/summarize-architecture.ts";
export { summaryText } from "./summary/summary-table.ts";
export { type LayerSummary, type ModelSummary, type SummaryFacts, summarize } from "./summary.ts";
export { type Fingerprint, fingerprintFile, fingerprintWeights } from "./weights/fingerprint.ts";
export type { WeightFormat } from "./weights/formats/stored-layer.ts";
export { type LoadedWeights, type LoadWeightsOptions, loadWeights } from "./weights/load.ts";
export type { MatchedBy } from "./weights/matching/pair-layers.ts";
export {
  WeightFileError,
  type WeightFileFacts,
  WeightFormatError,
  WeightMismatchError,
} from "./weights/weight-file-error.ts";
