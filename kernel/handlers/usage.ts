import { availableParallelism, freemem, hostname, totalmem } from "node:os";
import type { JsonObject } from "../wire/message.ts";

/** Memory and processor time of a process. */
export interface ProcessUsage {
  readonly rssBytes: number;
  /** Since the process began. */
  readonly cpuMs: number;
}

/** Answers what the kernel costs, for JupyterLab's resource panel; the processor's share since the last answer. */
export class UsageMeter {
  #last: { readonly timeMs: number; readonly cpuMs: number } | undefined;

  /** @param user - of the process that runs cells; undefined while there is none. */
  answer(user: ProcessUsage | undefined): JsonObject {
    const { user: userUs, system: systemUs } = process.cpuUsage();
    const cpuMs = (userUs + systemUs) / 1000 + (user?.cpuMs ?? 0);
    const timeMs = performance.now();
    const passed = timeMs - (this.#last?.timeMs ?? 0);
    // A new user process begins again at 0.
    const used = Math.max(0, cpuMs - (this.#last?.cpuMs ?? 0));
    this.#last = { timeMs, cpuMs };
    const total = totalmem();
    const free = freemem();
    return {
      status: "ok",
      hostname: hostname(),
      pid: process.pid,
      kernel_cpu: (100 * used) / passed,
      kernel_memory: process.memoryUsage.rss() + (user?.rssBytes ?? 0),
      cpu_count: availableParallelism(),
      host_virtual_memory: {
        total,
        available: free,
        used: total - free,
        free,
        percent: (100 * (total - free)) / total,
      },
    };
  }
}
