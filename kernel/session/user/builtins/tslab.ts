import type { TslabApi } from "./tslab-api.ts";

/** The module that cells get as `tslab`; Node loads it, so that it finds this process's displays through the global object. */
const { versions, display, newDisplay } = (globalThis as unknown as Record<symbol, TslabApi>)[
  Symbol.for("transferlab.tslab")
]!;

export { display, newDisplay, versions };
