import type { tf } from "../../tensors/tf.ts";
import type { StoredLayer, StoredWeights } from "../weights/formats/stored-layer.ts";
import { findFault, type WeightPair } from "../weights/matching/match.ts";
import { WeightMismatchError } from "../weights/weight-file-error.ts";
import type { StoredPlace } from "./config/read-config.ts";

/**
 * Finds the tensors of each layer of a whole model, where its configuration says that they are. Nothing is read.
 *
 * @param model - built from the configuration.
 * @throws {@link WeightMismatchError} when a layer's weights are missing or do not fit, or some are left over.
 */
export function findStoredWeights(
  model: tf.LayersModel,
  {
    places,
    stored,
    file,
  }: {
    readonly places: ReadonlyMap<string, StoredPlace>;
    readonly stored: StoredWeights;
    readonly file: string;
  },
): WeightPair[] {
  const used = new Set<StoredLayer>();
  const pairs = model.layers
    .filter((layer) => layer.weights.length > 0)
    .flatMap((layer) => {
      const place = places.get(layer.name)!;
      const found = stored.format === "legacy h5" ? findByName(place, stored) : findByEntry(place, stored);
      const where = place.path.join("/");
      if (found === undefined) {
        const expected = `weights for ${where}, which the configuration has`;
        throw new WeightMismatchError({ file, layer: layer.name, expected, found: "none" });
      }
      const fault = findFault(layer, found);
      if (fault !== undefined) throw new WeightMismatchError({ file, layer: layer.name, ...fault });
      used.add(found);
      return layer.weights.map((variable, index) => ({ variable, stored: found.weights[index]! }));
    });
  const extra = stored.layers.filter((layer) => !used.has(layer)).map(({ name }) => name);
  if (extra.length > 0) {
    const found = `more: ${extra.slice(0, 4).join(", ")}${extra.length > 4 ? ", .." : ""}`;
    const expected = "weights of the layers that the configuration has";
    throw new WeightMismatchError({ file, layer: extra[0], expected, found });
  }
  return pairs;
}

function findByEntry({ entry }: StoredPlace, { layers }: StoredWeights): StoredLayer | undefined {
  return layers.find((layer) => layer.entry === entry);
}

/** In the legacy layout the group is the outermost model's, and the tensors' names tell the layers in it. */
function findByName({ path }: StoredPlace, { layers }: StoredWeights): StoredLayer | undefined {
  const [group, name] = [path[0], path.at(-1)];
  const candidates = layers.filter((layer) => (layer.within[0] ?? layer.name) === group);
  const named = candidates.filter((layer) => layer.name === name);
  if (named.length > 1) {
    const outer = path.slice(0, -1).join("/");
    return named.find(({ within }) => within.join("/") === outer);
  }
  // A model inside that has a single layer with weights looks like a layer.
  return named[0] ?? (path.length > 1 && candidates.length === 1 ? candidates[0] : undefined);
}
