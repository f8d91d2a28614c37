import { tf } from "../../tensors/tf.ts";
import { readFloat32 } from "./formats/hdf5.ts";
import { withWeightFile } from "./formats/open.ts";
import type { StoredLayer, WeightFormat } from "./formats/stored-layer.ts";
import { type MatchOptions, matchWeights, setEpsilon, type WeightMatch } from "./matching/match.ts";
import type { MatchedBy } from "./matching/pair-layers.ts";

/** Options of {@link loadWeights}. */
export interface LoadWeightsOptions {
  /**
   * Layers that the file may have and the model may lack: the top's names let a network without top read a file with
   * one. @defaultValue none
   */
  readonly skippable?: readonly string[] | undefined;
  /**
   * Whether the file may end in a head that the model lacks, whatever the names of its layers: layers without
   * convolutions, after all those of the model. @defaultValue false
   */
  readonly skipHead?: boolean | undefined;
  /**
   * Goes by the order of layers alone, whatever their names, in networks with branches too. Numbers, shapes and roles of
   * tensors must agree; layers of one shape that stand in another order are not noticed. @defaultValue false
   */
  readonly byOrder?: boolean | undefined;
}

/** What {@link loadWeights} did. */
export interface LoadedWeights {
  /** Names of the model's layers that were filled, in order. */
  readonly layers: readonly string[];
  readonly format: WeightFormat;
  readonly matchedBy: MatchedBy;
  /** Layers of the file that the model has not. */
  readonly skipped: readonly string[];
  /** What a reader of results should know: other names, other precision, another epsilon, layers left out. */
  readonly notes: readonly string[];
}

/**
 * Loads the weights of a Keras file into a model: all of them or none.
 *
 * Reads legacy `.h5` (weights only or whole models, Keras 1 to 3), Keras 3 `.weights.h5` and `.keras`; the content
 * decides which, whatever the suffix. Layers without weights are dropped on both sides. The others go by name, where the
 * names are automatic (InceptionV3) by the order in which they were made, and where all names differ by order, but only
 * in a network without branches; what was done is in `matchedBy` and `notes`. Numbers, roles and shapes of tensors must
 * agree in any case. Everything is checked, and then read, before the first value is assigned.
 *
 * The ResNet50 file published before Keras 2.2.5 also sets the epsilon of the model's normalisations to 1e-3, which its
 * weights were trained with.
 *
 * @param model - borrowed; its weights are overwritten.
 * @throws {@link WeightFormatError} for a missing, cut, damaged or foreign file.
 * @throws {@link WeightMismatchError} for a file of another network: names layer, expected and found.
 * @example
 * const { notes } = await loadWeights(model, "vgg16_weights_tf_dim_ordering_tf_kernels.h5");
 * @see Keras `legacy/saving/legacy_h5_format.py`, load_weights_from_hdf5_group; `saving/saving_lib.py`
 */
export async function loadWeights(
  model: tf.LayersModel,
  path: string,
  options: LoadWeightsOptions = {},
): Promise<LoadedWeights> {
  const { match, values, result } = await withWeightFile(path, ({ weights, library }) => {
    const found = matchWeights(model, weights, { ...options, file: path } satisfies MatchOptions);
    return {
      match: found,
      values: found.pairs.map(({ variable, stored }) => ({
        variable,
        values: readFloat32(stored.dataset, path, library),
      })),
      result: {
        layers: model.layers.filter((layer) => layer.weights.length > 0).map((layer) => layer.name),
        format: weights.format,
        matchedBy: found.matchedBy,
        skipped: found.skipped,
        notes: describeMatch(found, weights.layers),
      },
    };
  });
  assignWeights(values);
  if (match.epsilon !== undefined) setEpsilon(model, match.epsilon);
  return result;
}

/** Writes values into a model's variables. */
export function assignWeights(
  values: Iterable<{ readonly variable: tf.LayerVariable; readonly values: Float32Array }>,
): void {
  for (const { variable, values: numbers } of values) {
    const tensor = tf.tensor(numbers, variable.shape as number[], "float32");
    variable.write(tensor);
    tensor.dispose();
  }
}

function describeMatch(match: WeightMatch, stored: readonly StoredLayer[]): string[] {
  const first = stored[0]?.name ?? "none";
  const sentences: Readonly<Record<MatchedBy, string | undefined>> = {
    names: undefined,
    renamed: `layers have other names in the file, all changed alike (the first is ${first})`,
    "old names":
      "the ResNet50 file from before Keras 2.2.5: layers renamed, epsilon of the normalisations set to 1e-3",
    numbers: "layers with automatic names were matched by the order in which they were made",
    classes: "the file has no layer names: layers were matched by class and order",
    order: `layers have other names in the file (the first is ${first}) and were matched by order`,
  };
  const precisions = new Set(match.pairs.map((pair) => pair.stored.precision));
  precisions.delete("float32");
  const { skipped } = match;
  return [
    sentences[match.matchedBy],
    skipped.length > 0 ? `layers of the file that the model has not: ${skipped.join(", ")}` : undefined,
    precisions.size > 0 ? `${[...precisions].sort().join(" and ")} numbers converted to float32` : undefined,
  ].filter((note) => note !== undefined);
}
