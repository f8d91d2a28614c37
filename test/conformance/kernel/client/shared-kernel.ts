import { afterAll, afterEach, beforeAll, expect } from "vitest";
import type { KernelClient } from "./kernel-client.ts";
import { KernelProcess, type KernelProcessOptions } from "./kernel-process.ts";

/** A kernel and a client for all tests of one `describe`; each test also fails for messages against the protocol. */
export interface SharedKernel {
  readonly kernel: KernelProcess;
  readonly client: KernelClient;
}

/** Starts a kernel before the tests of the surrounding `describe` and ends it after them. */
export function shareKernel(options: KernelProcessOptions = {}): SharedKernel {
  let kernel: KernelProcess | undefined;
  let client: KernelClient | undefined;
  beforeAll(async () => {
    kernel = await KernelProcess.start(options);
    client = await kernel.connect();
  }, 90_000);
  afterEach(() => {
    expect(client?.faults.splice(0)).toEqual([]);
  });
  afterAll(() => kernel?.dispose());
  return {
    get kernel() {
      return kernel!;
    },
    get client() {
      return client!;
    },
  };
}
