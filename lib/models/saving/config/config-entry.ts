import { toSnakeCase } from "../../weights/matching/pair-layers.ts";
import type { NetworkGraph } from "../network-graph.ts";
import { LayerConfigError } from "./layer-config-error.ts";
import type { KerasConfig } from "./layer-kinds.ts";

/** A model or layer as Keras writes it. */
export interface ConfigEntry {
  readonly class_name: string;
  readonly module?: string;
  readonly name?: string;
  readonly config: KerasConfig & { readonly name?: string };
  readonly inbound_nodes?: readonly unknown[];
}

const MODELS = new Set(["Functional", "Model", "Sequential"]);

/** Whether an entry is a model, with its layers. */
export function isModel({ class_name: type, config }: ConfigEntry): boolean {
  return MODELS.has(type) && Array.isArray(config?.layers);
}

/** The layers of a model. Keras 1 and TensorFlow write some classes with their package before them. */
export function childrenOf(model: ConfigEntry): ConfigEntry[] {
  return (model.config.layers as readonly ConfigEntry[]).map((entry) => {
    const type = entry.class_name.split(">").at(-1)!;
    return type === entry.class_name ? entry : { ...entry, class_name: type };
  });
}

/** Numbers the layers of a model as Keras 3 does in its weight files. Operations that are no layers do not count. */
export function numberEntries(
  children: readonly ConfigEntry[],
  isSequential: boolean,
): Map<ConfigEntry, string> {
  const used = new Map<string, number>();
  const entries = new Map<ConfigEntry, string>();
  for (const child of children) {
    const isLayer = !isOperation(child) && !(isSequential && child.class_name === "InputLayer");
    const type = toSnakeCase(child.class_name === "Model" ? "Functional" : child.class_name);
    const number = used.get(type) ?? 0;
    if (isLayer) used.set(type, number + 1);
    entries.set(child, number === 0 ? type : `${type}_${number}`);
  }
  return entries;
}

/** Whether an entry is an operation on values rather than a layer. */
export function isOperation({ module }: ConfigEntry): boolean {
  return module?.startsWith("keras.src.ops") ?? false;
}

/** What a layer is called with. */
export interface CallArguments {
  /** Names of the layers whose values it reads. */
  readonly names: readonly string[];
  /** Constants of the call: numbers, lists of numbers, slices. */
  readonly constants: readonly unknown[];
}

/**
 * Gives what a layer is called with: Keras 3 writes args and kwargs, Keras 2 lists of [layer, node, tensor, kwargs].
 *
 * @throws {@link LayerConfigError} for a layer that is called more than once, or never.
 */
export function callArguments(child: ConfigEntry): CallArguments {
  const nodes = child.inbound_nodes ?? [];
  const name = nameOf(child);
  if (nodes.length !== 1) {
    throw new LayerConfigError(name, child.class_name, "one call of the layer", `${nodes.length} calls`);
  }
  const names: string[] = [];
  const constants: unknown[] = [];
  const visit = (part: unknown): void => {
    const tensor = part as { class_name?: unknown; config?: { keras_history?: [string] } } | null;
    if (tensor?.class_name === "__keras_tensor__") names.push(tensor.config!.keras_history![0]);
    else if (Array.isArray(part) && part.some(hasTensor)) part.forEach(visit);
    else constants.push(part);
  };
  const node = nodes[0] as { args?: unknown[]; kwargs?: Record<string, unknown> } | unknown[];
  if (Array.isArray(node)) {
    for (const [from, , , kwargs] of node as [string, number, number, Record<string, unknown>?][]) {
      names.push(from);
      constants.push(...Object.values(kwargs ?? {}));
    }
  } else {
    (node.args ?? []).forEach(visit);
    for (const [key, value] of Object.entries(node.kwargs ?? {})) {
      if (key !== "training" && key !== "mask") visit(value);
    }
  }
  return { names, constants };
}

function hasTensor(part: unknown): boolean {
  return JSON.stringify(part)?.includes(`"__keras_tensor__"`) ?? false;
}

/**
 * Finds the one input of a model.
 *
 * @throws {@link LayerConfigError} when there are several, or no shape.
 */
export function findInput(model: ConfigEntry): NetworkGraph["input"] {
  const name = nameOf(model);
  const fail = (found: string) =>
    new LayerConfigError(name, model.class_name, "one input of known rank", found);
  const children = childrenOf(model);
  const inputs = children.filter(({ class_name: type }) => type === "InputLayer");
  if (inputs.length > 1) throw fail(`${inputs.length} inputs`);
  const first = inputs[0] ?? children[0];
  if (first === undefined) throw fail("no layer");
  const { batch_shape: shape, batch_input_shape: legacyShape } = first.config;
  const found = shape ?? legacyShape ?? model.config.build_input_shape;
  if (Array.isArray(found))
    return { name: inputs[0] ? nameOf(first) : `${name}_input`, shape: found.slice(1) };
  // A Sequential model that begins with a model has the input of that one.
  if (isModel(first)) return { ...findInput(first), name: `${name}_input` };
  throw fail("no shape of the input");
}

/** Names of the layers that `output_layers` or `input_layers` lists. */
export function toReferences(references: unknown): string[] {
  if (!Array.isArray(references)) return [];
  return typeof references[0] === "string"
    ? [references[0]]
    : (references as [string][]).map(([layer]) => layer);
}

/** Name of a layer or model. */
export function nameOf(entry: ConfigEntry): string {
  return entry.name ?? entry.config.name ?? entry.class_name;
}
