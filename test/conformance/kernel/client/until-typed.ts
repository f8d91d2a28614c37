import type { KernelClient } from "./kernel-client.ts";

/**
 * Waits until cells are checked: those of a kernel that has just started may run before types are known.
 *
 * @throws Error when a cell with a type fault still runs after half a minute.
 */
export async function untilTyped(client: KernelClient): Promise<void> {
  const deadline = performance.now() + 30_000;
  while ((await client.run("const warm: number = 'not yet'")).reply.content.status === "ok") {
    if (performance.now() > deadline) throw new Error("types were not known after 30 s");
    await new Promise((next) => setTimeout(next, 200));
  }
  // What is said late of the cells above is said before or with this one.
  await client.run("undefined");
}
