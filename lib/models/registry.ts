import { ArgumentError } from "../errors/argument-error.ts";
import { type Random, seededRandom } from "../random/generator.ts";
import { type Architecture, type ArchitectureOptions, toImageSize } from "./architectures/architecture.ts";
import { inceptionV3 } from "./architectures/inception.ts";
import { resnet50, resnet50V15 } from "./architectures/resnet.ts";
import { vgg16, vgg19 } from "./architectures/vgg.ts";
import { type Backbone, createBackbone, type WeightsProvenance } from "./backbone.ts";
import { type BundledModel, findBundledModel } from "./bundled.ts";
import { fingerprintFile } from "./weights/fingerprint.ts";
import { findPublishedFile, PUBLISHED_BASE, PUBLISHED_FILES } from "./weights/imagenet-files.ts";
import { loadWeights } from "./weights/load.ts";
import { fillRandom } from "./weights/random.ts";

const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  vgg16,
  vgg19,
  resnet50,
  inception_v3: inceptionV3,
};

/** Networks that come in versions which share a name but not their weights; the first one is the default. */
const VERSIONS: Readonly<Record<string, Readonly<Record<string, Architecture>>>> = {
  resnet50: { v1: resnet50, "v1.5": resnet50V15 },
};

/** Options of {@link loadBackbone}. */
export interface LoadBackboneOptions extends Omit<ArchitectureOptions, "inputSize"> {
  /**
   * - `"tiny-imagenet"`: the small models that come with the package (VGG16 and ResNet50 at width 0.25)
   * - a path: a file of Keras weights (`.h5`, `.weights.h5`, `.keras`), such as those that Keras publishes for ImageNet
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
}

/** Names that {@link loadBackbone} knows. */
export function backboneNames(): string[] {
  return Object.keys(ARCHITECTURES);
}

/**
 * Builds a network and fills it with weights: all of them or, on any error, none.
 *
 * @param name - `"vgg16"`, `"vgg19"`, `"resnet50"` or `"inception_v3"`.
 * @returns a backbone that the caller disposes.
 * @throws {@link ArgumentError} for an unknown name, options that do not go with the weights, and `"imagenet"` (says
 *   which file to get, and its md5).
 * @throws {@link WeightFormatError} or {@link WeightMismatchError} for a file that is damaged or of another network.
 * @example
 * using backbone = await loadBackbone("vgg16");
 * const published = await loadBackbone("resnet50", { weights: "resnet50_weights_tf_dim_ordering_tf_kernels.h5" });
 */
export async function loadBackbone(name: string, options: LoadBackboneOptions = {}): Promise<Backbone> {
  const architecture = findArchitecture(name, options.version);
  const { weights = "tiny-imagenet", includeTop = true } = options;
  if (weights === "imagenet") throw notDownloaded(architecture.name, includeTop);
  const bundled = weights === "tiny-imagenet" ? await findBundledModel(architecture.name) : undefined;
  const chosen = { ...options, ...(bundled && bundledOptions(bundled, options)) };
  const inputSize = toImageSize(chosen.inputSize ?? architecture.defaultInputSize);
  const model = architecture.build({ ...chosen, inputSize });
  try {
    const provenance = await fill({
      architecture,
      model,
      includeTop,
      weights,
      bundled,
      random: options.random,
    });
    return createBackbone(architecture, model, {
      inputSize,
      includeTop,
      pooling: options.pooling,
      width: chosen.width ?? 1,
      weights: provenance,
      ...(includeTop && bundled && { classIndex: bundled.classIndex }),
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
  readonly weights: string | null;
  readonly bundled: BundledModel | undefined;
  readonly random: Random | undefined;
}): Promise<WeightsProvenance> {
  const { architecture, model, includeTop, weights, bundled, random } = target;
  const path = bundled?.path ?? weights;
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
  const published = PUBLISHED_FILES.some(({ md5 }) => md5 === sums.md5);
  return { source: published ? "imagenet" : "file", path, ...sums, notes };
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

function findArchitecture(name: string, version: string | undefined): Architecture {
  const architecture = Object.hasOwn(ARCHITECTURES, name) ? ARCHITECTURES[name] : undefined;
  if (architecture === undefined)
    throw new ArgumentError("name", `one of ${backboneNames().join(", ")}`, name);
  if (version === undefined) return architecture;
  const versions = VERSIONS[name] ?? {};
  const chosen = Object.hasOwn(versions, version) ? versions[version] : undefined;
  if (chosen !== undefined) return chosen;
  const known = Object.keys(versions);
  const expected = known.length === 0 ? `nothing for ${name}` : `one of ${known.join(", ")}`;
  throw new ArgumentError("version", expected, version);
}

function notDownloaded(name: string, includeTop: boolean): ArgumentError {
  const file = findPublishedFile(name, includeTop);
  if (file === undefined) return new ArgumentError("weights", `a path, "tiny-imagenet" or null`, "imagenet");
  const size = `${Math.round(file.sizeBytes / 1e6)} MB`;
  return new ArgumentError(
    "weights",
    `a path, "tiny-imagenet" or null. To use ImageNet weights, get ${PUBLISHED_BASE}${file.file} (${size}, md5 ${file.md5}) and give its path`,
    `"imagenet", which is not downloaded for you`,
  );
}
