/** What is tried, each in a process of its own: a native library can end the process that loads it. */
export const LIBRARY_PROBES = {
  "onnxruntime-node": { purpose: "computes", load: () => import("./libraries.ts").then((m) => m.tryOnnx) },
  sharp: { purpose: "decodes photos", load: () => import("./libraries.ts").then((m) => m.trySharp) },
  "@resvg/resvg-js": {
    purpose: "draws charts as pictures",
    load: () => import("./libraries.ts").then((m) => m.tryResvg),
  },
  zeromq: { purpose: "talks to Jupyter", load: () => import("./libraries.ts").then((m) => m.tryZeromq) },
  "oxc-transform": {
    purpose: "reads TypeScript in cells",
    load: () => import("./libraries.ts").then((m) => m.tryOxc),
  },
} as const satisfies Readonly<
  Record<string, { readonly purpose: string; readonly load: () => Promise<() => Promise<unknown>> }>
>;

/** Every probe that {@link runProbe} knows. */
export const PROBES: Readonly<Record<string, () => Promise<() => Promise<unknown>>>> = {
  ...Object.fromEntries(Object.entries(LIBRARY_PROBES).map(([name, { load }]) => [name, load])),
  speed: () => import("./speed.ts").then((module) => module.measureSpeed),
  tensorflow: () => import("./libraries.ts").then((module) => module.tryTensorflow),
};
