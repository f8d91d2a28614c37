import { LabError } from "../../../errors/lab-error.ts";

/** A layer is of a class, or has a setting, that cannot be saved or loaded: names the layer, its class and the reason. */
export class LayerConfigError extends LabError {
  override name = "LayerConfigError";
  readonly layer: string;
  readonly layerClass: string;
  readonly expected: string;
  readonly found: string;

  constructor(layer: string, layerClass: string, expected: string, found: string) {
    super(`layer ${layer} of class ${layerClass}: expected ${expected}, found ${found}`);
    this.layer = layer;
    this.layerClass = layerClass;
    this.expected = expected;
    this.found = found;
  }
}
