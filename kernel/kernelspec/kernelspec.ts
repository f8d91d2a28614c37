import type { KernelCommand } from "./kernel-command.ts";
import { KernelNameError } from "./kernelspec-error.ts";

/** Name of the kernel in notebooks and on command lines. */
export const KERNEL_NAME = "transferlab";
/** What Jupyter's menus show. */
export const DISPLAY_NAME = "TypeScript (transferlab)";

/** Whether type errors block a cell, are warnings, or nothing is checked. */
export type TypePolicy = "on" | "warn" | "off";

/** The content of `kernel.json`. @see https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs */
export interface Kernelspec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode: "message" | "signal";
  readonly kernel_protocol_version: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly metadata: {
    readonly debugger: boolean;
    /** What jupyter_client looks at before it starts a kernel with keys for CurveZMQ. */
    readonly supported_encryption: readonly string[];
    /** By this a kernelspec is known as ours. */
    readonly transferlab: { readonly version: string };
  };
}

/** Makes the kernelspec that starts a kernel with a command. */
export function createKernelspec(
  { command, version }: KernelCommand,
  options: { readonly displayName?: string | undefined; readonly types?: TypePolicy | undefined } = {},
): Kernelspec {
  const { displayName = DISPLAY_NAME, types } = options;
  return {
    argv: [...command, "{connection_file}"],
    display_name: displayName,
    language: "typescript",
    interrupt_mode: "message",
    kernel_protocol_version: "5.5",
    ...(types && { env: { TRANSFERLAB_TYPES: types } }),
    metadata: { debugger: false, supported_encryption: ["curve"], transferlab: { version } },
  };
}

/** Whether the content of a `kernel.json` is one of ours. */
export function isOurs(content: unknown): content is Kernelspec {
  const { metadata, argv } = (content ?? {}) as {
    metadata?: { transferlab?: unknown } | null;
    argv?: unknown;
  };
  return typeof metadata?.transferlab === "object" && metadata.transferlab !== null && Array.isArray(argv);
}

/**
 * Returns a kernel's name as Jupyter has it: lower case.
 *
 * @throws {@link KernelNameError} for a name that Jupyter would not take.
 */
export function normalizeKernelName(name: string): string {
  const isSeparatorAlone = name === "." || name === "..";
  if (/^[a-z0-9._-]+$/i.test(name) && !isSeparatorAlone) return name.toLowerCase();
  throw new KernelNameError(name);
}
