import { type CellRuns, Interrupted } from "../run/cell-run.ts";

const NAMES = ["setTimeout", "setInterval", "setImmediate"] as const;
type Timer = (callback: unknown, ...rest: unknown[]) => unknown;

/**
 * Makes the timers of cells: after an interrupt the cell's intervals stop, and what it left can set no others.
 *
 * A timer set before the interrupt still fires, since a `finally` block may wait for it. Code of modules has the plain
 * timers: a package may share one among all cells. Where somebody replaced the global function, cells get that.
 */
export function createTimers(runs: CellRuns): object {
  const timers = {};
  for (const name of NAMES) {
    const original = globalThis[name] as Timer;
    const guarded = guard(original, runs);
    Object.defineProperty(timers, name, {
      get: () => (globalThis[name] === original ? guarded : globalThis[name]),
      enumerable: true,
    });
  }
  return timers;
}

function guard(original: Timer, runs: CellRuns): Timer {
  const repeats = original === (setInterval as Timer);
  const guarded: Timer = (callback, ...rest) => {
    const run = runs.current;
    if (run?.interrupted) throw new Interrupted();
    if (!run || typeof callback !== "function") return original(callback, ...rest);
    const fire = callback as (...values: unknown[]) => unknown;
    return original(
      function (this: NodeJS.Timeout, ...values: unknown[]) {
        if (repeats && run.interrupted) clearInterval(this);
        else runs.resume(run, () => Reflect.apply(fire, this, values));
      },
      ...rest,
    );
  };
  // Its name, and what util.promisify takes in its place.
  return Object.defineProperties(guarded, Object.getOwnPropertyDescriptors(original));
}
