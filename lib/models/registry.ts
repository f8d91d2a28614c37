import type { DownloadProgress } from "../datasets/download/progress.ts";
import { ArgumentError } from "../errors/argument-error.ts";
import { type Random, seededRandom } from "../random/generator.ts";
import { type Architecture, type ArchitectureOptions, toImageSize } from "./architectures/architecture.ts";
import { findArchitecture } from "./architectures/find-architecture.ts";
import { type Backbone, createBackbone, type WeightsProvenance } from "./backbone.ts";
import { type BundledModel, findBundledModel } from "./bundled.ts";
import { type ClassIndex, loadClassIndex } from "./class-index.ts";
import { type DownloadedWeights, downloadWeights } from "./imagenet/download-weights.ts";
import { checkImagenetOptions } from "./imagenet/imagenet-options.ts";
import { PUBLISHED_FILES, type PublishedFiles } from "./imagenet/published-files.ts";
import { fingerprintFile } from "./weights/fingerprint.ts";
import { loadWeights } from "./weights/load.ts";
import { fillRandom } from "./weights/random.ts";

/** Options of {@link loadBackbone}. */
export interface LoadBackboneOptions extends Omit<ArchitectureOptions, "inputSize"> {
  /**
   * - `"tiny-imagenet"`: the small models that come with the package (VGG16 and ResNet50 at width 0.25)
   * - `"imagenet"`: the weights that Keras publishes, from the cache, from `~/.keras/models` or downloaded on first use;
   *   see {@link downloadWeights} for the environment variables that steer this
   * - a path: a file of Keras weights (`.h5`, `.weights.h5`, `.keras`)
   * - `null`: seeded random numbers; `config.pretrained` is then false
   * @defaultValue "tiny-imagenet"
   */
  readonly weights?: string | null;
  /** Height and width in pixels. @defaultValue that of the weights: 64 for "tiny-imagenet", else 224 (InceptionV3 299) */
  readonly inputSize?: ArchitectureOptions["inputSize"];
  /**
   * ResNet50 only: `"v1.5"` is torchvision's graph, for weights converted from there. Nothing is bundled or published
   * for it here.
   * @defaultValue "v1", Keras's
   */
  readonly version?: "v1" | "v1.5";
  /** Source of random weights (`weights: null`). @defaultValue seededRandom(0) */
  readonly random?: Random;
  /** Called while weights are downloaded (`weights: "imagenet"`). */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Stops a download; what has come is kept for the next one. */
  readonly signal?: AbortSignal | undefined;
  /** What `"imagenet"` stands for. @defaultValue Keras's published files */
  readonly files?: PublishedFiles | undefined;
}

/**
 * Builds a network and fills it with weights: all of them or, on any error, none.
 *
 * @param name - `"vgg16"`, `"vgg19"`, `"resnet50"` or `"inception_v3"`.
 * @returns a backbone that the caller disposes.
 * @throws {@link ArgumentError} for an unknown name, and options that do not go with the weights.
 * @throws {@link DownloadError} for ImageNet weights that are not here and cannot be had; the signal's reason when aborted.
 * @throws {@link WeightFormatError} or {@link WeightMismatchError} for a file that is damaged or of another network.
 * @example
 * using backbone = await loadBackbone("vgg16");
 * using published = await loadBackbone("resnet50", { weights: "imagenet", includeTop: false, pooling: "avg" });
 */
export async function loadBackbone(name: string, options: LoadBackboneOptions = {}): Promise<Backbone> {
  const architecture = findArchitecture(name, options.version);
  const { weights = "tiny-imagenet", includeTop = true } = options;
  if (weights === "imagenet") checkImagenetOptions(architecture, options);
  const bundled = weights === "tiny-imagenet" ? await findBundledModel(architecture.name) : undefined;
  const chosen = { ...options, ...(bundled && bundledOptions(bundled, options)) };
  const inputSize = toImageSize(chosen.inputSize ?? architecture.defaultInputSize);
  const { onProgress, signal, files = PUBLISHED_FILES } = options;
  const downloaded =
    weights === "imagenet"
      ? await downloadWeights(architecture.name, { includeTop, files, onProgress, signal })
      : undefined;
  const classIndex = includeTop ? await findClassIndex(bundled, downloaded) : undefined;
  const model = architecture.build({ ...chosen, inputSize });
  try {
    const provenance = await fill({
      architecture,
      model,
      includeTop,
      path: downloaded?.path ?? bundled?.path ?? weights,
      bundled,
      files,
      random: options.random,
    });
    return createBackbone(architecture, model, {
      inputSize,
      includeTop,
      pooling: options.pooling,
      width: chosen.width ?? 1,
      weights: provenance,
      ...(classIndex && { classIndex }),
    });
  } catch (error) {
    model.dispose();
    throw error;
  }
}

async function fill(target: {
  readonly architecture: Architecture;
  readonly model: Backbone["model"];
  readonly includeTop: boolean;
  readonly path: string | null;
  readonly bundled: BundledModel | undefined;
  readonly files: PublishedFiles;
  readonly random: Random | undefined;
}): Promise<WeightsProvenance> {
  const { architecture, model, includeTop, path, bundled, files, random } = target;
  if (path === null) {
    fillRandom(model, random ?? seededRandom(0));
    return { source: "random" };
  }
  const { notes } = await loadWeights(model, path, {
    skippable: includeTop ? [] : architecture.topLayers,
    skipHead: !includeTop,
  });
  const sums = await fingerprintFile(path);
  if (bundled !== undefined) return { source: "tiny-imagenet", path, ...sums, record: bundled.record };
  const published = files.weights.some(({ md5 }) => md5 === sums.md5);
  return { source: published ? "imagenet" : "file", path, ...sums, notes };
}

async function findClassIndex(
  bundled: BundledModel | undefined,
  downloaded: DownloadedWeights | undefined,
): Promise<ClassIndex | undefined> {
  if (downloaded?.classIndexPath !== undefined) return loadClassIndex(downloaded.classIndexPath);
  return bundled?.classIndex;
}

/** What a bundled file fixes; an option that says otherwise is an error rather than ignored. */
function bundledOptions(bundled: BundledModel, asked: LoadBackboneOptions) {
  const { record, classIndex, topUnits } = bundled;
  const includeTop = asked.includeTop ?? true;
  const fixed = { width: record.width, ...(includeTop && { classes: classIndex.length }) };
  const fixedTop = includeTop && topUnits !== undefined ? { topUnits } : {};
  const values = { ...fixed, ...fixedTop };
  for (const [option, value] of Object.entries(values)) {
    const given = asked[option as keyof typeof asked];
    if (given !== undefined && given !== value) {
      throw new ArgumentError(
        option,
        `${value} with the bundled weights (or weights: null, or a path)`,
        given,
      );
    }
  }
  const inputSize = toImageSize(asked.inputSize ?? record.input);
  if (includeTop && (inputSize.width !== record.input || inputSize.height !== record.input)) {
    const expected = `${record.input} with the bundled top (or includeTop: false)`;
    throw new ArgumentError("inputSize", expected, `${inputSize.width}x${inputSize.height}`);
  }
  return { ...values, inputSize };
}
