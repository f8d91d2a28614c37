import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Stands in a command for the connection file's path, as in a kernelspec. */
export const CONNECTION_FILE = "{connection_file}";

/**
 * The kernel that the tests judge: ours from its sources, or any other by `KERNEL_UNDER_TEST`.
 *
 * @example KERNEL_UNDER_TEST='["deno","jupyter","--kernel","--conn","{connection_file}"]'
 */
export function kernelUnderTest(): readonly string[] {
  const other = process.env.KERNEL_UNDER_TEST;
  if (other) return JSON.parse(other) as string[];
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const main = fileURLToPath(new URL("../../../../kernel/main.ts", import.meta.url));
  return [process.execPath, "--import", tsx, main, CONNECTION_FILE];
}

/** Whether the kernel under test is ours: some of what is asked of it is no matter of the protocol. */
export const isOurKernel = !process.env.KERNEL_UNDER_TEST;

/** How the other kernels for TypeScript start, by the path of their program. */
export const otherKernels = {
  /** Its program is a script of Node.js. */
  tslab: (program: string) => [process.execPath, program, "kernel", "--config-path", CONNECTION_FILE],
  deno: (program: string) => [program, "jupyter", "--kernel", "--conn", CONNECTION_FILE],
} as const;
