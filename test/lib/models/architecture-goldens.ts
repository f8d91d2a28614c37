import { readFileSync } from "node:fs";

/** What Keras says of a network's layers, shapes and parameters. */
export interface ArchitectureGolden {
  readonly name: "vgg16" | "vgg19" | "resnet50" | "inception_v3";
  readonly includeTop: boolean;
  readonly pooling: "avg" | "max" | null;
  readonly inputSize: [height: number, width: number];
  readonly trainable: number;
  readonly nonTrainable: number;
  readonly layers: [name: string, type: string, shape: (number | null)[], parameters: number][];
}

export const architectureGoldens: { readonly cases: ArchitectureGolden[] } = JSON.parse(
  readFileSync(new URL("../../fixtures/models/architectures.json", import.meta.url), "utf8"),
);
