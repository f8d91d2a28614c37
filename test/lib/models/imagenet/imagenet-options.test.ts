import { describe, expect, it } from "vitest";
import { ArgumentError } from "../../../../lib/errors/argument-error.ts";
import { checkImagenetOptions } from "../../../../lib/models/imagenet/imagenet-options.ts";

const network = { defaultInputSize: 224, smallestInputSize: 32, topLayers: ["fc1", "predictions"] };

describe("checkImagenetOptions", () => {
  it.each([
    [{}],
    [{ includeTop: true, classes: 1000, inputSize: 224, width: 1, topUnits: 4096 }],
    [{ inputSize: { width: 224, height: 224 } }],
    [{ includeTop: false, inputSize: { width: 160, height: 96 }, pooling: "avg" as const }],
  ])("lets %j pass", (options) => {
    expect(() => checkImagenetOptions(network, options)).not.toThrow();
  });

  it.each([
    [{ classes: 10 }, "classes: expected 1000 with ImageNet weights and their top (or includeTop: false"],
    [{ inputSize: 128 }, "inputSize: expected 224 with ImageNet weights and their top (or includeTop: false"],
    [{ inputSize: { width: 224, height: 128 } }, "received 224x128"],
    [{ width: 0.5 }, "width: expected 1 with ImageNet weights, received 0.5"],
    [{ width: 0.5, includeTop: false }, "width: expected 1 with ImageNet weights, received 0.5"],
    [{ inputSize: 31, includeTop: false }, "height of inputSize: expected an integer of at least 32 pixels"],
    [{ pooling: "avg" as const }, "pooling: expected nothing when includeTop is true"],
    [{ topUnits: 512 }, "topUnits: expected 4096"],
  ])("refuses %j", (options, message) => {
    expect(() => checkImagenetOptions(network, options)).toThrow(ArgumentError);
    expect(() => checkImagenetOptions(network, options)).toThrow(message);
  });
});
