import { KernelError } from "../../kernel/errors.ts";

/** JupyterLab can't be found, made or started: the message says what to do. */
export class JupyterError extends KernelError {
  override name = "JupyterError";
}
