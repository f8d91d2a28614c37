import type { DoctorFacts } from "../../../cli/doctor/facts/facts.ts";

const library = (name: string) => ({
  name,
  purpose: "works",
  outcome: { works: true, value: { version: "1.2.3" } } as const,
});

/** A computer on which all is well, with the parts that a test changes. */
export function factsWith(changed: Partial<DoctorFacts> = {}): DoctorFacts {
  return {
    version: "0.1.0",
    node: { version: "20.20.2", supported: "^20.19.0 || ^22.13.0 || >=24.0.0" },
    platform: { system: "linux x64 6.1", processor: "a processor", processors: 4 },
    memory: { freeBytes: 8e9, totalBytes: 16e9 },
    libraries: ["onnxruntime-node", "sharp", "zeromq"].map(library),
    speed: {
      works: true,
      value: {
        engine: "onnx",
        threads: 4,
        networks: [
          { name: "resnet50", secondsPerImage: 0.04 },
          { name: "vgg16", secondsPerImage: 0.16 },
        ],
      },
    },
    tensorflow: { works: false, reason: "EngineMissingError: none" },
    bundled: [{ name: "vgg16.h5", state: "intact" }],
    models: [
      {
        name: "vgg16",
        weights: "imagenet",
        includeTop: false,
        sizeBytes: 58.9e6,
        place: "cache",
        downloadBytes: 0,
        different: [],
      },
    ],
    cache: { folder: "/cache", fault: undefined, sizeBytes: 1e6, freeBytes: 50e9 },
    kernels: [
      {
        name: "transferlab",
        displayName: "TypeScript (transferlab)",
        folder: "/data/kernels/transferlab",
        version: "0.1.0",
        missing: [],
        hiddenBy: undefined,
      },
    ],
    jupyter: {
      works: true,
      value: {
        chosen: {
          path: "/env/bin/python",
          origin: "VIRTUAL_ENV",
          version: "3.12.3",
          prefix: "/env",
          packages: { jupyterlab: "4.4.1", plotly: "6.0.0" },
          hasPlotlyExtension: true,
          canMakeEnvironments: true,
        },
        pythons: [],
      },
    },
    settings: {},
    ...changed,
  };
}
