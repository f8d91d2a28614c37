import { ArgumentError } from "../../errors/argument-error.ts";
import type { Architecture } from "./architecture.ts";
import { inceptionV3 } from "./inception.ts";
import { resnet50, resnet50V15 } from "./resnet.ts";
import { vgg16, vgg19 } from "./vgg.ts";

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

/** Names that {@link loadBackbone} knows. */
export function backboneNames(): string[] {
  return Object.keys(ARCHITECTURES);
}

/** @throws {@link ArgumentError} for a name or version that is not known. */
export function findArchitecture(name: string, version?: string): Architecture {
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
