import { LabError } from "../../errors/lab-error.ts";

/** A layer of a model cannot be written as ONNX: names the layer, its class and the reason. */
export class ExportError extends LabError {
  override name = "ExportError";
  readonly layer: string;
  readonly layerClass: string;

  constructor(layer: string, layerClass: string, reason: string) {
    super(`layer ${layer} of class ${layerClass}: ${reason}`);
    this.layer = layer;
    this.layerClass = layerClass;
  }
}
