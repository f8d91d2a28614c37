import { KernelError } from "../errors.ts";

/** A kernelspec can't be installed, found or removed as it was asked for. */
export class KernelspecError extends KernelError {
  override name = "KernelspecError";
}

/** A name that Jupyter takes for no kernel. */
export class KernelNameError extends KernelspecError {
  override name = "KernelNameError";
  readonly received: string;

  constructor(received: string) {
    super(
      `kernel name: expected ASCII letters, digits, and . _ - between them, received ${JSON.stringify(received)}`,
    );
    this.received = received;
  }
}
