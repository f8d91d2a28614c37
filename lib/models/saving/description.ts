import type { PreprocessMode } from "../../images/preprocess.ts";
import { PREPROCESS_RECIPES } from "../../images/preprocess.ts";
import type { Backbone, BackboneConfig } from "../backbone.ts";

/** What is known of a backbone besides its layers and weights, as it is kept in a file. Keras does not look at it. */
export interface Description {
  /** Changes when a reader of this one would read another one wrong. */
  readonly version: 1;
  readonly name: string;
  readonly config: Omit<BackboneConfig, "weights">;
  /** Where the weights came from before: what the file's own provenance cannot say. */
  readonly origin: Pick<BackboneConfig["weights"], "source" | "notes">;
}

/** Describes a backbone for a file. */
export function describeBackbone({ name, config }: Backbone): Description {
  const { weights, ...rest } = config;
  const { source, notes } = weights;
  return { version: 1, name, config: rest, origin: { source, ...(notes && { notes }) } };
}

/**
 * Reads the description in a file.
 *
 * @returns undefined when there is none, or none that this version understands: the model itself then has to tell.
 */
export function parseDescription(json: string | undefined): Description | undefined {
  if (json === undefined) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return undefined;
  }
  return isDescription(parsed) ? parsed : undefined;
}

function isDescription(value: unknown): value is Description {
  const found = value as Partial<Description> | null;
  if (typeof found !== "object" || found?.version !== 1 || typeof found.name !== "string") return false;
  const { config } = found;
  return (
    Number.isInteger(config?.inputSize?.width) &&
    Number.isInteger(config?.inputSize?.height) &&
    Object.hasOwn(PREPROCESS_RECIPES, config?.preprocessing as PreprocessMode) &&
    typeof config?.featureLayer === "string" &&
    typeof config.lastBlockLayer === "string"
  );
}
