import type { PreprocessMode } from "../../../images/preprocess.ts";
import type { GraphLayer, NetworkGraph } from "../network-graph.ts";
import {
  type ConfigEntry,
  callArguments,
  childrenOf,
  findInput,
  isModel,
  isOperation,
  nameOf,
  numberEntries,
  toReferences,
} from "./config-entry.ts";
import { LayerConfigError } from "./layer-config-error.ts";
import { layerKindNames } from "./layer-kinds.ts";
import { applyToPixels, DECODED_PIXELS, modeOf, type PixelRecipe, uniformRecipe } from "./pixel-recipe.ts";

/** Where the weights of a layer are in a file. */
export interface StoredPlace {
  /** Names of the models that the layer is in, and its own. */
  readonly path: readonly string[];
  /** The same as Keras 3 numbers it: classes in snake case, numbered within each model. */
  readonly entry: string;
}

/** What a configuration says. */
export interface ReadNetwork {
  readonly graph: NetworkGraph;
  readonly places: ReadonlyMap<string, StoredPlace>;
  /** How the configuration itself prepares decoded pixels for the graph; undefined when it does not. */
  readonly preprocessing: PreprocessMode | undefined;
  /** What was left out, in words. */
  readonly notes: readonly string[];
}

/** Layers that do nothing when a network is used, only when it is trained. */
const TRAINING_ONLY = new Set([
  "ActivityRegularization",
  "AlphaDropout",
  "GaussianDropout",
  "GaussianNoise",
  "Identity",
  "RandomBrightness",
  "RandomContrast",
  "RandomFlip",
  "RandomRotation",
  "RandomTranslation",
  "RandomZoom",
  "SpatialDropout2D",
]);
/** A value while the configuration is read: what a layer makes, or pixels that nothing but arithmetic has touched. */
type Value = { readonly layer: string } | { readonly pixels: PixelRecipe };

/** The model that is being read. */
interface Reading {
  readonly layers: GraphLayer[];
  readonly places: Map<string, StoredPlace>;
  readonly notes: Set<string>;
  readonly inputName: string;
  readonly pixels: { used: PixelRecipe | undefined };
}

/**
 * Reads a model's configuration: `config.json` of a `.keras` file, or `model_config` of an `.h5` file (Keras 2 or 3).
 *
 * Functional and Sequential models of the supported layers, with models inside, which are taken apart. Layers that only
 * act in training are left out; arithmetic on the pixels before the first layer becomes `preprocessing`.
 *
 * @throws {@link LayerConfigError} for what is not supported: names the layer.
 */
export function readConfig(json: string): ReadNetwork {
  const model = JSON.parse(json) as ConfigEntry;
  const modelName = model.config?.name ?? "model";
  if (!isModel(model)) {
    throw new LayerConfigError(
      modelName,
      model.class_name,
      "a Functional or Sequential model",
      model.class_name,
    );
  }
  const input = findInput(model);
  const reading: Reading = {
    layers: [],
    places: new Map(),
    notes: new Set(),
    inputName: input.name,
    pixels: { used: undefined },
  };
  const start: Value = { pixels: DECODED_PIXELS };
  const output = readModel(model, start, { reading, path: [], entries: [] });
  if (!("layer" in output)) {
    throw new LayerConfigError(modelName, model.class_name, "at least one layer", "none");
  }
  const { layers, places, notes, pixels } = reading;
  const graph = { name: modelName, input, layers, output: output.layer };
  return { ...prepare(graph, pixels.used), places, notes: [...notes] };
}

/** Names the mode that prepares the pixels; where none does, a mode and a layer after it do the same. */
function prepare(
  graph: NetworkGraph,
  pixels: PixelRecipe | undefined,
): Pick<ReadNetwork, "graph" | "preprocessing"> {
  if (pixels === undefined || pixels === DECODED_PIXELS) return { graph, preprocessing: undefined };
  const preprocessing = modeOf(pixels);
  if (preprocessing !== undefined) return { graph, preprocessing };
  const uniform = uniformRecipe(pixels);
  if (uniform === undefined) {
    const found = JSON.stringify(pixels);
    throw new LayerConfigError(graph.input.name, "InputLayer", "a known way to prepare pixels", found);
  }
  // "tf" gives t = pixel / 127.5 - 1, so that pixel * scale + offset = t * 127.5 * scale + 127.5 * scale + offset.
  const scale = 127.5 * uniform.scale;
  const config = { scale, offset: scale + uniform.offset };
  let name = "rescaling";
  while (graph.layers.some((layer) => layer.name === name)) name = `${name}_input`;
  const inputs = [graph.input.name];
  const first = { name, type: "Rescaling", config, trainable: true, inputs };
  const others = graph.layers.map((layer) => ({
    ...layer,
    inputs: layer.inputs.map((from) => (from === graph.input.name ? name : from)),
  }));
  return { graph: { ...graph, layers: [first, ...others] }, preprocessing: "tf" };
}

interface Place {
  readonly reading: Reading;
  readonly path: readonly string[];
  readonly entries: readonly string[];
}

function readModel(model: ConfigEntry, input: Value, place: Place): Value {
  const children = childrenOf(model);
  const entryOf = numberEntries(children, model.class_name === "Sequential");
  const values = new Map<string, Value>();
  let previous = input;
  for (const child of children) {
    const name = nameOf(child);
    const inner = { ...place, path: [...place.path, name], entries: [...place.entries, entryOf.get(child)!] };
    let value: Value;
    if (child.class_name === "InputLayer") value = input;
    else if (model.class_name === "Sequential") value = readLayer(child, [previous], inner);
    else value = readLayer(child, callValues(child, values), inner);
    values.set(name, value);
    previous = value;
  }
  if (model.class_name === "Sequential") return previous;
  const outputs = toReferences(model.config.output_layers);
  if (outputs.length !== 1) {
    const found = `${outputs.length} outputs`;
    throw new LayerConfigError(nameOf(model), model.class_name, "one output", found);
  }
  return values.get(outputs[0]!)!;
}

function readLayer(child: ConfigEntry, inputs: readonly Value[], place: Place): Value {
  const { reading } = place;
  const name = nameOf(child);
  const [first] = inputs;
  if (first === undefined) throw new LayerConfigError(name, child.class_name, "an input", "none");
  if (isModel(child)) return readModel(child, first, place);
  if (TRAINING_ONLY.has(child.class_name)) {
    reading.notes.add(`${name} (${child.class_name}) only acts in training and was left out`);
    return first;
  }
  const pixels = inputs.flatMap((value) => ("pixels" in value ? [value.pixels] : []));
  if (pixels.length === inputs.length) {
    const made = applyToPixels(child, pixels, constantsOf(child));
    if (made !== undefined) return { pixels: made };
  }
  if (isOperation(child) || !layerKindNames().includes(child.class_name)) {
    const expected = `one of ${layerKindNames().join(", ")}`;
    throw new LayerConfigError(
      name,
      child.class_name,
      expected,
      isOperation(child) ? "an operation" : "another",
    );
  }
  notePrecision(child, reading);
  const unique = uniqueName(place);
  reading.layers.push({
    name: unique,
    type: child.class_name,
    config: child.config,
    trainable: child.config.trainable !== false,
    inputs: inputs.map((value) => settlePixels(value, place)),
  });
  reading.places.set(unique, { path: place.path, entry: place.entries.join("/") });
  return { layer: unique };
}

/** The values that a layer of a Functional model reads. */
function callValues(child: ConfigEntry, values: ReadonlyMap<string, Value>): Value[] {
  return callArguments(child).names.map((from) => {
    const value = values.get(from);
    if (value !== undefined) return value;
    throw new LayerConfigError(nameOf(child), child.class_name, "inputs that come before it", from);
  });
}

/** Constants that a layer is called with; a layer of a Sequential model has none. */
function constantsOf(child: ConfigEntry): readonly unknown[] {
  return child.inbound_nodes === undefined ? [] : callArguments(child).constants;
}

/** The name of the value that a layer reads. The pixels become the graph's input; their arithmetic is the caller's. */
function settlePixels(value: Value, { reading }: Place): string {
  if ("layer" in value) return value.layer;
  const { used } = reading.pixels;
  if (used !== undefined && JSON.stringify(used) !== JSON.stringify(value.pixels)) {
    const found = "several ways to prepare the pixels";
    throw new LayerConfigError(reading.inputName, "InputLayer", "one way to prepare the pixels", found);
  }
  reading.pixels.used = value.pixels;
  return reading.inputName;
}

function notePrecision({ config }: ConfigEntry, { notes }: Reading): void {
  const { dtype } = config;
  const policy =
    typeof dtype === "object" && dtype !== null
      ? (dtype as { config?: { name?: unknown } }).config?.name
      : dtype;
  if (typeof policy === "string" && policy !== "float32") {
    notes.add(`saved with precision ${policy}; computes in float32 here`);
  }
}

/** A name that no layer of the graph has yet: the layer's own, else with the names of its models before it. */
function uniqueName({ reading, path }: Place): string {
  const own = path.at(-1)!;
  const taken = (name: string) => name === reading.inputName || reading.places.has(name);
  if (!taken(own)) return own;
  let name = path.join("_");
  for (let number = 1; taken(name); number++) name = `${path.join("_")}_${number}`;
  return name;
}
