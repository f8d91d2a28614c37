import { KernelError } from "../errors.ts";

/** A kernelspec can't be installed, found or removed as it was asked for. */
export class KernelspecError extends KernelError {
  override name = "KernelspecError";
}
